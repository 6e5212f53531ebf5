/**
 * Connect: choosing a wallet, and what is said while there is none or it is elsewhere.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { short } from '../frame/names.ts'
import { Says } from '../frame/says.tsx'
import { Act, useAct } from './act.tsx'
import { type Announced, type Connected, comeBack, connect, disconnect, switchChain, useWallets } from './wallet.ts'

/** @param brief - Part of another page, which has a title of its own. */
export function Connect({ brief = false }: { brief?: boolean }) {
  const { t } = useTranslation()
  const wallets = useWallets()
  return (
    <>
      {!brief && (
        <header className="stack">
          <h1>{t('desk.title')}</h1>
          <p className="lede">{t('connect.lede')}</p>
        </header>
      )}
      {wallets.length === 0 ? (
        <Says tone="wait">{t('connect.none')}</Says>
      ) : (
        <ul className="stack">
          {wallets.map((wallet) => (
            <li key={wallet.info.uuid}>
              <ConnectTo wallet={wallet} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function ConnectTo({ wallet }: { wallet: Announced }) {
  const { t } = useTranslation()
  const act = useAct(() => connect(wallet))
  return (
    <Act act={act} tone="main" waiting={t('connect.waiting')}>
      {wallet.info.icon.startsWith('data:') && <img src={wallet.info.icon} alt="" width="20" height="20" />}
      {t('connect.with', { name: wallet.info.name })}
    </Act>
  )
}

export function Wallet({ wallet }: { wallet: Connected }) {
  const { t } = useTranslation()
  return (
    <div className="row note">
      <span>
        {wallet.name}: <code>{short(wallet.address)}</code>
      </span>
      <button type="button" className="button quiet" onClick={disconnect}>
        {t('connect.leave')}
      </button>
    </div>
  )
}

/** The wallet has locked itself, or its leave ran out. What was filled in stays where it is meanwhile. */
export function Away({ wallet }: { wallet: Connected }) {
  const { t } = useTranslation()
  const act = useAct(() => comeBack(wallet))
  if (!wallet.isAway) return null
  return (
    <div className="stack close">
      <Says tone="wait">
        <b>{t('connect.away', { name: wallet.name })}</b>
        <span>{t('connect.awayWhy')}</span>
      </Says>
      <Act act={act} tone="main" waiting={t('connect.waiting')}>
        {t('connect.back')}
      </Act>
    </div>
  )
}

export function WrongChain({
  wallet,
  chainId,
  brief = false,
}: {
  wallet: Connected
  chainId: number
  brief?: boolean
}) {
  const { t } = useTranslation()
  const act = useAct(() => switchChain(wallet, chainId))
  return (
    <>
      {!brief && (
        <header className="row apart">
          <h1>{t('desk.title')}</h1>
          <Wallet wallet={wallet} />
        </header>
      )}
      <Says tone="wait">
        <b>{t('connect.wrongChain')}</b>
        <span>{t('connect.chains', { there: wallet.chainId, here: chainId })}</span>
      </Says>
      <Act act={act} tone="main">
        {t('connect.switch')}
      </Act>
    </>
  )
}

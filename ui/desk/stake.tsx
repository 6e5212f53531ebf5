/**
 * Stake: what a juror has put up and where it serves; more of it, less of it, and being admitted as a person.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CourtView, type JurorView, useCourts, useJuror } from '../api.ts'
import { useNow, useSpelling } from '../clock.ts'
import { nameOf } from '../court/named.ts'
import { Countdown } from '../frame/countdown.tsx'
import { Says, Waiting } from '../frame/says.tsx'
import { Act, useAct } from './act.tsx'
import { type Contracts, send, stake, useAccount, useContracts } from './chain.ts'
import { unitsOf } from './units.ts'
import type { Connected } from './wallet.ts'

export function Stake({ wallet }: { wallet: Connected }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { data: juror } = useJuror(wallet.address)
  const { data: courts } = useCourts()
  const { data: contracts } = useContracts(wallet)
  const { data: account } = useAccount(wallet, contracts)
  return (
    <section className="part" aria-labelledby="stake">
      <h2 id="stake">{t('stake.title')}</h2>
      {juror === undefined || !courts || !contracts || !account ? (
        <Waiting />
      ) : (
        <>
          <dl>
            <div className="pair">
              <dt>{t('stake.staked')}</dt>
              <dd className="number">
                {amount(BigInt(juror?.stake ?? 0))} {account.symbol}
              </dd>
            </div>
            <div className="pair">
              <dt>{t('stake.inHand')}</dt>
              <dd className="number">
                {amount(account.tokens)} {account.symbol}
              </dd>
            </div>
            <div className="pair">
              <dt>{t('stake.serves')}</dt>
              <dd>{(juror?.courts ?? []).map((id) => nameOf(courts, id, t)).join(', ') || t('stake.nowhere')}</dd>
            </div>
          </dl>
          <Person wallet={wallet} contracts={contracts} juror={juror} courts={courts} isAdmitted={account.isAdmitted} />
          <More
            wallet={wallet}
            contracts={contracts}
            juror={juror}
            courts={courts}
            tokens={account.tokens}
            symbol={account.symbol}
          />
          {juror && BigInt(juror.stake) > 0n && <Less wallet={wallet} contracts={contracts} juror={juror} />}
          <Asked wallet={wallet} contracts={contracts} asked={account.asked} readyAt={account.readyAt} />
        </>
      )}
    </section>
  )
}

/** A court that asks for persons weighs nobody who isn't admitted. */
function Person({
  wallet,
  contracts,
  juror,
  courts,
  isAdmitted,
}: {
  wallet: Connected
  contracts: Contracts
  juror: JurorView | null
  courts: readonly CourtView[]
  isAdmitted: boolean
}) {
  const { t } = useTranslation()
  const asking = courts.find(({ terms }) => terms.personSource !== 0)
  const act = useAct(() => send(wallet, contracts.vault, 'admit', [BigInt(asking!.court), wallet.address]))
  if (!asking) return null
  if (isAdmitted) return <p className="note">✓ {t('stake.admitted')}</p>
  return (
    <div className="stack close">
      <Says tone="wait">
        <span>{t('stake.notAdmitted')}</span>
      </Says>
      {juror ? <Act act={act}>{t('stake.admit')}</Act> : <p className="note">{t('stake.admitAfter')}</p>}
    </div>
  )
}

function More({
  wallet,
  contracts,
  juror,
  courts,
  tokens,
  symbol,
}: {
  wallet: Connected
  contracts: Contracts
  juror: JurorView | null
  courts: readonly CourtView[]
  tokens: bigint
  symbol: string
}) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<readonly number[]>(juror && juror.courts.length > 0 ? juror.courts : [0])
  const asked = unitsOf(text)
  const act = useAct(
    () => stake(wallet, contracts, asked!, chosen.map(BigInt)),
    () => setText(''),
  )
  const tooMuch = asked !== undefined && asked > tokens
  return (
    <details open={juror === null}>
      <summary>{t('stake.more')}</summary>
      <div className="stack">
        <label className="field">
          {t('stake.amount')}
          <input
            inputMode="decimal"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-invalid={tooMuch}
            aria-describedby="stake-note"
          />
        </label>
        <fieldset className="bare">
          <legend className="note">{t('stake.where')}</legend>
          {courts.map(({ court, terms }) => (
            <label key={court} className="check">
              <input
                type="checkbox"
                checked={chosen.includes(court)}
                onChange={(event) =>
                  setChosen(event.target.checked ? [...chosen, court] : chosen.filter((each) => each !== court))
                }
              />
              <span>
                {nameOf(courts, court, t)}{' '}
                <span className="faint">
                  {t('stake.least', { amount: `${amount(BigInt(String(terms.minStake)))} ${symbol}` })}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <p className="note" id="stake-note">
          {tooMuch ? t('stake.tooMuch', { amount: `${amount(tokens)} ${symbol}` }) : t('stake.when')}
        </p>
        <Act act={act} tone="main" disabled={asked === undefined || asked === 0n || tooMuch || chosen.length === 0}>
          {t('stake.stake')}
        </Act>
      </div>
    </details>
  )
}

function Less({ wallet, contracts, juror }: { wallet: Connected; contracts: Contracts; juror: JurorView }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const [text, setText] = useState('')
  const asked = unitsOf(text)
  const held = BigInt(juror.stake)
  const act = useAct(
    () => send(wallet, contracts.vault, 'requestUnstake', [asked!]),
    () => setText(''),
  )
  return (
    <details>
      <summary>{t('stake.less')}</summary>
      <div className="stack">
        <p className="note">{t('stake.lessWhy')}</p>
        <label className="field">
          {t('stake.amount')}
          <input inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        {asked !== undefined && asked > held && <p className="note">{t('stake.tooMuch', { amount: amount(held) })}</p>}
        <Act act={act} disabled={asked === undefined || asked === 0n || asked > held}>
          {t('stake.ask')}
        </Act>
      </div>
    </details>
  )
}

function Asked({
  wallet,
  contracts,
  asked,
  readyAt,
}: {
  wallet: Connected
  contracts: Contracts
  asked: bigint
  readyAt: number
}) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const now = useNow()
  const act = useAct(() => send(wallet, contracts.vault, 'withdrawStake', []))
  if (asked === 0n) return null
  return (
    <div className="stack close">
      <p className="note">
        {t('stake.asked', { amount: amount(asked) })} <Countdown at={readyAt} />
      </p>
      <Act act={act} disabled={now === undefined || now < readyAt}>
        {t('stake.take')}
      </Act>
    </div>
  )
}

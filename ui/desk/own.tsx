/**
 * Own: a juror's own page. What is due next stands first; then the stake, the key, and what came of earlier votes.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Domain } from '#primitives/typed'
import { useAllNews } from '../api.ts'
import { Held } from '../frame/held.tsx'
import { Wallet } from './connect.tsx'
import { History } from './history.tsx'
import { KeyPart } from './join.tsx'
import { Stake } from './stake.tsx'
import { Summonses } from './summonses.tsx'
import type { Connected } from './wallet.ts'

export default function Own({ wallet, domain }: { wallet: Connected; domain: Domain }) {
  const { t } = useTranslation()
  useAllNews(['summonses'], ['history'])
  return (
    <>
      <header className="row apart">
        <h1>{t('desk.title')}</h1>
        <Wallet wallet={wallet} />
      </header>
      <Summonses juror={wallet.address} />
      <div className="columns">
        <Stake wallet={wallet} />
        <Held>
          <KeyPart wallet={wallet} domain={domain} />
        </Held>
      </div>
      <History wallet={wallet} />
    </>
  )
}

/**
 * Desk: the juror's. What is due next stands first; then the stake, the key, and what came of earlier votes.
 * @module
 */
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import type { Domain } from '#primitives/typed'
import type { DisputeName } from '../../sdk/venire.ts'
import { useAllNews, useHealth } from '../api.ts'
import { Held } from '../frame/held.tsx'
import { Waiting } from '../frame/says.tsx'
import { Away, Connect, Wallet, WrongChain } from './connect.tsx'
import { History } from './history.tsx'
import { KeyPart } from './join.tsx'
import { Stake } from './stake.tsx'
import { Summonses } from './summonses.tsx'
import { type Connected, useWallet } from './wallet.ts'
import './desk.css'

/** Brings the law and the sealing with it, which nobody needs before there is something to vote on. */
const Summoned = lazy(() => import('./summoned.tsx'))

export default function Desk({ name }: { name?: DisputeName }) {
  const wallet = useWallet()
  const { data: health } = useHealth()
  if (!wallet) return <Connect />
  if (!health) return <Waiting />
  if (Number(health.chainId) !== wallet.chainId) return <WrongChain wallet={wallet} chainId={Number(health.chainId)} />
  if (name !== undefined)
    return (
      <>
        <Away wallet={wallet} />
        <Summoned key={wallet.address} name={name} wallet={wallet} health={health} />
      </>
    )
  const domain = { chainId: BigInt(health.chainId), arbitrator: health.arbitrator }
  return (
    <>
      <Away wallet={wallet} />
      <Own wallet={wallet} domain={domain} />
    </>
  )
}

/** Nobody's in particular: what waits for this juror, and what it has here. */
function Own({ wallet, domain }: { wallet: Connected; domain: Domain }) {
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

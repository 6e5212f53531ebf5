/**
 * Desk: the juror's, once there is a wallet on the court's chain: its own, or its chair in one dispute.
 * @module
 */
import { lazy } from 'react'
import type { DisputeName } from '../../sdk/venire.ts'
import { useHealth } from '../api.ts'
import { Waiting } from '../frame/says.tsx'
import { Away, Connect, WrongChain } from './connect.tsx'
import { useWallet } from './wallet.ts'
import './desk.css'

/** What a juror has brings everything that reads contracts: nobody needs it before a wallet is connected. */
const Own = lazy(() => import('./own.tsx'))
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

/**
 * Given: what this account gave to a dispute's appeals, and taking back what has become of it once the ruling is final.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import type { Address } from '#primitives/bytes'
import type { PaymentView } from '../../sdk/venire.ts'
import { usePayments } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Act, useAct } from '../desk/act.tsx'
import { send, useContracts } from '../desk/chain.ts'
import type { Connected } from '../desk/wallet.ts'

type Gift = {
  /** Of the verdict that the appeal was about. */
  serial: number
  against: bigint
  for: bigint
  /** What came of it, once somebody had it paid. */
  back?: bigint
}

export function Given({ dispute, wallet }: { dispute: Dispute; wallet: Connected }) {
  const { t } = useTranslation()
  const { data = [] } = usePayments(dispute.key)
  const gifts = giftsOf(data, wallet.address)
  if (gifts.length === 0) return null
  return (
    <div className="stack">
      <h3>{t('given.title')}</h3>
      {gifts.map((gift) => (
        <One key={gift.serial} gift={gift} dispute={dispute} wallet={wallet} />
      ))}
    </div>
  )
}

function One({ gift, dispute, wallet }: { gift: Gift; dispute: Dispute; wallet: Connected }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { data: contracts } = useContracts(wallet)
  const [taken, setTaken] = useState(false)
  const place = [BigInt(dispute.facts.disputeId), BigInt(gift.serial), wallet.address] as const
  const act = useAct(
    () => send(wallet, contracts!.arbitrator, 'withdrawContribution', place),
    () => setTaken(true),
  )
  return (
    <div className="stack close">
      <p>{t('given.sides', { against: amount(gift.against), for: amount(gift.for) })}</p>
      {gift.back !== undefined ? (
        <p className="note">{t('given.back', { amount: amount(gift.back) })}</p>
      ) : taken ? (
        <p className="note">{t('given.taken')}</p>
      ) : dispute.final ? (
        <Act act={act} disabled={!contracts}>
          {t('given.take')}
        </Act>
      ) : (
        <p className="note">{t('given.later')}</p>
      )}
    </div>
  )
}

/** By verdict, in order. */
function giftsOf(payments: readonly PaymentView[], account: Address): Gift[] {
  const gifts = new Map<number, Gift>()
  for (const payment of payments) {
    if (payment.account !== account || payment.serial === undefined) continue
    const { serial, name, side } = payment
    const gift = gifts.get(serial) ?? { serial, against: 0n, for: 0n }
    const units = BigInt(payment.amount ?? 0)
    if (name === 'contributed' && side) gifts.set(serial, { ...gift, [side]: gift[side] + units })
    if (name === 'contributionReturned') gifts.set(serial, { ...gift, back: units })
  }
  return [...gifts.values()]
}

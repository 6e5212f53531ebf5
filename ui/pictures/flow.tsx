/**
 * Flow: what was paid in for a panel and where it goes, and what a seat stands to lose. Amounts are those of the terms
 * that the dispute pinned when it opened.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { useSpelling } from '../clock.ts'
import './pictures.css'

/** What one seat gets or loses, in the smallest unit. Mirrors the policy's purse; rounds down. */
export function pricesOf({ terms }: Dispute) {
  const penalty = (terms.seatStake * BigInt(terms.penaltyBps)) / 10_000n
  return { fee: terms.feePerSeat, delivery: terms.deliveryFee, stake: terms.seatStake, penalty }
}

export function Flow({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { fee, delivery, penalty } = pricesOf(dispute)
  const seats = BigInt(dispute.facts.seats)
  const paid = fee * seats + delivery
  const rows = [
    { what: t('flow.paidIn'), from: t('flow.opener'), sum: `${amount(paid)} ETH` },
    {
      what: t('flow.fees'),
      from: t('flow.coherentSeats', { count: Number(seats) }),
      sum: `${amount(fee * seats)} ETH`,
    },
    { what: t('flow.delivery'), from: t('flow.deliverer'), sum: `${amount(delivery)} ETH` },
    { what: t('flow.penalty'), from: t('flow.incoherent'), sum: t('flow.tokens', { amount: amount(penalty) }) },
  ]
  const feeShare = paid === 0n ? 0.5 : Number((fee * seats * 1000n) / paid) / 1000
  const [toSeats, toDelivery] = [Math.max(4, 44 * feeShare), Math.max(3, 44 * (1 - feeShare))]
  return (
    <div className="stack">
      <svg className="flow" viewBox="0 0 520 130" role="img" aria-label={t('flow.label', { paid: amount(paid) })}>
        <path d="M120 60 C 230 60, 260 35, 370 35" strokeWidth={toSeats} />
        <path d="M120 82 C 230 82, 260 104, 370 104" strokeWidth={toDelivery} />
        <rect x="1" y="36" width="120" height="60" rx="4" />
        <text x="12" y="62">
          {t('flow.opener')}
        </text>
        <text className="faint" x="12" y="82">
          {amount(paid)} ETH
        </text>
        <rect x="368" y="8" width="150" height="54" rx="4" />
        <text x="380" y="30">
          {t('flow.coherentSeats', { count: Number(seats) })}
        </text>
        <text className="faint" x="380" y="50">
          {amount(fee * seats)} ETH
        </text>
        <rect x="368" y="80" width="150" height="46" rx="4" />
        <text x="380" y="100">
          {t('flow.deliverer')}
        </text>
        <text className="faint" x="380" y="118">
          {amount(delivery)} ETH
        </text>
      </svg>
      <div className="scroll">
        <table>
          <caption>{t('flow.caption')}</caption>
          <tbody>
            {rows.map(({ what, from, sum }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{from}</td>
                <td className="number">{sum}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

/**
 * Payments: the money that moved in a dispute, in the order of the chain.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { usePayments } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { short } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { Records } from '../pictures/records.tsx'

/** Members of a movement that are amounts: of wei or tokens, as the dispute pays, of wei, and of tokens. */
const SUMS = [
  ['amount', 'ETH'],
  ['wei', 'ETH'],
  ['feePot', 'ETH'],
  ['tokens', 'tokens'],
  ['tokenPot', 'tokens'],
  ['debt', 'tokens'],
] as const

export function Payments({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { data, error } = usePayments(dispute.key)
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  if (data.length === 0) return <p className="note">{t('flow.noPayments')}</p>
  return (
    <Records
      caption={t('flow.payments')}
      columns={[{ name: t('flow.what') }, { name: t('flow.who') }, { name: t('flow.sum'), isNumber: true }]}
      rows={data.map((movement) => ({
        key: movement.place,
        cells: [
          t(`flow.movements.${movement.name}` as 'flow.movements.owed'),
          movement.account && <code key="who">{short(movement.account)}</code>,
          SUMS.flatMap(([member, unit]) => {
            const units = movement[member] === undefined ? 0n : BigInt(String(movement[member]))
            if (units === 0n) return []
            return [unit === 'ETH' ? `${amount(units)} ETH` : t('flow.tokens', { amount: amount(units) })]
          }).join(', '),
        ],
      }))}
    />
  )
}

/**
 * Facts: what identifies a dispute, for whoever wants to look it up elsewhere.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { useSpelling } from '../clock.ts'
import { Hash } from '../frame/hash.tsx'

export function Facts({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const { facts, policyHash, key, deadlineAt, head, number } = dispute
  const rows: [string, string][] = [
    [t('facts.arbitrable'), facts.arbitrable],
    [t('facts.arbitrator'), facts.arbitrator],
    [t('facts.chain'), facts.chainId],
    [t('facts.opened'), when(dispute.openedAt)],
    [t('facts.deadline'), when(deadlineAt)],
    [t('facts.policy'), policyHash],
    [t('facts.key'), key],
    [t('facts.head', { number }), head],
  ]
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name} className="pair">
          <dt>{name}</dt>
          <dd>{value.startsWith('0x') ? <Hash of={value} name={name} /> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

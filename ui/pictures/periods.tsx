/**
 * Periods: the six periods of the present panel, which of them is on, and until when.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { type Dispute, periodOf, present } from '#law/dispute'
import { type Period, windowsEndAt } from '#law/period'
import type { Instant } from '#primitives/time'
import { useSpelling } from '../clock.ts'
import './pictures.css'

const ORDER: readonly Period[] = ['evidence', 'draw', 'commit', 'reveal', 'appeal', 'execution']

export function Periods({ dispute, now }: { dispute: Dispute; now: Instant }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const { times, delivered } = present(dispute)
  const { period } = periodOf(dispute, now)
  const at = ORDER.indexOf(period)
  const ends: Partial<Record<Period, Instant>> = {
    evidence: times.drawAt,
    draw: times.commitOpensAt,
    commit: times.commitClosesAt,
    reveal: times.revealEndsAt,
    ...(delivered ? { appeal: windowsEndAt(delivered.at, dispute.terms, dispute.challengeFloorSeconds) } : {}),
  }
  return (
    <ol className="periods" aria-label={t('periods.label')}>
      {ORDER.map((each, i) => (
        <li key={each} className={i < at ? 'past' : undefined} aria-current={each === period ? 'step' : undefined}>
          {t(`periods.${each}`)}
          {i >= at && ends[each] !== undefined && (
            <span className="small">{t('periods.until', { when: when(ends[each]) })}</span>
          )}
        </li>
      ))}
    </ol>
  )
}

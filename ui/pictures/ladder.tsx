/**
 * Ladder: the panels a dispute may still have, each seat a circle; and which have sat.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { ladder } from '#law/ladder'
import './pictures.css'

/** Seats that are drawn one by one; a larger panel is a row of this many and its number. */
const MOST_CIRCLES = 31

/** Seats of each panel that the dispute may come to have, the first one included. Off chain nobody can appeal. */
const rungsOf = ({ asked, courts, facts }: Dispute): number[] =>
  ladder(courts, Number(facts.seats)).flatMap(({ seats }, i) => (asked && i > 0 ? [] : [seats]))

export function Ladder({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const rungs = rungsOf(dispute)
  const sat = dispute.sittings.flatMap(({ panel, draws }) => (draws.length > 0 ? [Math.floor(panel / 2)] : []))
  return (
    <svg
      className="ladder"
      viewBox={`0 0 440 ${34 * rungs.length + 4}`}
      role="img"
      aria-label={t('ladder.label', { seats: rungs.join(', ') })}
    >
      {rungs.map((seats, p) => {
        const y = 34 * (rungs.length - 1 - p) + 19
        const ruling = dispute.sittings.findLast(({ panel, judged }) => Math.floor(panel / 2) === p && judged)?.judged
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rung is its place on the ladder
          <g key={p} className={sat.includes(p) ? 'sat' : undefined}>
            <line className="rung" x1="0" x2="440" y1={y + 15} y2={y + 15} />
            <text x="0" y={y + 4}>
              {p === 0 ? t('ladder.first') : t('ladder.appeal', { count: p })}
            </text>
            {Array.from({ length: Math.min(seats, MOST_CIRCLES) }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a seat is its place in the row
              <circle key={i} cx={112 + 7.4 * i} cy={y} r="2.9" />
            ))}
            <text className="faint" x="440" y={y + 4} textAnchor="end">
              {ruling && !dispute.question.law
                ? t(ruling.ruling === 0 ? 'ladder.refused' : 'ladder.said', { ruling: ruling.ruling })
                : t('ladder.seats', { count: seats })}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

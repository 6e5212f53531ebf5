/**
 * Attestors: how each of them has answered this court: signed, refused, or silent, how fast, and week by week.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { useAttestors } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { short } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { Records } from '../pictures/records.tsx'

type Counts = { asked: number; signed: number; refused: number; silent: number }
const KINDS = ['signed', 'refused', 'silent'] as const

export default function Attestors() {
  const { t } = useTranslation()
  const { number, percent, when } = useSpelling()
  const { data, error } = useAttestors()
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  if (data.length === 0) return <p className="note">{t('attestors.none')}</p>
  return (
    <div className="stack">
      <p className="note">{t('attestors.why')}</p>
      <Records
        columns={[
          { name: t('attestors.who') },
          { name: t('attestors.weeks') },
          ...KINDS.map((kind) => ({ name: t(`attestors.${kind}`), isNumber: true })),
          { name: t('attestors.agreement'), isNumber: true },
          { name: t('attestors.median'), isNumber: true },
        ]}
        rows={data.map(({ attestor, signers, spans, reasons, agreement, medianMs, ...counts }) => ({
          key: attestor,
          cells: [
            <span key="who">
              <code>{signers[0] ? short(signers[0]) : attestor}</code>
              {reasons.map(({ why, times }) => (
                <span key={why} className="faint reason" lang="en">
                  {times} × {why}
                </span>
              ))}
            </span>,
            <span key="weeks" className="row">
              {spans.slice(-8).map(({ from, ...span }) => (
                <Week key={from} counts={span} label={`${when(from)}: ${told(span)}`} />
              ))}
            </span>,
            ...KINDS.map((kind) => counts[kind]),
            agreement !== undefined && percent(agreement / 1e9),
            medianMs !== undefined && `${number(medianMs)} ms`,
          ],
        }))}
      />
      <p className="keys note">
        {KINDS.map((kind) => (
          <span key={kind} className={`key ${kind}`}>
            {t(`attestors.${kind}`)}
          </span>
        ))}
      </p>
    </div>
  )

  function told(counts: Counts): string {
    return KINDS.map((kind) => `${t(`attestors.${kind}`)} ${counts[kind]}`).join(', ')
  }
}

/** One week: a column of what was signed, refused and left without an answer. */
function Week({ counts, label }: { counts: Counts; label: string }) {
  const heights = KINDS.map((kind) => (28 * counts[kind]) / Math.max(1, counts.asked))
  return (
    <svg className="week" viewBox="0 0 10 28" role="img" aria-label={label}>
      <title>{label}</title>
      {KINDS.map((kind, i) => (
        <rect
          key={kind}
          className={kind}
          width="10"
          y={28 - heights.slice(0, i + 1).reduce((sum, one) => sum + one, 0)}
          height={heights[i]}
        />
      ))}
    </svg>
  )
}

/**
 * Crowd: how a court's jurors did lately: how their coherence is spread beside how common the commonest ruling is, and
 * each juror's figures.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { useCourtReport } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { short } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { AsTable } from '../pictures/asTable.tsx'
import { Exports } from '../pictures/exports.tsx'
import '../pictures/pictures.css'

const BINS = 10
/** Jurors whose figures are shown; the rest is in the export. */
const MOST_ROWS = 50

export default function Crowd({ court }: { court: number }) {
  const { t } = useTranslation()
  const { percent } = useSpelling()
  const { data, error } = useCourtReport(court)
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  if (data.jurors.length === 0) return <p className="note">{t('crowd.none')}</p>
  const share = (nano: number | undefined) => (nano === undefined ? '–' : percent(nano / 1e9))
  const { jurors, baseRate, disputes, hearings } = data
  const known = jurors.flatMap(({ coherence }) => coherence ?? [])
  return (
    <div className="stack">
      <p className="note">{t('crowd.of', { disputes, hearings, jurors: jurors.length })}</p>
      {known.length > 0 && <Spread coherence={known} baseRate={baseRate} />}
      {baseRate !== undefined && <p className="note">{t('crowd.why', { rate: share(baseRate) })}</p>}
      <AsTable
        summary={t('crowd.table')}
        head={[
          t('panel.juror'),
          ...(['hearings', 'coverage', 'coherence', 'controls'] as const).map((each) => t(`report.${each}`)),
        ]}
      >
        {jurors.slice(0, MOST_ROWS).map(({ juror, hearings, coverage, coherence, controls }) => (
          <tr key={juror}>
            <td>
              <code>{short(juror)}</code>
            </td>
            <td className="number">{hearings}</td>
            <td className="number">{share(coverage)}</td>
            <td className="number">{share(coherence)}</td>
            <td className="number">{share(controls.balanced)}</td>
          </tr>
        ))}
      </AsTable>
      <Exports court={court} />
    </div>
  )
}

/** Jurors by their coherence, ten columns; the dashed line is what always giving the commonest answer would reach. */
function Spread({ coherence, baseRate }: { coherence: readonly number[]; baseRate: number | undefined }) {
  const { t } = useTranslation()
  const columns = Array.from({ length: BINS }, (_, bin) => ({
    bin,
    count: coherence.filter((one) => Math.min(BINS - 1, Math.floor((BINS * one) / 1e9)) === bin).length,
  }))
  const most = Math.max(...columns.map(({ count }) => count))
  const line = baseRate === undefined ? undefined : 10 + (400 * baseRate) / 1e9
  const said = columns
    .filter(({ count }) => count > 0)
    .map(({ bin, count }) => `${10 * bin}–${10 * bin + 10} %: ${count}`)
  return (
    <svg className="spread" viewBox="0 0 420 184" role="img" aria-label={t('crowd.label', { spread: said.join(', ') })}>
      <path className="axis" d="M10 140 H410" />
      {columns.map(({ bin, count }) => (
        <g key={bin}>
          <rect x={12 + 40 * bin} width="36" y={140 - (110 * count) / most} height={(110 * count) / most} />
          {count > 0 && (
            <text x={30 + 40 * bin} y={134 - (110 * count) / most}>
              {count}
            </text>
          )}
        </g>
      ))}
      {[0, 0.5, 1].map((share) => (
        <text key={share} x={10 + 400 * share} y="158" className={share === 0 ? 'first' : share === 1 ? 'last' : ''}>
          {100 * share} %
        </text>
      ))}
      <text x="210" y="178">
        {t('crowd.axis')}
      </text>
      {line !== undefined && <path className="base" d={`M${line} 12 V140`} />}
    </svg>
  )
}

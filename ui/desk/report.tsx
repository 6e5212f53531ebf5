/**
 * Report: what the court knows of a juror's work in one court, as pictures: coverage, coherence, accuracy on controls,
 * peer scores with their error bars, what it says when what is true, how fast it answers, and its streaks. What follows
 * from any of it is in the court's policy, never here.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { JurorReport } from '#law/report/juror'
import type { Estimate } from '#law/report/scores'
import type { Address } from '#primitives/bytes'
import { type CourtView, useCourts, useJurorReport } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { nameOf } from '../court/named.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { Bars } from '../pictures/bars.tsx'
import { Exports } from '../pictures/exports.tsx'

export default function Report({ juror }: { juror: Address }) {
  const { t } = useTranslation()
  const { data: courts, error } = useCourts()
  const [chosen, choose] = useState<number>()
  const court = courts?.find((each) => each.court === chosen) ?? courts?.[0]
  if (!courts || !court) return error ? <Failure error={error} /> : <Waiting />
  return (
    <div className="stack">
      <p className="note">{t('report.why')}</p>
      {courts.length > 1 && (
        <label className="field">
          {t('docket.court')}
          <select value={court.court} onChange={(event) => choose(Number(event.target.value))}>
            {courts.map((each) => (
              <option key={each.court} value={each.court}>
                {nameOf(courts, each.court, t)}
              </option>
            ))}
          </select>
        </label>
      )}
      <In juror={juror} court={court} />
    </div>
  )
}

function In({ juror, court }: { juror: Address; court: CourtView }) {
  const { t } = useTranslation()
  const { data, error } = useJurorReport(juror, court.court)
  if (data === undefined) return error ? <Failure error={error} /> : <Waiting />
  if (data === null) return <p className="note">{t('report.none')}</p>
  return (
    <>
      <div className="columns">
        <div className="stack">
          <h3>{t('report.work')}</h3>
          <Work report={data} />
          <Streak streak={data.streak} />
          <Response seconds={data.responseSeconds} of={Number(court.terms.commitSeconds)} />
        </div>
        <div className="stack">
          <h3>{t('report.peers')}</h3>
          <p className="note">{t('report.peersWhy')}</p>
          <Peers peers={data.peers} />
        </div>
      </div>
      {data.confusion && <Confusion table={data.confusion} />}
      <Exports court={court.court} juror={juror} />
    </>
  )
}

function Work({ report }: { report: JurorReport }) {
  const { t } = useTranslation()
  const { percent } = useSpelling()
  const { coverage, coherence, controls, hearings, seats } = report
  const rows = [
    { name: t('report.coverage'), value: coverage },
    { name: t('report.coherence'), value: coherence },
    // A court without control items would show an empty bar for ever.
    ...(controls.balanced === undefined ? [] : [{ name: t('report.controls'), value: controls.balanced }]),
  ]
  return (
    <>
      <p className="note">{t('report.of', { count: hearings, seats })}</p>
      <Bars
        long
        label={t('report.work')}
        rows={rows.map(({ name, value }) => ({
          name,
          share: (value ?? 0) / 1e9,
          said: value === undefined ? t('report.notYet') : percent(value / 1e9),
        }))}
      />
      {controls.right + controls.wrong > 0 && (
        <p className="note">
          {t('report.controlsOf', { right: controls.right, wrong: controls.wrong })}{' '}
          {t(`report.beliefs.${controls.belief}`)}
        </p>
      )}
    </>
  )
}

/** Longest streaks that are drawn answer by answer. */
const MOST_DOTS = 24

function Streak({ streak: { now, longest } }: Pick<JurorReport, 'streak'>) {
  const { t } = useTranslation()
  const dots = Array.from({ length: Math.min(longest, MOST_DOTS) }, (_, i) => i)
  return (
    <div className="stack close">
      <p className="note">{t('report.streak', { now, longest })}</p>
      {longest > 0 && (
        <svg className="streak" viewBox={`0 0 ${14 * dots.length} 14`} width={14 * dots.length} aria-hidden="true">
          {dots.map((i) => (
            <circle key={i} className={i < now ? 'now' : undefined} cx={14 * i + 7} cy="7" r="4.5" />
          ))}
        </svg>
      )}
    </div>
  )
}

/** How much of the commit period had gone by when the ballot came, as a rule. */
function Response({ seconds, of }: { seconds: number | undefined; of: number }) {
  const { t } = useTranslation()
  const { span } = useSpelling()
  if (seconds === undefined) return null
  const row = { name: t('report.response'), share: seconds / of, said: span(seconds) }
  return (
    <div className="stack close">
      <Bars long label={t('report.response')} rows={[row]} />
      <p className="note">{t('report.responseOf', { span: span(of) })}</p>
    </div>
  )
}

const METHODS = ['dasgupta-ghosh', 'correlated agreement', 'determinant'] as const
const [WIDE, HIGH] = [360, 26]
/** Scores from −1 to 1, across the picture. */
const across = (nano: number) => (WIDE / 2) * (1 + Math.max(-1, Math.min(1, nano / 1e9)))

function Peers({ peers }: Pick<JurorReport, 'peers'>) {
  const { t } = useTranslation()
  const rows = METHODS.flatMap((method) => (peers[method] ? [{ method, ...peers[method] }] : []))
  if (rows.length === 0) return <p className="note">{t('report.fewPeers')}</p>
  const foot = HIGH * rows.length
  return (
    <>
      <svg
        className="whiskers"
        viewBox={`-4 0 ${WIDE + 8} ${foot + 18}`}
        role="img"
        aria-label={t('report.peersLabel')}
      >
        <path className="axis" d={`M0 ${foot} H${WIDE}`} />
        <path className="zero" d={`M${WIDE / 2} 0 V${foot}`} />
        {rows.map(({ method, score, error }, i) => (
          <g key={method}>
            <path d={`M${across(score - 2 * error)} ${HIGH * i + 13} H${across(score + 2 * error)}`} />
            <circle cx={across(score)} cy={HIGH * i + 13} r="4.5" />
          </g>
        ))}
        {[-1, 0, 1].map((at) => (
          <text key={at} x={across(1e9 * at)} y={foot + 14} className={at < 0 ? 'first' : at > 0 ? 'last' : ''}>
            {at}
          </text>
        ))}
      </svg>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>{t('report.method')}</th>
              <th className="number">{t('report.score')}</th>
              <th className="number">{t('report.items')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ method, ...estimate }) => (
              <tr key={method}>
                <th scope="row">{t(`report.methods.${method}`)}</th>
                <td className="number">{spelled(estimate)}</td>
                <td className="number">{estimate.items}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const spelled = ({ score, error }: Estimate): string =>
  `${(score / 1e9).toFixed(2)} ± ${((2 * error) / 1e9).toFixed(2)}`

/** What the juror says when what is true: the darker, the more often. */
function Confusion({ table }: { table: NonNullable<JurorReport['confusion']> }) {
  const { t } = useTranslation()
  const choices = table.map((_, i) => i + 1)
  return (
    <div className="stack">
      <h3>{t('report.confusion')}</h3>
      <p className="note">{t('report.confusionWhy')}</p>
      <div className="scroll">
        <table className="heat">
          <thead>
            <tr>
              <th>{t('report.trueSaid')}</th>
              {choices.map((said) => (
                <th key={said} className="number">
                  {said}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {choices.map((is) => (
              <tr key={is}>
                <th scope="row">{is}</th>
                {choices.map((said) => {
                  const chance = table[is - 1]![said - 1]! / 1e9
                  return (
                    <td key={said} className={is === said ? 'number right' : 'number'}>
                      <svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true">
                        <rect width="10" height="10" fillOpacity={(0.6 * chance).toFixed(2)} />
                      </svg>
                      {chance.toFixed(2)}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

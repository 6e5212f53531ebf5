/**
 * Timeline: what happened in a dispute, entry by entry, between the hours that its timetable names.
 * @module
 */
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import type { Entry } from '#law/filing'
import type { Instant } from '#primitives/time'
import { useSpelling } from '../clock.ts'
import { called } from '../frame/called.ts'
import { short } from '../frame/names.ts'
import '../pictures/pictures.css'

type Moment = { key: string; at: Instant; what: string; detail?: string; clock: boolean }

export function Timeline({ dispute, entries, now }: { dispute: Dispute; entries: readonly Entry[]; now: Instant }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const moments = [...merged(entries.map((entry) => momentOf(t, entry, dispute))), ...clockOf(t, dispute)].toSorted(
    (a, b) => a.at - b.at,
  )
  return (
    <ol className="timeline">
      {moments.map(({ key, at, what, detail, clock }) => (
        <li key={key} className={`${clock ? 'clock' : ''} ${at > now ? 'ahead' : ''}`}>
          <time dateTime={new Date(1000 * at).toISOString()}>{when(at)}</time>
          <div className="what">
            {what}
            {detail && <span className="detail">{detail}</span>}
          </div>
        </li>
      ))}
    </ol>
  )
}

type T = TFunction

function clockOf(t: T, { sittings }: Dispute): Moment[] {
  return sittings.flatMap(({ panel, times }) =>
    (
      [
        ['draw', times.drawAt, times.seedRound],
        ['opens', times.commitOpensAt, 0],
        ['closes', times.commitClosesAt, 0],
        ['reveal', times.revealAt, times.beaconRound],
      ] as const
    ).map(([name, at, round]) => ({
      key: `${panel} ${name}`,
      at,
      what: t(`timeline.due.${name}`),
      ...(round > 0 ? { detail: t('timeline.round', { round }) } : {}),
      clock: true,
    })),
  )
}

function momentOf(t: T, entry: Entry, dispute: Dispute): Moment & { run: boolean } {
  // Off chain a gazette delivers, and nobody is called.
  const isPublic = dispute.asked !== undefined
  const said = (detail?: string) => ({
    key: String(entry.number),
    at: entry.acceptedAt,
    what: t(`timeline.entries.${entry.kind}`),
    detail,
    clock: false,
    run: entry.kind === 'commit' || entry.kind === 'reveal',
  })
  switch (entry.kind) {
    case 'ask':
      return said(entry.body.question.title)
    case 'open':
      return said(t('timeline.opened', { by: short(entry.body.facts.arbitrable), block: entry.body.facts.block }))
    case 'evidence':
      // What was looked at stands a second time, with what the look said.
      return {
        ...said(t(`timeline.exhibit.${entry.body.check}`, { by: short(entry.body.party) })),
        ...(entry.body.check === 'unchecked' ? {} : { what: t('timeline.checked') }),
      }
    case 'draw':
      return said(t('timeline.drawn', { draws: entry.body.draws.length, jurors: entry.body.roll.jurors }))
    case 'commit':
    case 'commitInLane':
    case 'openInLane':
      return said(short(entry.body.juror))
    case 'leak':
      return said(t('timeline.leaked', { juror: short(entry.body.juror), by: short(entry.body.claimant) }))
    case 'recuse':
      return said(`${short(entry.body.juror)}: ${entry.body.reason}`)
    case 'gazette':
      return said(t('timeline.gazetted', { serial: entry.body.serial, number: entry.body.number }))
    case 'reveal':
      return said(entry.body.openings.map(({ juror }) => short(juror)).join(', '))
    case 'judge':
      return said(
        t(entry.body.tied ? 'timeline.tied' : 'timeline.judged', {
          called: called(t, dispute, Number(entry.body.ruling)),
        }),
      )
    case 'deliver':
      return said(isPublic ? t('timeline.byGazette') : t('timeline.transaction', { tx: short(entry.body.tx) }))
    case 'strike':
      return said(t('timeline.transaction', { tx: short(entry.body.tx) }))
    case 'appeal':
      return said(t('timeline.appealed'))
    case 'rule':
      return said(
        t(`timeline.${isPublic ? 'public' : entry.body.executed ? 'executed' : 'ruled'}`, {
          called: called(t, dispute, Number(entry.body.ruling)),
        }),
      )
    case 'void':
      return said(entry.body.reason)
    default:
      return said()
  }
}

/** Ballots come, and open, in droves: a run of them is one line. */
function merged(moments: readonly (Moment & { run: boolean })[]): Moment[] {
  const lines: (Moment & { run: boolean })[] = []
  for (const moment of moments) {
    const last = lines.at(-1)
    if (!last || !moment.run || last.what !== moment.what) lines.push({ ...moment })
    else last.detail = [last.detail, moment.detail].filter(Boolean).join(', ')
  }
  return lines
}

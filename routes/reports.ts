/**
 * Reports: what is known of a court's jurors from the disputes that ended in it, and of those who were named as a ring.
 * Actor: anybody; all of it follows from dockets that anybody has.
 *
 * Made of the court's newest final disputes, so many at most: a request doesn't grow with the years.
 * @module
 */
import type { Context } from 'hono'
import * as z from 'zod'
import type { Entry } from '#law/filing'
import { csvOf } from '#law/report/csv'
import { datasetOf, spellLine } from '#law/report/dataset'
import { type CourtReport, courtReport } from '#law/report/juror'
import { MOST_RECORD } from '#law/report/record'
import { ringsIn } from '#law/report/rings'
import { type Sat, satIn } from '#law/report/sat'
import { tookOf } from '#law/report/took'
import type { Address, Digest } from '#primitives/bytes'
import { isHex, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { streaksOf } from '#src/record'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse, turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** Disputes that a report looks back on. */
const DISPUTES = 100
/** Members of a ring that may be named. */
const MOST_MEMBERS = 32

const share = z.number().int().meta({ description: 'In billionths.' })
const Estimate = z.object({ score: share, error: share, items: z.number().int() }).meta({ id: 'Estimate' })
const JurorReport = z
  .object({
    juror: s.address,
    hearings: z.number().int(),
    seats: z.number().int(),
    opened: z.number().int(),
    absent: z.number().int(),
    recused: z.number().int(),
    spoilt: z.number().int(),
    coverage: share.optional(),
    coherence: share.optional(),
    controls: z.object({
      right: z.number().int(),
      wrong: z.number().int(),
      balanced: share.optional(),
      belief: z
        .enum(['reads', 'guesses', 'more'])
        .meta({ description: 'Of a sequential test, 80 % against 50 % with errors of 5 %; `more`: too few controls.' }),
    }),
    peers: z
      .object({
        'dasgupta-ghosh': Estimate.optional(),
        'correlated agreement': Estimate.optional(),
        determinant: Estimate.optional(),
      })
      .meta({ description: 'Against peers drawn by lot for each hearing; 0 for who doesn’t look.' }),
    confusion: z
      .array(z.array(share))
      .optional()
      .meta({ description: '[what is true][what is said], choices from 1.' }),
    responseSeconds: z.number().int().optional(),
    streak: z.object({ now: z.number().int(), longest: z.number().int() }),
  })
  .meta({ id: 'JurorReport' })
const Took = z.object({ disputes: z.number().int(), median: z.number().int(), slowest: z.number().int() })
const CourtReportView = z
  .object({
    court: z.string().meta({ description: 'Its number on chain, or its name off chain.' }),
    disputes: z
      .number()
      .int()
      .meta({ description: `The newest final ones, at most ${DISPUTES}.` }),
    hearings: z.number().int(),
    rulings: z.record(z.string(), z.number().int()),
    baseRate: share.optional(),
    took: z
      .object({ draw: Took.optional(), word: Took.optional(), delivery: Took.optional(), ruling: Took.optional() })
      .meta({
        description: 'Seconds from opening to draw, on to the panel’s word and its delivery; and to the ruling.',
      }),
    jurors: z.array(JurorReport),
  })
  .meta({ id: 'CourtReport' })
const Pair = z.object({
  a: s.address,
  b: s.address,
  items: z.number().int(),
  agreed: z.number().int(),
  z: share.meta({ description: 'Near to standard normal for two who work alone, in billionths.' }),
})
const RingsView = z
  .object({
    null: z
      .object({ pairs: z.number().int(), median: share, of20: share, of100: share, of1000: share })
      .meta({ description: 'What pairs of strangers reach: half of them, one in 20, in 100, in 1000.' }),
    bound: share,
    named: z.array(
      z.object({
        members: z.array(s.address),
        z: share,
        pairs: z.array(Pair),
        strangers: z.object({ reach: z.number().int(), of: z.number().int() }),
      }),
    ),
    found: z.array(z.array(s.address)).meta({ description: 'Who errs together beyond the bound.' }),
  })
  .meta({ id: 'Rings' })

const report = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}/report',
  summary: 'Reports of all jurors who sat in a court lately',
  params: s.ofAnyCourt,
  refuses: ['UnknownCourt'],
  answers: { 200: told(CourtReportView, 'The report.') },
} as const satisfies Declaration

const table = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}/report.csv',
  summary: 'The same as a table',
  params: s.ofAnyCourt,
  refuses: ['UnknownCourt'],
  answers: { 200: { description: 'RFC 4180, a juror a line.', schema: z.string(), type: 'text/csv' } },
} as const satisfies Declaration

const labels = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}/labels.jsonl',
  summary: 'What the crowd made: labels, findings and preferences with votes, jurors’ qualities, and transcripts',
  detail: `The newest final disputes, at most ${DISPUTES}. \`npm run verify -- labels.jsonl --transcripts <this court>\` checks every line.`,
  params: s.ofAnyCourt,
  refuses: ['UnknownCourt'],
  answers: { 200: { description: 'JSON lines, RFC 8785 each.', schema: z.string(), type: 'application/jsonl' } },
} as const satisfies Declaration

const Streaks = z
  .object({
    at: s.decimal.meta({ description: 'Seconds; what was final by then.' }),
    jurors: z.array(z.object({ juror: s.address, streak: z.number().int() })),
  })
  .meta({ id: 'Streaks' })

const streaks = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}/streaks',
  summary: 'Right answers in a row of a court’s jurors, as `trusted` in a question states them',
  detail: `Of a court off chain, out of the newest disputes under it, at most ${MOST_RECORD}. Answers that nobody checked count for nothing.`,
  params: s.ofFounded,
  refuses: ['UnknownCourt'],
  answers: { 200: told(Streaks, 'Whoever has any, the longest first.') },
} as const satisfies Declaration

const one = {
  method: 'get',
  tag: 'jurors',
  path: '/jurors/{juror}/report',
  summary: 'One juror’s report in one court',
  params: s.ofJuror,
  query: s.ofAnyCourt,
  refuses: ['UnknownCourt', 'NotFound'],
  answers: { 200: told(JurorReport, 'The report.') },
} as const satisfies Declaration

const rings = {
  method: 'get',
  tag: 'courts',
  path: '/courts/{court}/rings',
  summary: 'Whether jurors whom somebody names err together more often than strangers do',
  params: s.ofAnyCourt,
  query: z.object({
    jurors: z
      .string()
      .regex(/^0x[0-9a-f]{40}(,0x[0-9a-f]{40}){1,31}$/)
      .meta({ description: `Accounts, separated by commas, at most ${MOST_MEMBERS}.` }),
  }),
  refuses: ['UnknownCourt'],
  answers: { 200: told(RingsView, 'What was found, and what strangers reach.') },
} as const satisfies Declaration

export const reports = new Desk<Caller>()
  .on(report, async (c, { params }) => {
    const made = await reportOf(c, params.court)
    return made ? c.json(made, 200) : refuse(c, { code: 'UnknownCourt', court: numberOr(params.court) })
  })
  .on(table, async (c, { params }) => {
    const made = await reportOf(c, params.court)
    if (!made) return refuse(c, { code: 'UnknownCourt', court: numberOr(params.court) })
    return c.body(csvOf(made), 200, { 'content-type': 'text/csv; charset=utf-8' })
  })
  .on(labels, async (c, { params }) => {
    const dockets = await docketsOf(c, params.court)
    if (!dockets) return refuse(c, { code: 'UnknownCourt', court: numberOr(params.court) })
    const lines = datasetOf(dockets).map((line) => `${spellLine(line)}\n`)
    return c.body(lines.join(''), 200, { 'content-type': 'application/jsonl' })
  })
  .on(streaks, async (c, { params }) => {
    const { ports } = c.env.door
    if (!(await ports.foundings.newest(params.court))) return refuse(c, { code: 'UnknownCourt', court: params.court })
    const at = await ports.now()
    return c.json({ at: String(at), jurors: [...(await streaksOf(ports, params.court, at))] }, 200)
  })
  .on(one, async (c, { params, query }) => {
    const made = await reportOf(c, query.court)
    if (!made) return refuse(c, { code: 'UnknownCourt', court: numberOr(query.court) })
    const own = made.jurors.find(({ juror }) => juror === params.juror)
    return own ? c.json(own, 200) : turnAway(c, 'NotFound')
  })
  .on(rings, async (c, { params, query }) => {
    const seen = await satOf(c, params.court)
    if (!seen) return refuse(c, { code: 'UnknownCourt', court: numberOr(params.court) })
    const members = [...new Set(query.jurors.split(',') as Address[])]
    return c.json(ringsIn(seen.sat, [members], seedOf(seen.sat)) as never, 200)
  })

async function reportOf(c: Context<Caller>, court: string) {
  const seen = await satOf(c, court)
  if (!seen) return undefined
  const made: CourtReport = courtReport(seen.sat, seedOf(seen.sat))
  return { court, disputes: seen.dockets.length, took: tookOf(seen.dockets), ...made }
}

/** What the newest final disputes of a court left of its jurors; undefined if there is no such court. */
async function satOf(c: Context<Caller>, court: string): Promise<{ sat: Sat[]; dockets: Entry[][] } | undefined> {
  const dockets = await docketsOf(c, court)
  const sat = dockets?.flatMap(satIn).filter((line) => (line.under ?? String(line.court)) === court)
  return dockets && sat && { sat, dockets }
}

const numberOr = (court: string): Digest | number => (isHex(court, 32) ? court : Number(court))

/** Of a court on chain those about a choice under its own policy: what policies of courts off chain make is theirs. */
async function docketsOf(c: Context<Caller>, court: string): Promise<Entry[][] | undefined> {
  const { books, docket, foundings } = c.env.door.ports
  const isFounded = isHex(court, 32)
  const known = isFounded ? await foundings.newest(court) : await books.court(Number(court))
  if (!known) return undefined
  const filter = isFounded ? { under: court } : { court: Number(court), under: null }
  const { keys } = await books.disputes(undefined, DISPUTES, { ...filter, ended: true })
  return Promise.all(keys.map((key) => docket.load(key)))
}

/** Nobody can choose it: it hangs on what every hearing came to, long after the answers. */
const seedOf = (sat: readonly Sat[]): Digest => digest(...sat.map(({ item, at }) => utf8(`${item} ${at}\n`)))

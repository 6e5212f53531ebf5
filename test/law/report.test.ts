/** Reports: what a docket leaves of its jurors, and what can be known of them from many. */
import { describe, expect, test } from 'vitest'
import { chanceFrom } from '#law/gauntlet/chance'
import { attestorReports } from '#law/report/attestor'
import { csvOf } from '#law/report/csv'
import { courtReport } from '#law/report/juror'
import { ringsIn } from '#law/report/rings'
import { type Sat, satIn } from '#law/report/sat'
import { tookOf } from '#law/report/took'
import type { Address, Digest } from '#primitives/bytes'
import { SEED } from '../support/crowd.ts'
import { hearing } from '../support/hearing.ts'

const NANO = 1e9
const jurorOf = (n: number) => `0x${String(n).padStart(40, '0')}` as Address

describe('one docket', () => {
  const { entries, dispute } = hearing({
    seats: 7,
    jurors: 40,
    upTo: 'ruled',
    deed: (juror) =>
      juror % 4 === 3
        ? { does: 'nothing' }
        : juror % 4 === 2
          ? { does: 'vote', choice: 2 }
          : { does: 'vote', choice: 1 },
  })
  const sat = satIn(entries)

  test('leaves a line for each drawn juror, with what became of the seats', () => {
    const { draws } = dispute.sittings[0]!
    expect(sat.map(({ juror }) => juror).toSorted()).toEqual(
      [...new Set(draws.filter(({ seated }) => seated).map(({ address }) => address))].toSorted(),
    )
    expect(sat.reduce((sum, { seats }) => sum + seats, 0)).toBe(7)
    for (const line of sat) {
      expect(line).toMatchObject({ item: `${dispute.key}:0`, ruling: dispute.final!.ruling, choices: 2 })
      expect(line.state === 'opened').toBe(line.choice !== undefined)
      expect(line.responseSeconds === undefined).toBe(line.state === 'absent')
    }
  })
  test('leaves nothing before its ruling is final', () => {
    expect(satIn(entries.filter(({ kind }) => kind !== 'rule'))).toEqual([])
  })
  test('tells how long each step took, by its own entries', () => {
    const at = (name: string) => entries.find(({ kind }) => kind === name)!.acceptedAt
    const took = tookOf([entries, entries.filter(({ kind }) => kind !== 'rule')])
    const ruling = at('rule') - at('open')
    expect(took.ruling).toEqual({ disputes: 1, median: ruling, slowest: ruling })
    expect(took.word).toEqual({ disputes: 2, median: at('judge') - at('draw'), slowest: at('judge') - at('draw') })
    expect(ruling).toBeGreaterThan(at('judge') - at('draw'))
    expect(tookOf([entries.slice(0, 1)])).toEqual({})
  })
  test('is reported with coverage, coherence and streaks', () => {
    const { jurors, hearings, rulings } = courtReport(sat, SEED)
    expect([hearings, rulings]).toEqual([1, { [String(dispute.final!.ruling)]: 1 }])
    for (const report of jurors) {
      const line = sat.find(({ juror }) => juror === report.juror)!
      expect(report.coverage).toBe(line.state === 'opened' ? NANO : 0)
      expect(report.coherence).toBe(line.choice === undefined ? undefined : line.choice === line.ruling ? NANO : 0)
      expect(report.streak.now).toBe(Number(line.choice === line.ruling))
    }
  })
})

/** Hearings of a court in which most jurors read, with what each says by a rule. */
function court(
  hearings: number,
  baseRate: number,
  say: (truth: number, juror: number, roll: () => number) => number | undefined,
  jurors = 5,
): Sat[] {
  const { next } = chanceFrom(9)
  return Array.from({ length: hearings }, (_, h) => {
    const truth = next() < baseRate ? 1 : 2
    const said = Array.from({ length: jurors }, (_, n) => say(truth, n, next))
    const ones = said.filter((choice) => choice === 1).length
    const ruling = 2 * ones > said.filter((choice) => choice !== undefined).length ? 1 : 2
    const item = `0x${String(h).padStart(64, '0')}`
    return said.map(
      (choice, n): Sat => ({
        item: `${item}:0`,
        dispute: item as Digest,
        court: 0,
        panel: 0,
        juror: jurorOf(n),
        seats: 1,
        state: choice === undefined ? 'absent' : 'opened',
        ...(choice === undefined ? {} : { choice }),
        choices: 2,
        ruling,
        at: h,
        responseSeconds: 60 * n,
      }),
    )
  }).flat()
}
const read = (truth: number, roll: () => number) => (roll() < 0.8 ? truth : 3 - truth)

describe('many dockets', () => {
  // juror 0 always says 1, juror 1 stays away from every other hearing
  const sat = court(200, 0.8, (truth, n, roll) => {
    const own = read(truth, roll)
    return n === 0 ? 1 : n === 1 && roll() < 0.5 ? undefined : own
  })
  const known = new Set(
    sat
      .filter(({ juror }) => juror === jurorOf(2))
      .slice(0, 40)
      .map(({ item }) => item),
  )
  const marked = sat.map((line) => (known.has(line.item) ? { ...line, truth: line.ruling! } : line))
  const { jurors, baseRate } = courtReport(marked, SEED)
  const [lazy, rare, reader] = jurors

  test('who never reads coheres nearly as well as who does, and every peer score tells them apart', () => {
    expect(baseRate).toBeGreaterThan(0.7 * NANO)
    expect(lazy!.coherence).toBeGreaterThan(0.7 * NANO)
    for (const metric of ['dasgupta-ghosh', 'correlated agreement'] as const) {
      const [of, against] = [reader!.peers[metric]!, lazy!.peers[metric]!]
      expect(Math.abs(against.score)).toBeLessThanOrEqual(2 * against.error)
      expect(of.score).toBeGreaterThan(2 * of.error)
      expect(of.items).toBe(200)
    }
    expect(lazy!.peers.determinant!.score).toBe(0)
    expect(reader!.peers.determinant!.score).toBeGreaterThan(0)
  })
  test('controls of both classes tell them apart too, one by one', () => {
    expect(lazy!.controls.balanced).toBe(0)
    expect(reader!.controls).toMatchObject({ belief: 'reads' })
    expect(reader!.controls.right + reader!.controls.wrong).toBe(40)
  })
  test('what is said when what is true', () => {
    expect(lazy!.confusion!.map(([one]) => one! > 0.98 * NANO)).toEqual([true, true])
    expect(reader!.confusion![1]![1]).toBeGreaterThan(0.6 * NANO)
  })
  test('coverage, response time and streaks', () => {
    expect(rare!.coverage).toBeLessThan(0.7 * NANO)
    expect(rare!.absent + rare!.opened).toBe(200)
    expect(reader!.responseSeconds).toBe(120)
    expect(reader!.streak.longest).toBeGreaterThanOrEqual(reader!.streak.now)
  })
  test('as a table, a juror a line', () => {
    const [head, ...lines] = csvOf({ jurors }).trimEnd().split('\r\n')
    expect(head).toMatch(/^juror,hearings,seats,opened,absent/)
    expect(lines).toHaveLength(5)
    expect(lines[0]!.split(',')).toHaveLength(head!.split(',').length)
    expect(lines[1]).toContain(`${jurorOf(1)},200,200,${rare!.opened},${rare!.absent}`)
  })
  test('same record, same report', () => {
    expect(courtReport(marked.toReversed(), SEED)).toEqual(courtReport(marked, SEED))
  })
})

describe('a ring of five in two hundred jurors that copies an instruction in four of five of thirty hearings', () => {
  const orders = chanceFrom(4)
  let [order, last] = [1, 0]
  const sat = court(
    30,
    0.5,
    (truth, n, roll) => {
      if (n === 0) [order, last] = [orders.next() < 0.5 ? 1 : 2, truth]
      return n < 5 && roll() < 0.8 ? order : read(last, roll)
    },
    200,
  )
  const ring = Array.from({ length: 5 }, (_, n) => jurorOf(n))

  test('is found whole once it is named, at a bound that one pair of strangers in a hundred reaches', () => {
    const rings = ringsIn(sat, [ring], SEED)
    expect(rings.found).toEqual([ring])
    expect(rings.named[0]!.strangers).toEqual({ reach: 0, of: 200 })
    expect(rings.bound).toBeGreaterThanOrEqual(rings.null.of100)
    expect(rings.null.pairs).toBe((195 * 194) / 2)
  })
  test('and five who have nothing to do with each other are not', () => {
    const strangers = Array.from({ length: 5 }, (_, n) => jurorOf(100 + 13 * n))
    const { found, named } = ringsIn(sat, [strangers], SEED)
    expect(found.flat().length).toBeLessThan(3)
    expect(named[0]!.strangers.reach).toBeGreaterThan(2)
  })
})

describe('attestors, over time', () => {
  const asked = (attestor: string, at: number, tookMs: number | null, why: string | null) => ({
    attestor,
    subject: `gazette:${at}`,
    at,
    signer: why === null ? jurorOf(1) : null,
    tookMs,
    why,
  })
  const rows = [
    asked('https://a', 10, 100, null),
    asked('https://a', 20, 300, null),
    asked('https://a', 130, 200, 'the docket has another head'),
    asked('https://b', 10, null, 'has not answered in time'),
    asked('https://b', 130, 900, null),
  ]
  test('agreement, latency, silence and reasons, and each span by itself', () => {
    const [a, b] = attestorReports(rows, 100)
    expect(a).toEqual({
      attestor: 'https://a',
      signers: [jurorOf(1)],
      asked: 3,
      signed: 2,
      refused: 1,
      silent: 0,
      agreement: 666_666_667,
      medianMs: 200,
      slowestMs: 300,
      reasons: [{ why: 'the docket has another head', times: 1 }],
      spans: [
        { from: 0, asked: 2, signed: 2, refused: 0, silent: 0, medianMs: 100 },
        { from: 100, asked: 1, signed: 0, refused: 1, silent: 0, medianMs: 200 },
      ],
    })
    expect(b).toMatchObject({ asked: 2, signed: 1, refused: 0, silent: 1, agreement: NANO, medianMs: 900, reasons: [] })
  })
  test('in whatever order they were put down', () => {
    expect(attestorReports(rows.toReversed(), 100)).toEqual(attestorReports(rows, 100))
  })
})

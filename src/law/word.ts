/**
 * Word: what a panel's answers come to under the policy that its dispute pinned: findings, scores, and who would be owed
 * what. Its hash is the verdict's outcome, so k attestors sign all of it; and anybody can work it out again.
 *
 * The ladder is asked once. Off chain there is one panel, so where it wants more seats, or another panel, nothing is
 * found: a court that can't ask on says so. The payments are a statement of account in wei, which adds up to zero: what
 * the policy's purse makes of the seats' fees, each seat liable for its own fee at most. They move no money.
 * @module
 */
import { type Address, type Digest, type Hex, ZERO32 } from '#primitives/bytes'
import { jsonHash } from '#primitives/json'
import { byName } from './block.ts'
import { type Court, mostSeats } from './court.ts'
import { type Change, Settlement } from './purse/purse.ts'
import { type Law, readLaw, saidIn } from './question/posed.ts'
import { answerRoom, keyOf, type Question } from './question/question.ts'
import type { Said } from './question/space.ts'
import type { Step } from './rungs/rung.ts'
import type { Ballot, Finding } from './tally/count.ts'

/** Bytes of a padded answer at most: a vector of 4096 numbers. */
export const MOST_ROOM = 2 ** 14 + 3
/**
 * Steps that judging may take, about: each byte of each answer beside each other juror, and beside each pair of classes
 * where a rule learns such pairs, in every round. A second's work, since it is done in a request.
 */
export const MOST_WORK = 2 ** 30

/** What the panel found about one item. */
export type Found = {
  /** Canonical bytes of the item; null: undecided. */
  answer: Hex | null
  /** Billionths of the weight behind it. */
  support: string
  /** Numbers that go with it. */
  trace: Readonly<Record<string, string>>
}

export type Word = {
  findings: readonly Found[]
  /** Why the ladder stops here, or what it would have asked next. */
  ladder: string
  /** Billionths, in the order of jurors; null where there was nothing to judge by. */
  scores: readonly { juror: Address; score: string | null }[]
  /** Changes in wei of jurors, `pot`, `opener` and `burned`; they add up to zero. */
  payments: readonly { account: string; change: string }[]
}

/** A juror as a panel is judged. */
export type Seated = { juror: Address; seats: number; answer?: Hex }

/** All that a word depends on. */
export type Panel = {
  law: Law
  asker: Address
  jurors: readonly Seated[]
  /** Seats that were asked, and what each is paid. */
  seats: number
  feePerSeat: bigint
  /** False if too few answered for anything to be found. */
  quorum: boolean
  /** What is true of each control item, where the asker opened them. */
  truth?: readonly (Said | undefined)[] | undefined
  openedAt: number
  endedAt: number
  randomness: Digest | undefined
}

/**
 * The word of a panel. A rule that trips over what jurors said must not keep a dispute from its end: then nothing is
 * found, and whoever answered is paid alike.
 */
export function wordOf(panel: Panel): Word {
  try {
    return worked(panel)
  } catch {
    const { items } = readLaw(panel.law).question
    return {
      findings: Array.from({ length: items }, () => ({ answer: null, support: '0', trace: {} })),
      ladder: 'a rule of the policy failed',
      scores: panel.jurors.map(({ juror }) => ({ juror, score: null })).toSorted((a, b) => byName(a.juror, b.juror)),
      payments: spelled(alike(BigInt(panel.seats) * panel.feePerSeat, panel.jurors)),
    }
  }
}

function worked(panel: Panel): Word {
  const { law, feePerSeat } = panel
  const { court, question } = readLaw(law)
  const jurors = panel.jurors.toSorted((a, b) => byName(a.juror, b.juror))
  const ballots = jurors.flatMap(({ juror, seats, answer }): Ballot[] => {
    const said = answer && saidIn(law, answer)
    // Where the policy minds conflicts the party counts for nothing: it was drawn, and should have recused itself.
    if (court.policy.panel?.conflicts === true && juror === panel.asker) return []
    const weight = court.policy.panel?.weight === 'stake' ? BigInt(seats) : 1n
    return said ? [{ juror, weight, answer: said }] : []
  })
  const done = new Map(ballots.map(({ juror, answer }) => [juror, answer.filter((one) => one !== 'blank').length]))
  const { truth = [] } = panel
  const counting = { question, ballots, truth, seed: panel.randomness ?? ZERO32 }
  const tallied = court.tally(counting)
  const { stands, why } = stopOf(court, panel, jurors, tallied)
  const findings = stands ? tallied : tallied.map((finding) => ({ ...finding, outcome: undefined }))
  const judged = isKept(panel) ? [] : court.score({ ...counting, findings })
  const scores = new Map(judged.map(({ juror, score }) => [juror, score]))
  const pot = BigInt(panel.seats) * feePerSeat
  const claims = jurors.map(({ juror, seats }) => ({
    juror,
    seats,
    score: scores.get(juror),
    stake: BigInt(seats) * feePerSeat,
    done: done.get(juror) ?? 0,
  }))
  const changes = isKept(panel) ? alike(pot, jurors) : court.split({ pot, claims })
  return {
    findings: findings.map((finding) => foundOf(question, finding)),
    ladder: why,
    scores: jurors.map(({ juror }) => ({ juror, score: scores.get(juror)?.toString() ?? null })),
    payments: spelled(changes),
  }
}

/** True if the asker sealed control items and never opened them. */
const isKept = ({ law, truth }: Panel): boolean => law.controls !== undefined && truth === undefined

const spelled = (changes: readonly Change[]): Word['payments'] =>
  changes.map(({ account, change }) => ({ account, change: String(change) }))

/** Whoever answered is paid alike, so that nobody gains by keeping controls shut when the answers displease. */
function alike(pot: bigint, jurors: readonly Seated[]): Change[] {
  const settlement = new Settlement(pot)
  const answered = jurors.filter(({ answer }) => answer)
  settlement.share(
    pot,
    answered.map(({ juror, seats }) => ({ account: juror, weight: BigInt(seats) })),
  )
  return settlement.close()
}

/** Hash of a word: the outcome that attestors sign. */
export const wordHash = (word: Word): Digest => jsonHash(word)

/** What a statement of account adds up to: 0. */
export const balanceOf = ({ payments }: Word): bigint => payments.reduce((sum, { change }) => sum + BigInt(change), 0n)

/** Why a dispute off chain can't be heard under this law with so many seats; undefined if it can. */
export function unheardUnder({ policy, asked, controls }: Law, court: Court, seats: number): string | undefined {
  const question = court.question(asked)
  if (typeof question === 'string') return question
  const room = answerRoom(question)
  if (room > MOST_ROOM) return `question: expected answers of at most ${MOST_ROOM} bytes, got ${room}`
  const { score, tally, panel = {}, ladder } = policy
  const first = court.climb({ openedAt: 0, now: 0, bonds: [], rounds: [] })
  if (first.step !== 'panel') return `ladder: expected one that begins with a panel, got ${ladder.rungs}`
  if (first.machines) return 'ladder: expected one that asks everybody alike, got machines first'
  const most = mostSeats(ladder) ?? seats
  if (seats < first.seats || seats > most) return `ladder: expected ${first.seats} to ${most} seats, got ${seats}`
  if (panel.weight === 'rank' || panel.weight === 'standing')
    return `panel.weight: expected stake, one or person, got ${panel.weight}`
  if ('controls' in panel !== (controls !== undefined))
    return `panel.controls: expected ${controls ? 'some, since the question seals some' : 'the hash of control items in the question'}`
  // A juror whom others trust may sit alone: nobody's streak is known here, so nobody does, and `trust` holds.
  const unchecked = ['admit', 'ticket', 'groups', 'seatCap'].find((member) => member in panel)
  if (unchecked) return `panel.${unchecked}: expected none, since nobody checks it off chain yet`
  const times = score.times as typeof score | undefined
  const rules = [score, ...(times ? [times] : [])]
  const learns = tally.rule === 'workers' || rules.some(({ referee }) => referee === 'peers')
  const pairs = learns ? (question.space.classes ?? 0) ** 2 : 0
  const rounds = Number(tally.rounds ?? (tally.rule === 'workers' ? 100 : 1))
  if (seats * room * (seats + pairs) * rounds > MOST_WORK)
    return `question: expected one that is judged in ${MOST_WORK} steps, with ${seats} seats`
  if (rules.some(({ referee }) => referee === 'later truth')) return 'score.referee: expected one that can say it now'
  if (tally.rule === 'bridging') return 'tally.rule: expected one that needs no earlier ballots, got bridging'
  return undefined
}

/** Whether the ladder lets the findings stand. Every window is over: off chain nobody appeals, or comes late. */
function stopOf(court: Court, panel: Panel, jurors: readonly Seated[], tallied: readonly Finding[]) {
  if (isKept(panel)) return { stands: false, why: 'the control items were not opened' }
  if (!panel.quorum) return { stands: false, why: 'too few answered' }
  const turnout = jurors.reduce((sum, { seats, answer }) => sum + (answer ? seats : 0), 0)
  // A ladder looks at one finding: the one that is worst off.
  const [finding] = tallied.toSorted((a, b) => rankOf(a) - rankOf(b))
  if (!finding) return { stands: false, why: 'nothing was asked' }
  const { openedAt, endedAt, seats } = panel
  const rounds = [{ seats, turnout, finding, endedAt }]
  const step = court.climb({ openedAt, now: Number.MAX_SAFE_INTEGER, bonds: [], rounds })
  return { stands: step.step === 'final', why: toldStep(step) }
}

const rankOf = ({ outcome, support }: Finding): number => (outcome === undefined ? -1 : support)

function toldStep(step: Exclude<Step, { step: 'next' }>): string {
  switch (step.step) {
    case 'final':
      return step.why
    case 'seats':
      return `it would ask ${step.more} more`
    case 'panel':
      return `it would ask a new panel of ${step.seats}`
    case 'wait':
      return 'it would wait'
  }
}

function foundOf({ space }: Question, { outcome, support, trace = {} }: Finding): Found {
  return {
    answer: outcome === undefined ? null : keyOf(space, outcome),
    support: String(support),
    trace: Object.fromEntries(Object.entries(trace).map(([name, value]) => [name, String(value)])),
  }
}

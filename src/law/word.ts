/**
 * Word: what a panel's answers come to under the policy that its dispute pinned: findings, scores, and who would be owed
 * what. Its hash is the verdict's outcome, so k attestors sign all of it; and anybody can work it out again.
 *
 * The ladder is asked once. Off chain there is one panel, so where it wants more seats, or another panel, nothing is
 * found: a court that can't ask on says so. The payments are a statement of account in wei, which adds up to zero: what
 * the policy's purse makes of the seats' fees, each seat liable for its own fee at most. They move no money.
 * @module
 */
import { rank } from '#jurors/rank'
import { type Address, type Digest, type Hex, ZERO32 } from '#primitives/bytes'
import { jsonHash } from '#primitives/json'
import { NANO } from '#primitives/real'
import { byName } from './block.ts'
import { type Court, mostSeats } from './court.ts'
import { lacking } from './panel.ts'
import type { Change } from './purse/purse.ts'
import { isLater, type Law, readLaw, saidIn, sealedIn } from './question/posed.ts'
import { answerRoom, keyOf, type Question } from './question/question.ts'
import type { Said } from './question/space.ts'
import { bondsIn, machinesIn, type Stated, standingIn, strayStated } from './question/stated.ts'
import type { Step, Story } from './rungs/rung.ts'
import { accountOf, alike, together } from './statement.ts'
import { MOST_SWEEPS } from './tally/bridging.ts'
import type { Ballot, Finding } from './tally/count.ts'

/** Bytes of a padded answer at most: a vector of 4096 numbers. */
export const MOST_ROOM = 2 ** 14 + 3
/**
 * Steps that judging may take, about: each byte of each answer beside each other juror, and beside each pair of classes
 * where a rule learns such pairs, in every round. A second's work, which the relay does, and no request.
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

/** A juror as a panel is judged. `elapsedSeconds`: from the opening of the commit period to the ballot. */
export type Seated = { juror: Address; seats: number; answer?: Hex; elapsedSeconds?: number }

/** All that a word depends on. */
export type Panel = {
  law: Law
  asker: Address
  jurors: readonly Seated[]
  /** Seats that were asked, and what each is paid. */
  seats: number
  feePerSeat: bigint
  /** True if the juror drawn first sat alone: nobody can say whether it was right, and nobody else is paid. */
  alone?: boolean
  /** False if too few answered for anything to be found. */
  quorum: boolean
  /** What is true of each control item, where the asker opened them. */
  truth?: readonly (Said | undefined)[] | undefined
  /** Why nobody can be judged by what came out later. */
  untold?: string | undefined
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
  const { law } = panel
  const { court, question } = readLaw(law)
  const jurors = admitted(panel, court).toSorted((a, b) => byName(a.juror, b.juror))
  const unheard = new Set([...partiesIn(panel, court), ...secondsIn(law, jurors)])
  const weight = weighing(law, court)
  const ballots = jurors.flatMap((seated): Ballot[] => {
    const said = seated.answer && saidIn(law, seated.answer)
    return said && !unheard.has(seated.juror) ? [{ juror: seated.juror, weight: weight(seated), answer: said }] : []
  })
  const { truth = [] } = panel
  const counting = { question, ballots, truth, seed: panel.randomness ?? ZERO32 }
  const machines = machinesIn(law.stated ?? {}, question)
  const tallied = panel.alone
    ? alone(question, court.counted(counting))
    : court.tally(asksMachines(court) ? counting : { ...counting, ballots: [...ballots, ...machines] })
  const { stands, why } = stopOf(court, question, panel, tallied)
  const findings = tallied.map((finding, i) => (stands[i] ? finding : { ...finding, outcome: undefined }))
  const isBlind = isKept(panel) || panel.untold !== undefined
  const isJudged = !isBlind && !isUnchecked(panel, court)
  const judged = isJudged ? court.score({ ...counting, findings }) : []
  const scores = new Map(judged.map(({ juror, score }) => [juror, score]))
  const { feePerSeat } = panel
  const pot = BigInt(panel.alone ? 1 : panel.seats) * feePerSeat
  const sums = { law, jurors, ballots, findings, scores, pot, feePerSeat }
  const isAlike = isBlind || (!isJudged && (court.purse.among ?? 'jurors') === 'jurors')
  const shared = isAlike ? alike(pot, jurors) : accountOf(court, question, sums)
  const changes = together(shared, alike(BigInt(panel.seats) * feePerSeat - pot, []))
  return {
    findings: findings.map((finding) => foundOf(question, finding)),
    ladder: why,
    scores: panel.jurors
      .map(({ juror }) => ({ juror, score: scores.get(juror)?.toString() ?? null }))
      .toSorted((a, b) => byName(a.juror, b.juror)),
    payments: spelled(changes),
  }
}

/** A bond that the ladder passes over, or two on a side where each party has its own, would be money that nothing becomes of. */
function strayBonds(stated: Stated, court: Court, question: Question): string | undefined {
  const bonds = bondsIn(stated, question)
  if (court.taken(bonds).length < bonds.length) return 'stated.bonds: expected only such as the ladder counts'
  const sides = new Set(bonds.map(({ said }) => keyOf(question.space, said)))
  return court.purse.among === 'bonds' || sides.size === bonds.length
    ? undefined
    : 'stated.bonds: expected one for each side'
}

/** What the one who sat alone says is found, where its ballot counts: there is nobody to compare it with. */
function alone({ items }: Question, [ballot]: readonly Ballot[]): Finding[] {
  return Array.from({ length: items }, (_, i) => {
    const said = ballot?.answer[i] ?? 'blank'
    return said === 'blank' ? { outcome: undefined, support: 0 } : { outcome: said, support: NANO }
  })
}

/** True of one who sat alone where only the others, or what they found, could have told whether it was right. */
const isUnchecked = ({ alone }: Panel, { policy: { score } }: Court): boolean =>
  alone === true && (score.referee === 'outcome' || score.referee === 'peers')

/** Whoever has the record that the policy asks for. Others sit in vain: their ballots aren't counted, paid or punished. */
function admitted({ law, jurors }: Panel, { policy }: Court): readonly Seated[] {
  const { panel } = policy
  return panel?.admit === undefined
    ? jurors
    : jurors.filter(({ juror }) => !lacking(panel, standingIn(law.stated ?? {}, juror)))
}

/** Whose ballots count for nothing where the policy minds conflicts: they were drawn, and should have recused themselves. */
function partiesIn({ law, asker }: Panel, { policy }: Court): ReadonlySet<string> {
  const { bonds = [], entries = [] } = law.stated ?? {}
  return new Set(policy.panel?.conflicts === true ? [asker, ...[...bonds, ...entries].map(({ by }) => by)] : [])
}

/** Of each group that acts as one everybody but whoever stands first: they are seated as one, and one of them is heard. */
function secondsIn({ stated = {} }: Law, jurors: readonly Seated[]): string[] {
  const { groups = [] } = stated
  return groups.flatMap((members) =>
    jurors
      .filter(({ juror, answer }) => answer && members.includes(juror))
      .slice(1)
      .map(({ juror }) => juror),
  )
}

/** What a juror's ballot weighs: seats, a standing or rank in billionths, or 1. */
function weighing({ stated = {} }: Law, { policy }: Court): (seated: Seated) => bigint {
  const { weight, seeds = [] } = policy.panel ?? {}
  const ranks =
    weight === 'rank'
      ? new Map(rank([], stated.links ?? [], seeds as readonly string[]).map((one) => [one.account, one.rank]))
      : new Map<string, number>()
  return ({ juror, seats }) => {
    if (weight === 'stake') return BigInt(seats)
    if (weight === 'rank') return BigInt(ranks.get(juror) ?? 0)
    return weight === 'standing' ? BigInt(Math.max(0, standingIn(stated, juror).mean)) : 1n
  }
}

/** True if the ladder begins with machines: then people answer after them, and not beside them. */
function asksMachines({ climb }: Court): boolean {
  const first = climb({ openedAt: 0, now: 0, bonds: [], rounds: [] })
  return first.step === 'panel' && first.machines === true
}

/** What has happened about each item before a panel is drawn: bonds, and machines that answered. */
function storiesOf({ stated = {} }: Pick<Law, 'stated'>, court: Court, question: Question, openedAt: number): Story[] {
  const bonds = bondsIn(stated, question)
  const now = Math.max(0, ...bonds.map(({ at }) => at))
  const story = { openedAt, now, bonds, rounds: [] }
  const ballots = asksMachines(court) ? machinesIn(stated, question) : []
  if (ballots.length === 0) return Array.from({ length: question.items }, () => story)
  const counting = { question, ballots: ballots.map(({ prior: _, ...ballot }) => ballot), seed: ZERO32 }
  return court.tally(counting).map((finding, i) => {
    const turnout = ballots.filter(({ answer }) => answer[i] !== 'blank').length
    return { ...story, rounds: [{ seats: ballots.length, turnout, finding, machines: true, endedAt: openedAt }] }
  })
}

/** True if the asker sealed control items and never opened them. */
const isKept = ({ law, truth }: Panel): boolean => law.controls !== undefined && truth === undefined

const spelled = (changes: readonly Change[]): Word['payments'] =>
  changes.map(({ account, change }) => ({ account, change: String(change) }))

/** Hash of a word: the outcome that attestors sign. */
export const wordHash = (word: Word): Digest => jsonHash(word)

/** What a statement of account adds up to: 0. */
export const balanceOf = ({ payments }: Word): bigint => payments.reduce((sum, { change }) => sum + BigInt(change), 0n)

/** Why a dispute off chain can't be heard under this law with so many seats; undefined if it can. */
export function unheardUnder(
  { policy, asked, controls, resolvedBy, stated = {} }: Law,
  court: Court,
  seats: number,
): string | undefined {
  const question = court.question(asked)
  if (typeof question === 'string') return question
  const room = answerRoom(question)
  if (room > MOST_ROOM) return `question: expected answers of at most ${MOST_ROOM} bytes, got ${room}`
  const { score, tally, panel = {}, ladder } = policy
  const strays = strayStated(stated, court.tells, question) ?? strayBonds(stated, court, question)
  if (strays) return strays
  const steps = storiesOf({ stated }, court, question, 0).map((story) => court.climb(story))
  const first = steps.find((step) => step.step === 'panel')
  if (!first) return `ladder: expected one that comes to a panel; ${toldStep(steps[0]!)}`
  const most = mostSeats(ladder) ?? seats
  if (seats < first.seats || seats > most) return `ladder: expected ${first.seats} to ${most} seats, got ${seats}`
  if (resolvedBy !== undefined && (!isLater(policy) || panel.controls !== undefined || controls !== undefined))
    return 'question.resolvedBy: expected none, since no rule of the policy looks at a truth that isn’t sealed'
  if (resolvedBy === undefined && sealedIn(policy, question) > 0 !== (controls !== undefined))
    return controls
      ? 'question.controls: expected none, since the policy seals no items'
      : 'question.controls: expected the hash of the items that the policy wants sealed'
  if ('seatCap' in panel) return 'panel.seatCap: expected none, since the court on chain has its own'
  const times = score.times as typeof score | undefined
  const rules = [score, ...(times ? [times] : [])]
  const learns = tally.rule === 'workers' || rules.some(({ referee }) => referee === 'peers')
  const pairs = learns ? (question.space.classes ?? 0) ** 2 : 0
  const rounds = Number(tally.rounds ?? (tally.rule === 'workers' ? 100 : 1))
  if (seats * room * (seats + pairs) * rounds > MOST_WORK)
    return `question: expected one that is judged in ${MOST_WORK} steps, with ${seats} seats`
  // Bridging sweeps over every rating, from both its ends.
  const sweeps = tally.rule === 'bridging' ? 2 * MOST_SWEEPS : 0
  if (seats * question.items * sweeps > MOST_WORK)
    return `question: expected one that is judged in ${MOST_WORK} steps, with ${seats} raters`
  return undefined
}

/** Which findings the ladder lets stand, and why. Every window is over: off chain nobody appeals, or comes late. */
function stopOf(court: Court, question: Question, panel: Panel, tallied: readonly Finding[]) {
  const none = { stands: tallied.map(() => false) }
  if (isKept(panel)) return { ...none, why: 'the control items were not opened' }
  if (!panel.quorum) return { ...none, why: 'too few answered' }
  if (panel.alone) return { stands: tallied.map(() => true), why: 'who was drawn first is trusted, and sat alone' }
  const turnout = panel.jurors.reduce((sum, { seats, answer }) => sum + (answer ? seats : 0), 0)
  const { openedAt, endedAt, seats } = panel
  const before = storiesOf(panel.law, court, question, openedAt)
  const steps = tallied.map((finding, i) => {
    const rounds = [...before[i]!.rounds, { seats, turnout, finding, endedAt }]
    return court.climb({ ...before[i]!, now: Number.MAX_SAFE_INTEGER, rounds })
  })
  // Told of the item that is worst off.
  const rank = (i: number) => (steps[i]!.step === 'final' ? 1 : 0) * 2 + rankOf(tallied[i]!)
  const [worst] = steps.map((_, i) => i).toSorted((a, b) => rank(a) - rank(b))
  if (worst === undefined) return { ...none, why: 'nothing was asked' }
  const why = toldStep(steps[worst]!)
  const { untold } = panel
  return { stands: steps.map(({ step }) => step === 'final'), why: untold ? `${why}; ${untold}` : why }
}

const rankOf = ({ outcome, support }: Finding): number => (outcome === undefined ? -1 : support / NANO)

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

/**
 * Count: what every tally is given, and what it answers.
 *
 * A tally is a pure function of a question and its ballots. Ballots are put into the canonical order of their jurors
 * before anything is added up, so who came first changes nothing, not even a rounding. Nobody knows names of systems
 * here: a court is known by its policy alone.
 * @module
 */
import type { Digest, Hex } from '#primitives/bytes'
import type { Nano } from '#primitives/real'
import { type Block, byName, type Fields, type JurorKey } from '../block.ts'
import { keyOf, type Question } from '../question/question.ts'
import { isMark, type Mark, type Said, type Space, type SpaceName, type Value } from '../question/space.ts'
import type { Tells } from '../question/stated.ts'

/** A juror's opened ballot, one per juror. */
export type Ballot = {
  juror: JurorKey
  /** Seats, stake or rank, as the panel block weighs; above 0. */
  weight: bigint
  /** One reply per item. */
  answer: readonly Said[]
  /** True for a machine's guess that sits beside people. */
  prior?: boolean
}

/** A ballot about another item of the same family, remembered. */
export type Remembered = { item: string; juror: JurorKey; said: Said }

/** All that a tally may look at. */
export type Counting = {
  question: Question
  ballots: readonly Ballot[]
  /** Public randomness of the dispute: breaks ties that no ballot breaks. */
  seed: Digest
  /** Known answers of control items, by place in the list; undefined for the rest. */
  truth?: readonly (Said | undefined)[]
  /** Earlier ballots of the panel, for tallies that look beyond one dispute. */
  memory?: readonly Remembered[]
}

/** What a panel found about one item. */
export type Finding = {
  /** Undefined: undecided, and the ladder says what follows. */
  outcome: Said | undefined
  /** Share of the weight that stands behind the outcome, or behind the strongest where there is none. Rounds down. */
  support: Nano
  /** How it came about, for the record: numbers that go with the outcome. */
  trace?: Readonly<Record<string, Nano | string>>
}

export type TallyRule = {
  /** Spaces that the rule can count. */
  over: readonly SpaceName[]
  fields: Fields
  /** True if turning one more ballot to the outcome never makes it lose; 'exact' where only in spaces without nearness. */
  monotone: boolean | 'exact'
  /** True if it learns from all ballots in many rounds: then it is counted outside of any request. */
  queued?: true
  /** True if it needs randomness, truth or memory beside the ballots. */
  needs?: 'truth' | 'memory'
  /** What it may be told besides. */
  tells?: Tells
  tally: (block: Block, counting: Counting) => Finding[]
}

/** What one juror says of one item; never blank. */
export type Vote<V = Said> = { juror: JurorKey; weight: bigint; said: V; prior: boolean }

/** The votes on item `i`, in the order of their jurors. Blanks aren't votes. */
export function votesOn(ballots: readonly Ballot[], i: number): Vote[] {
  return inOrder(ballots).flatMap(({ juror, weight, answer, prior = false }) => {
    const said = answer[i] ?? 'blank'
    return said === 'blank' || weight <= 0n ? [] : [{ juror, weight, said, prior }]
  })
}

export const inOrder = <T extends { juror: JurorKey }>(ballots: readonly T[]): T[] =>
  ballots.toSorted((a, b) => byName(a.juror, b.juror))

/** A finding for each item by itself. */
export function eachItem(
  { question, ballots }: Counting,
  find: (votes: readonly Vote[], item: number) => Finding,
): Finding[] {
  const sorted = inOrder(ballots)
  return Array.from({ length: question.items }, (_, i) => find(votesOn(sorted, i), i))
}

/**
 * Lets a rule for values stand beside the marks: a mark with more than half of the weight is the outcome, otherwise
 * the values decide among themselves.
 */
export function valuesOr(
  votes: readonly Vote[],
  find: (values: readonly Vote<Value>[], weight: bigint) => Finding,
): Finding {
  const total = weightOf(votes)
  for (const mark of ['cannot tell', 'none of these'] as const satisfies readonly Mark[]) {
    const marked = weightOf(votes.filter(({ said }) => said === mark))
    if (2n * marked > total) return { outcome: mark, support: share(marked, total) }
  }
  const values = votes.flatMap((vote) => (isMark(vote.said) ? [] : [{ ...vote, said: vote.said }]))
  return values.length === 0 ? { outcome: undefined, support: 0 } : find(values, total)
}

/** Votes that say the same, by their bytes, in the order of those bytes. */
export function grouped<V extends Said>(
  space: Space,
  votes: readonly Vote<V>[],
): { said: V; weight: bigint; votes: Vote<V>[] }[] {
  const groups = new Map<Hex, Vote<V>[]>()
  for (const vote of votes) {
    const key = keyOf(space, vote.said)
    const group = groups.get(key)
    if (group) group.push(vote)
    else groups.set(key, [vote])
  }
  return [...groups.entries()]
    .toSorted(([a], [b]) => byName(a, b))
    .map(([, alike]) => ({ said: alike[0]!.said, weight: weightOf(alike), votes: alike }))
}

export const weightOf = (votes: readonly { weight: bigint }[]): bigint =>
  votes.reduce((sum, { weight }) => sum + weight, 0n)

/** part/whole in billionths; nothing of nothing is 0. Rounds down. */
export const share = (part: bigint, whole: bigint): Nano => (whole === 0n ? 0 : Number((part * 1_000_000_000n) / whole))

export const EVERY_SPACE: readonly SpaceName[] = [
  'choice',
  'scalar',
  'point',
  'order',
  'labels',
  'distribution',
  'vector',
  'bytes',
  'opinion',
]

/**
 * Court: a policy made of six blocks, each of which names one rule.
 *
 *   question  what is asked          tally  what did they say?        purse   who gets what?
 *   panel     who is asked           score  how good was each?        ladder  is it over?
 *
 * A policy is data, and no rule knows the name of a system: the tables below are all there is. A policy that can't work
 * is refused here, with the block and the member that strays, before anybody can open a dispute under it.
 * @module
 */
import type { Digest, Hex } from '#primitives/bytes'
import { type Json, jsonHash } from '#primitives/json'
import { NANO } from '#primitives/real'
import { no, ok, type Result } from '#primitives/result'
import { hex, oneOf, text } from '#primitives/shape'
import { type Block, type Score, show, strayField } from './block.ts'
import { strayPanel } from './panel.ts'
import type { Change, Claim, PurseRule, Spoils } from './purse/purse.ts'
import { PURSES } from './purse/purses.ts'
import { type Question, questionOf, strayQuestion } from './question/question.ts'
import type { SpaceName } from './question/space.ts'
import type { Tells } from './question/stated.ts'
import { climb, RUNGS } from './rungs/ladders.ts'
import type { Bond, RungRule, Step, Story } from './rungs/rung.ts'
import { type Judging, REFEREES, type Referee, type ScoreRule } from './score/score.ts'
import { SCORES } from './score/scores.ts'
import { passing } from './score/truth.ts'
import { needOf } from './tally/cluster.ts'
import type { Ballot, Counting, Finding, TallyRule } from './tally/count.ts'
import { TALLIES } from './tally/tallies.ts'

/** The law of a court as its makers publish it. */
export type CourtPolicy = {
  name: string
  /** What jurors are told to do; where a mapping is forced, it says so. */
  text: string
  question: Block
  /** By stake where it isn't said. */
  panel?: Block
  tally: Block
  score: Block
  purse: Block
  ladder: Block
  /** Hex of abi.encode(terms), where the chain must know them. */
  terms?: Hex
}

/** One table per block: the name that a policy calls, and the rule. */
export type Blocks = {
  tallies: Readonly<Record<string, TallyRule>>
  scores: Readonly<Record<Referee, Readonly<Record<string, ScoreRule>>>>
  purses: Readonly<Record<string, PurseRule>>
  rungs: Readonly<Record<string, RungRule>>
}
export const BLOCKS: Blocks = { tallies: TALLIES, scores: SCORES, purses: PURSES, rungs: RUNGS }

/** A policy ready to work. */
export type Court = {
  policy: CourtPolicy
  hash: Digest
  /** What a dispute asks; a sentence if it may not. */
  question: (asked?: Block) => Question | string
  /** Ballots that count: all, or where there are controls those that got enough of them right. */
  counted: (counting: Counting) => readonly Ballot[]
  tally: (counting: Counting) => Finding[]
  score: (judging: Judging) => Score[]
  split: (spoils: Spoils) => Change[]
  climb: (story: Story) => Exclude<Step, { step: 'next' }>
  /** Of these bonds those that the ladder counts. */
  taken: (bonds: readonly Bond[]) => readonly Bond[]
  /** What its rules must or may be told besides what jurors say. */
  tells: Tells
  /** Between whom the purse splits, and how it takes a finding as a claim. */
  purse: Pick<PurseRule, 'among' | 'reads'>
}

/** True if what a panel under this policy says is worked out outside of any request. */
export const isQueued = ({ tally }: Pick<CourtPolicy, 'tally'>): boolean =>
  BLOCKS.tallies[String(tally.rule)]?.queued === true

/** Longest name and text of a policy, in characters. */
const MOST_NAME = 120
const MOST_TEXT = 20_000

/** A court from its policy, or every place where the policy strays. */
export function courtOf(value: unknown, blocks: Blocks = BLOCKS): Result<Court, string[]> {
  const strays = strayPolicy(value, blocks)
  if (strays.length > 0) return no(strays)
  const policy = value as CourtPolicy
  const { question, panel = {}, tally, purse, ladder } = policy
  const forgiven = panel.controls === undefined ? undefined : Number((panel.controls as Block).forgive ?? 0)
  const counted = ({ question, ballots, truth = [] }: Pick<Counting, 'question' | 'ballots' | 'truth'>) =>
    forgiven === undefined ? ballots : passing(question, ballots, truth, forgiven)
  return ok({
    policy,
    hash: jsonHash(policy as unknown as Json),
    question: (asked) => questionOf(question, asked),
    counted,
    tally: (counting) => blocks.tallies[String(tally.rule)]!.tally(tally, { ...counting, ballots: counted(counting) }),
    score: (judging) => scoresOf(policy, blocks, judging, counted(judging)),
    split: (spoils) => blocks.purses[String(purse.split)]!.split(purse, spoils),
    climb: (story) => climb(ladder, story, blocks.rungs),
    taken: (bonds) => blocks.rungs[String(ladder.rungs)]!.taken?.(ladder, bonds) ?? bonds,
    tells: tellsOf(policy, blocks),
    purse: blocks.purses[String(purse.split)]!,
  })
}

/** What any rule of a policy has to be told is told to all of it. */
function tellsOf({ panel = {}, tally, purse, ladder }: CourtPolicy, blocks: Blocks): Tells {
  const rules = [
    blocks.tallies[String(tally.rule)],
    blocks.purses[String(purse.split)],
    ...rungsOf(ladder).map((rungs) => blocks.rungs[rungs]),
  ]
  const own: Tells = {
    ...(panel.admit === undefined ? {} : { standings: 'may' }),
    ...(panel.groups === true ? { groups: 'may' } : {}),
    ...(panel.trust === undefined ? {} : { trusted: 'may' }),
    ...(panel.weight === 'standing' ? { standings: 'must' } : {}),
    ...(panel.weight === 'rank' ? { links: 'must' } : {}),
  }
  const told = [...rules.map((rule) => rule?.tells ?? {}), own]
  const may = Object.assign({}, ...told) as Record<string, 'must' | 'may'>
  const must = Object.assign(
    {},
    ...told.map((one) => Object.fromEntries(Object.entries(one).filter(([, how]) => how === 'must'))),
  )
  return { ...may, ...must } as Tells
}

/** What a whole hearing comes to, from opened ballots to money: what a state machine does in steps. */
export function hear(
  court: Court,
  hearing: Counting & { pot: bigint; claims: (juror: string) => Omit<Claim, 'juror' | 'score'> } & Pick<
      Spoils,
      'deposits'
    >,
): { findings: Finding[]; scores: Score[]; changes: Change[] } {
  const findings = court.tally(hearing)
  const scores = court.score({ ...hearing, findings })
  const claims = scores.map(({ juror, score }) => ({ ...hearing.claims(juror), juror, score }))
  const outcome = findings[0]?.outcome
  const won = typeof outcome === 'number' ? { won: String(outcome) } : {}
  return {
    findings,
    scores,
    changes: court.split({
      pot: hearing.pot,
      claims,
      ...(hearing.deposits ? { deposits: hearing.deposits } : {}),
      ...won,
    }),
  }
}

/** Every place where a policy strays; none if it can work. */
export function strayPolicy(value: unknown, blocks: Blocks = BLOCKS): string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return [`policy: expected a record, got ${show(value)}`]
  const policy = value as Readonly<Record<string, unknown>>
  const members = ['name', 'text', 'question', 'panel', 'tally', 'score', 'purse', 'ladder', 'terms']
  const unknown = Object.keys(policy).filter((member) => !members.includes(member))
  const blocksOf = members.slice(2, 8)
  const missing = blocksOf.filter((member) => member !== 'panel' && policy[member] === undefined)
  const malformed = blocksOf.filter((member) => policy[member] !== undefined && !isBlock(policy[member]))
  const strays = [
    ...unknown.map((member) => `policy: expected no member ${show(member)}`),
    ...missing.map((member) => `policy: expected a member ${member}, got none`),
    ...malformed.map((member) => `${member}: expected a record, got ${show(policy[member])}`),
    ...words(policy.name, 'name', MOST_NAME),
    ...words(policy.text, 'text', MOST_TEXT),
    ...(policy.terms === undefined ? [] : [hex()(policy.terms, 'terms')]),
  ].filter((one) => one !== undefined)
  if (strays.length > 0) return strays
  const whole = value as CourtPolicy
  const alone = [
    strayQuestion(whole.question),
    whole.panel && strayPanel(whole.panel),
    strayTally(whole, blocks),
    strayScore(whole.score, whole, blocks, 'score'),
    strayPurse(whole, blocks),
    strayLadder(whole.ladder, blocks, 'ladder'),
  ].filter((one) => one !== undefined)
  return alone.length > 0 ? alone : strayTogether(whole)
}

function scoresOf({ score }: CourtPolicy, blocks: Blocks, judging: Judging, ballots: readonly Ballot[]): Score[] {
  const rule = ({ referee, metric }: Block) => blocks.scores[referee as Referee]![String(metric)]!
  const counted = new Set(ballots.map(({ juror }) => juror))
  const own = rule(score).score(score, judging)
  const times = score.times as Block | undefined
  const factors =
    times &&
    new Map(
      rule(times)
        .score(times, judging)
        .map((one) => [one.juror, one.score]),
    )
  return own.map(({ juror, score }) => {
    if (!counted.has(juror) || score === undefined) return { juror, score: undefined }
    const factor = factors ? Math.max(0, factors.get(juror) ?? 0) : NANO
    return { juror, score: Math.round((score * factor) / NANO) + 0 }
  })
}

function strayTally({ tally, question }: CourtPolicy, { tallies }: Blocks): string | undefined {
  const rule = Object.hasOwn(tallies, String(tally.rule)) ? tallies[String(tally.rule)] : undefined
  if (!rule) return `tally.rule: expected one of ${Object.keys(tallies).join(', ')}, got ${show(tally.rule)}`
  return notOver(rule.over, question, 'tally.rule') ?? strayField(tally, rule.fields, ['rule'], 'tally')
}

function strayScore(score: Block, policy: CourtPolicy, blocks: Blocks, at: string): string | undefined {
  const strays = oneOf(...REFEREES)(score.referee, `${at}.referee`)
  if (strays) return strays
  const metrics = blocks.scores[score.referee as Referee]
  const rule = Object.hasOwn(metrics, String(score.metric)) ? metrics[String(score.metric)] : undefined
  if (!rule) return `${at}.metric: expected one of ${Object.keys(metrics).join(', ')}, got ${show(score.metric)}`
  if (score.times !== undefined) {
    if (at !== 'score' || !isBlock(score.times)) return `${at}.times: expected one more score, got ${show(score.times)}`
    const inner = strayScore(score.times, policy, blocks, 'score.times')
    if (inner) return inner
  }
  if (score.referee === 'truth' && policy.panel?.controls === undefined)
    return 'panel: expected a member controls, for the referee truth'
  return (
    notOver(rule.over, policy.question, `${at}.metric`) ??
    strayField(score, rule.fields, ['referee', 'metric', 'times'], at)
  )
}

function strayPurse({ purse }: CourtPolicy, { purses }: Blocks): string | undefined {
  const rule = Object.hasOwn(purses, String(purse.split)) ? purses[String(purse.split)] : undefined
  if (!rule) return `purse.split: expected one of ${Object.keys(purses).join(', ')}, got ${show(purse.split)}`
  return strayField(purse, rule.fields, ['split'], 'purse')
}

function strayLadder(ladder: Block, blocks: Blocks, at: string): string | undefined {
  const rule = Object.hasOwn(blocks.rungs, String(ladder.rungs)) ? blocks.rungs[String(ladder.rungs)] : undefined
  if (!rule) return `${at}.rungs: expected one of ${Object.keys(blocks.rungs).join(', ')}, got ${show(ladder.rungs)}`
  if (rule.ends && ladder.onward !== undefined) return `${at}.onward: expected none, since ${ladder.rungs} ends`
  if (!rule.ends && !isBlock(ladder.onward))
    return `${at}.onward: expected a ladder that goes on, got ${show(ladder.onward)}`
  if (at.length > 60) return `${at}: expected fewer rungs`
  return (
    strayField(ladder, rule.fields, ['rungs', 'onward'], at) ??
    (rule.ends ? undefined : strayLadder(ladder.onward as Block, blocks, `${at}.onward`))
  )
}

/** What no block can see alone: quorums that can't be met, money that nobody puts up. */
function strayTogether({ question, panel, tally, purse, ladder }: CourtPolicy): string[] {
  const most = mostSeats(ladder)
  const rungs = rungsOf(ladder)
  const faulty = Number(tally.faulty ?? 0)
  const least: Readonly<Record<string, number>> = {
    cluster: Math.max(Number(tally.quorum ?? 0), tally.rule === 'cluster' ? needOf(tally) : 0),
    reporters: 2 * faulty + 1,
    robust: tally.by === 'krum' ? 2 * faulty + 3 : 2 * faulty + 1,
  }
  const needed = least[String(tally.rule)] ?? 1
  return [
    ...(most !== undefined && needed > most
      ? [`tally: expected a quorum of at most ${most} seats, got ${needed}`]
      : []),
    ...(tally.rule === 'workers' && tally.weigh === 'gold' && panel?.controls === undefined
      ? ['panel: expected a member controls, for tally.weigh gold']
      : []),
    ...(tally.rule === 'bridging' && panel?.weight !== 'person'
      ? ['panel.weight: expected person, since bridging counts people']
      : []),
    ...(tally.rule === 'workers' &&
    question.space === 'scalar' &&
    question.span === undefined &&
    question.step === undefined
      ? ['question.step: expected a scale of few steps, for workers']
      : []),
    ...(purse.split === 'dispense' && !rungs.includes('assertion')
      ? ['ladder.rungs: expected assertion, since purse.split dispenses deposits']
      : []),
    ...(purse.split === 'winner takes' && !rungs.includes('assertion') && !rungs.includes('doubling')
      ? ['ladder.rungs: expected assertion or doubling, since the winner takes stakes']
      : []),
    ...(Array.isArray(purse.labels) && purse.labels.length !== question.labels
      ? [`purse.labels: expected one for each of the question's labels, got ${purse.labels.length}`]
      : []),
  ]
}

/** The most seats that a ladder ever asks; undefined where a dispute says it. */
export function mostSeats(ladder: Block): number | undefined {
  const own = Math.max(...['seats', 'most', 'people', 'machines'].map((member) => Number(ladder[member] ?? 0)))
  const grown = ladder.rungs === 'appeals' ? (own + 1) * 2 ** Number(ladder.appeals ?? 0) - 1 : own
  const below = isBlock(ladder.onward) ? mostSeats(ladder.onward) : undefined
  return Math.max(grown, below ?? 0) || undefined
}

const rungsOf = (ladder: Block): string[] => [
  String(ladder.rungs),
  ...(isBlock(ladder.onward) ? rungsOf(ladder.onward) : []),
]

function notOver(over: readonly SpaceName[], { space }: Block, at: string): string | undefined {
  return over.includes(space as SpaceName)
    ? undefined
    : `${at}: expected a question over ${over.join(', ')}, got ${show(space)}`
}

function words(value: unknown, at: string, most: number): string[] {
  const strays = text(value, at)
  if (strays) return [strays]
  const length = (value as string).length
  return length >= 1 && length <= most ? [] : [`${at}: expected 1 to ${most} characters, got ${length}`]
}

const isBlock = (value: unknown): value is Block => value !== null && typeof value === 'object' && !Array.isArray(value)

/**
 * Finding: what a crowd made of an item heard under a policy, in whatever answer space, and of rankings also each pair of
 * candidates: the preference data that reward models are trained on.
 *
 * A juror's quality is a Beta law over all findings of the file: its answers' closeness to what was found, and what is
 * missing of that, each from 1 on.
 * @module
 */
import type { Address, Digest } from '#primitives/bytes'
import { NANO, type Nano, nanos } from '#primitives/real'
import { type Block, byName } from '../block.ts'
import { replay } from '../dispute.ts'
import type { Dec, Entry } from '../filing.ts'
import { readLaw, saidIn } from '../question/posed.ts'
import { saidBy } from '../question/question.ts'
import { closeness, isMark, isSame, type Said, type Space, type SpaceName } from '../question/space.ts'
import { standingPanels } from '../settlement.ts'
import { shownOf } from '../sitting.ts'

type Quality = { right: Nano; wrong: Nano }
export type FindingVote = {
  juror: Address
  seats: Dec
  said: Said
  /** By the policy's own score, over the dispute's whole list, in billionths; null where there was nothing to judge by. */
  score: Dec | null
  /** Null: none of the juror's answers can be held against a finding. */
  quality: Quality | null
}
type Place = {
  version: '1'
  dispute: Digest
  /** The court off chain. */
  court: Digest
  policyHash: Digest
  /** Place in the list, from 0. */
  item: Dec
  transcript: { panel: Dec; verdictHash: Digest }
}
export type FindingLine = Place & {
  format: 'venire finding'
  space: SpaceName
  /** What the dispute says beyond its policy: how many choices, how many candidates. */
  asked: Block
  /** What the panel found; null: undecided. */
  answer: Said | null
  /** Billionths of the weight behind it. */
  support: Nano
  /** What is true, of a control item that its asker has opened; null of all others. */
  truth: Said | null
  /** In the order of jurors; who left the item blank isn't there. */
  votes: readonly FindingVote[]
}
export type PreferenceLine = Place & {
  format: 'venire preference'
  /** Candidates by number, from 0; where "none acceptable" may be ranked it is the last number. */
  chosen: Dec
  rejected: Dec
  /** Billionths of the seats that prefer the chosen one, of `seats`: a panel may find what fewer than half prefer. */
  agreement: Nano
  seats: Dec
}

/** Lines of all disputes that were heard under a policy and are final, by the key of the dispute and the place in its list. */
export function findingsIn(dockets: readonly (readonly Entry[])[]): (FindingLine | PreferenceLine)[] {
  const found = dockets.flatMap(bareOf).toSorted((a, b) => byName(a.line.dispute, b.line.dispute))
  const quality = qualities(found)
  return found.flatMap(({ line, space }) => [
    { ...line, votes: line.votes.map((vote) => ({ ...vote, quality: quality.get(vote.juror) ?? null })) },
    ...(space.name === 'order' ? preferencesOf(line) : []),
  ])
}

type Bare = { line: FindingLine; space: Space }

/** What a docket says of each of its items, without what only many say. */
function bareOf(entries: readonly Entry[]): Bare[] {
  const dispute = replay(entries)
  const law = dispute?.question.law
  if (!law || !dispute.final || dispute.void !== undefined) return []
  const last = standingPanels(dispute).at(-1)
  const word = last?.sitting.judged?.word
  if (!last || !word) return []
  const { space, items } = readLaw(law).question
  const seats = Map.groupBy(
    last.leaves.filter(({ panel, state }) => panel === last.sitting.panel && state === 'opened'),
    ({ juror }) => juror,
  )
  const scores = new Map(word.scores.map(({ juror, score }) => [juror, score]))
  const answers = [...seats]
    .map(([juror, own]) => ({
      juror,
      seats: own.length,
      said: saidIn(law, shownOf(last.sitting, juror, own[0]!.commitment)!.answer),
    }))
    .toSorted((a, b) => byName(a.juror, b.juror))
  return Array.from({ length: items }, (_, i): Bare => {
    const { answer, support } = word.findings[i]!
    return {
      space,
      line: {
        format: 'venire finding',
        version: '1',
        dispute: dispute.key,
        court: law.under.court,
        policyHash: law.under.policyHash,
        item: String(i),
        transcript: { panel: String(last.sitting.panel), verdictHash: last.verdictHash },
        space: space.name,
        asked: law.asked,
        answer: answer === null ? null : (saidBy(space, answer) ?? null),
        support: Number(support),
        truth: dispute.truth?.known[i] ?? null,
        votes: answers.flatMap(({ juror, seats, said }) => {
          const own = said?.[i]
          if (own === undefined || own === 'blank') return []
          return [{ juror, seats: String(seats), said: own, score: scores.get(juror) ?? null, quality: null }]
        }),
      },
    }
  })
}

/** How close each juror's answers are to what was found, over all lines. */
function qualities(found: readonly Bare[]): Map<Address, Quality> {
  const sums = new Map<Address, { close: number; answers: number }>()
  for (const { line, space } of found) {
    if (line.answer === null) continue
    for (const { juror, said } of line.votes) {
      const { close, answers } = sums.get(juror) ?? { close: 0, answers: 0 }
      sums.set(juror, { close: close + closeTo(space, said, line.answer), answers: answers + 1 })
    }
  }
  return new Map(
    [...sums].map(([juror, { close, answers }]) => [
      juror,
      { right: nanos(1 + close), wrong: nanos(1 + answers - close) },
    ]),
  )
}

function closeTo(space: Space, said: Said, found: Said): number {
  if (isMark(said) || isMark(found)) return isSame(said, found) ? 1 : 0
  return closeness(space, said, found)
}

/** Each pair of candidates as the panel ranked them, best pairs first. */
function preferencesOf(line: FindingLine): PreferenceLine[] {
  const { version, dispute, court, policyHash, item, transcript, votes, answer } = line
  if (answer === null || isMark(answer)) return []
  const ranked = votes.flatMap(({ said, seats }) =>
    isMark(said) ? [] : [{ ranking: said as readonly number[], seats: BigInt(seats) }],
  )
  const all = ranked.reduce((sum, { seats }) => sum + seats, 0n)
  const agreement = (chosen: number, rejected: number): Nano => {
    const agree = ranked.filter(({ ranking }) => ranking.indexOf(chosen) < ranking.indexOf(rejected))
    return Number((agree.reduce((sum, { seats }) => sum + seats, 0n) * BigInt(NANO)) / all)
  }
  const ranking = answer as readonly number[]
  return ranking.flatMap((chosen, rank) =>
    ranking.slice(rank + 1).map((rejected) => ({
      ...{ version, dispute, court, policyHash, item, transcript },
      format: 'venire preference' as const,
      chosen: String(chosen),
      rejected: String(rejected),
      agreement: agreement(chosen, rejected),
      seats: String(all),
    })),
  )
}

/**
 * Attest record: what an attestor makes sure of where a question rests on other dockets than its own: it follows those
 * itself, and believes nobody's account of them.
 * @module
 */
import { isOffChain } from '#law/ask'
import { type Dispute, isOpened, replay } from '#law/dispute'
import { firstHead } from '#law/docket'
import { strayStreak } from '#law/question/stated'
import { MOST_RECORD } from '#law/report/record'
import { chained, type Transcript } from '#law/transcript'
import { outcomeOf } from '#law/verdict'
import type { Digest } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'
import type { Bench } from './attest.ts'
import { finalOfAsked } from './attestAsked.ts'
import { catchUp, follow } from './follow.ts'
import { streaksOf, upTo } from './record.ts'

/** Seconds within which the end of another dispute may not have been signed yet. */
const SPARE_SECONDS = 3600

/** The last word on a dispute as this attestor finds it: the arbitrator's own record; off chain, gazette, clock and memory. */
export const lastWord = (bench: Bench, disputeKey: Digest, disputeId: bigint): Promise<Last> =>
  isOffChain(disputeId) ? finalAsked(bench, disputeKey) : finalOnChain(bench, disputeId)

type Last = Result<{ ruling: number; serial: number; outcome: Digest }, string>

async function finalOnChain({ chain }: Bench, disputeId: bigint): Promise<Last> {
  const onChain = await chain.dispute(disputeId)
  if (!onChain?.isFinal) return no('the arbitrator has no final ruling of it')
  const { ruling, serial } = onChain
  return ok({ ruling, serial, outcome: outcomeOf(ruling) })
}

async function finalAsked(bench: Bench, disputeKey: Digest): Promise<Last> {
  await catchUp(bench)
  const followed = await follow(bench, disputeKey)
  if (!followed.ok) return followed
  return isOpened(followed.value) ? finalOfAsked(bench, followed.value) : no('it never opened')
}

/**
 * What is wrong with how the dispute ended that tells the truth: it is followed here, and its last word found anew. One
 * that was over may not have been left out.
 */
export async function faultInTruth(bench: Bench, transcript: Transcript): Promise<string | undefined> {
  const { resolution, question } = disputeIn(transcript) ?? {}
  const telling = question?.law?.resolvedBy
  if (!telling) return undefined
  const followed = await follow(bench, telling)
  // Nothing was learned of a dispute that nobody ever heard of.
  if (!followed.ok) return resolution && `${telling}: ${followed.refusal}`
  const ended = followed.value
  const judgedAt = Number(transcript.afterwards.entries[0]?.acceptedAt)
  if (!resolution)
    return isOpened(ended) && ended.final && ended.final.at + SPARE_SECONDS < judgedAt
      ? `${telling} was over at ${ended.final.at}, and was left out`
      : undefined
  const { at, last } = resolution
  if (!last) return ended.void === undefined ? `${telling} was not voided` : undefined
  if (!isOpened(ended) || ended.final?.at !== at) return `${telling} was not over at ${at}`
  const own = await lastWord(bench, telling, BigInt(ended.facts.disputeId))
  if (!own.ok) return `${telling}: ${own.refusal}`
  const { ruling, outcome, serial } = own.value
  return String(ruling) === last.ruling && outcome === last.outcome && String(serial) === last.serial
    ? undefined
    : `${telling}: its last word is another one here`
}

/** What is wrong with the streaks that decided whether a juror sat alone: they are worked out again from the court's dockets. */
export async function faultInTrusted(bench: Bench, transcript: Transcript): Promise<string | undefined> {
  const { under, stated = {} } = disputeIn(transcript)?.question.law ?? {}
  if (!under || !stated.trusted) return undefined
  const at = Number(stated.trusted.at)
  // What has been ruled since it was last shown here belongs to the record.
  const { keys } = await bench.books.disputes(upTo(at), MOST_RECORD, { under: under.court, ended: false })
  for (const key of keys) if (key !== transcript.verdict.disputeKey) await follow(bench, key)
  return strayStreak(stated, await streaksOf(bench, under.court, at))
}

const disputeIn = ({ verdict: { disputeKey }, entries }: Transcript): Dispute | undefined =>
  replay(chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, entries))

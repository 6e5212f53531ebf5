/**
 * Attest record: what an attestor makes sure of where a question rests on other dockets than its own: it follows those
 * itself, and believes nobody's account of them.
 * @module
 */
import { replay } from '#law/dispute'
import { firstHead } from '#law/docket'
import { strayStreak } from '#law/question/stated'
import { MOST_RECORD } from '#law/report/record'
import { chained, type Transcript } from '#law/transcript'
import type { Bench } from './attest.ts'
import { follow } from './follow.ts'
import { streaksOf, upTo } from './record.ts'

/** What is wrong with the streaks that decided whether a juror sat alone: they are worked out again from the court's dockets. */
export async function faultInTrusted(bench: Bench, { verdict, entries }: Transcript): Promise<string | undefined> {
  const { disputeKey } = verdict
  const dispute = replay(chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, entries))
  const { under, stated = {} } = dispute?.question.law ?? {}
  if (!under || !stated.trusted) return undefined
  const at = Number(stated.trusted.at)
  // What has been ruled since it was last shown here belongs to the record.
  const { keys } = await bench.books.disputes(upTo(at), MOST_RECORD, { under: under.court, ended: false })
  for (const key of keys) if (key !== disputeKey) await follow(bench, key)
  return strayStreak(stated, await streaksOf(bench, under.court, at))
}

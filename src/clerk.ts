/**
 * Clerk: asks the law what filings do to a dispute, and writes the answer down in one stroke.
 *
 * Append is the truth. Everything else that has to happen is a row written beside the entries (an effect), so a crash
 * after this function loses nothing, and a crash before it has promised nothing.
 * @module
 */
import { decide } from '#law/decide'
import { type Dispute, openDispute, record, replay } from '#law/dispute'
import { type Effect, effectsOf } from '#law/effects'
import type { Entry, Filing } from '#law/filing'
import type { Refusal } from '#law/refusal'
import type { Opening, Ports } from '#ports'
import type { Digest } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'
import { earliest, type Instant } from '#primitives/time'

/** What became of one filing: the entries it brought, or why not. One that the law chokes on is thrown back to its filer alone. */
export type Answer = Result<readonly Entry[], Refusal> | { thrown: unknown }

export type Written = {
  /** The state after all of them. */
  dispute: Dispute | undefined
  /** What was added to the docket since the state that the filings found. */
  entries: readonly Entry[]
  /** One answer per filing, in their order. */
  answers: readonly Answer[]
  /** When the first of the new effects is due. */
  dueAt: Instant | undefined
}

/**
 * Hears filings in their order; what they bring goes down together.
 * @param dispute - The state that all of them find; undefined for a docket without entries.
 * @returns 'conflict' if another writer was first. Nothing is written then: load the docket and file again.
 */
export async function file(
  { now, docket }: Pick<Ports, 'now' | 'docket'>,
  key: Digest,
  dispute: Dispute | undefined,
  filings: readonly (Filing | Opening)[],
): Promise<Written | 'conflict'> {
  const at = await now()
  const entries: Entry[] = []
  const effects: Effect[] = []
  let after = dispute
  const answers = filings.map((filing) => {
    const heard = hear(key, after, filing, at)
    if ('thrown' in heard || !heard.ok) return heard
    after = heard.value.after
    entries.push(...heard.value.entries)
    effects.push(...heard.value.effects)
    return ok(heard.value.entries)
  })
  const written = { dispute: after, entries, answers, dueAt: earliest(...effects.map(({ dueAt }) => dueAt)) }
  if (!after || entries.length === 0) return written
  try {
    if ((await docket.append(dispute, after, entries, effects)) === 'appended') return written
  } catch (error) {
    // A write that failed may have happened all the same; the docket knows.
    const found = await standing(docket, key, dispute, written)
    if (found) return found
    throw error
  }
  return (await standing(docket, key, dispute, written)) ?? 'conflict'
}

/** What was written, if all of it stands in the docket by now, whatever else does. */
async function standing(
  docket: Ports['docket'],
  key: Digest,
  before: Dispute | undefined,
  written: Written,
): Promise<Written | undefined> {
  const all = await docket.load(key)
  if (!written.entries.every(({ number, hash }) => all[number - 1]?.hash === hash)) return undefined
  return { ...written, dispute: replay(all), entries: all.slice(before?.number ?? 0) }
}

type Heard = { after: Dispute; entries: Entry[]; effects: Effect[] }

function hear(
  key: Digest,
  dispute: Dispute | undefined,
  filing: Filing | Opening,
  now: Instant,
): Result<Heard, Refusal> | { thrown: unknown } {
  try {
    if (filing.kind === 'open') return dispute ? no({ code: 'AlreadyRecorded', number: 1 }) : ok(opened(filing, now))
    if (!dispute) return no({ code: 'UnknownDispute', dispute: key })
    const decided = decide(dispute, filing, now)
    return decided.ok ? ok(recorded(dispute, decided.value)) : decided
  } catch (thrown) {
    return { thrown }
  }
}

function opened(filing: Opening, now: Instant): Heard {
  const { dispute, entry } = openDispute(filing.body, now)
  return { after: dispute, entries: [entry], effects: effectsOf(dispute, entry) }
}

/** Line by line, since what an entry causes depends on the state right after it. */
function recorded(dispute: Dispute, lines: Parameters<typeof record>[1]): Heard {
  let after = dispute
  const entries: Entry[] = []
  const effects: Effect[] = []
  for (const line of lines) {
    const step = record(after, [line])
    after = step.after
    entries.push(...step.entries)
    effects.push(...step.entries.flatMap((entry) => effectsOf(after, entry)))
  }
  return { after, entries, effects }
}

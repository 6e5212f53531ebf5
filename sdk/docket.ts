/**
 * Docket: reads a dispute's record and believes it only as far as it hashes.
 * @module
 */
import { type Dispute, replay } from '#law/dispute'
import { chain, disputeKeyOf, firstHead } from '#law/docket'
import type { Entry } from '#law/filing'
import type { Digest } from '#primitives/bytes'
import type { Domain } from '#primitives/typed'
import type { DisputeName, Venire } from './venire.ts'

/** All entries of a dispute, each hashed anew and chained to the one before. @throws Error where the chain breaks. */
export async function readEntries(court: Venire, name: DisputeName): Promise<{ key: Digest; entries: Entry[] }> {
  const entries: Entry[] = []
  let key: Digest | undefined
  for (;;) {
    const page = await court.docket(name, entries.length + 1)
    key ??= page.disputeKey
    if (page.entries.length === 0) return { key, entries }
    for (const entry of page.entries) entries.push(checked(key, entries.at(-1), entry))
  }
}

/**
 * The dispute as its docket tells it.
 * @param domain - The deployment the reader believes in; a docket of another one is refused.
 */
export async function readDispute(court: Venire, name: DisputeName, domain: Domain): Promise<Dispute> {
  const { key, entries } = await readEntries(court, name)
  const dispute = replay(entries)
  if (!dispute) throw new Error(`docket: expected entries for ${name}, got none`)
  const expected = disputeKeyOf(domain.chainId, domain.arbitrator, BigInt(dispute.facts.disputeId))
  if (expected !== key || expected !== dispute.key) throw new Error(`docket: expected dispute ${expected}, got ${key}`)
  return dispute
}

function checked(key: Digest, before: Entry | undefined, entry: Entry): Entry {
  const { number, hash, head, ...line } = entry
  const computed = chain(key, before ?? { number: 0, head: firstHead(key) }, line)
  if (computed.number !== number || computed.hash !== hash || computed.head !== head)
    throw new Error(`docket: expected entry ${computed.number} with head ${computed.head}, got ${number} with ${head}`)
  return computed
}

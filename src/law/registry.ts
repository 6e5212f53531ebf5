/**
 * Registry: a list is a query over disputes. An entry is a dispute about one item whose current outcome is "accept" and
 * which hasn't run out; challenge, removal and renewal are further disputes about the same item.
 *
 * Contested entries stay listed until they lose. An entry whose bond is below what the list asks now is gone.
 * @module
 */
import type { Instant } from '#primitives/time'

/** A dispute about an item, as far as the list is concerned. */
export type Petition = {
  item: string
  kind: 'list' | 'challenge' | 'remove' | 'renew'
  /** When it became final; undefined while it is open. */
  finalAt?: Instant
  /** True if the petition was granted. */
  granted?: boolean
  /** Bond behind the entry, for `list` and `renew`. */
  bond?: bigint
}

export type Rules = {
  /** Seconds after which an entry runs out; undefined for never. */
  expirySeconds?: number
  /** How long before the end it may be renewed. */
  renewalSeconds?: number
  minBond: bigint
}

export type Entry = {
  item: string
  state: 'listed' | 'contested' | 'expired' | 'removed' | 'pending'
  until?: Instant
  mayRenew: boolean
}

/** The list at an instant: every item anybody petitioned about, in the order of their names. */
export function entriesAt(petitions: readonly Petition[], rules: Rules, now: Instant): Entry[] {
  const items = [...new Set(petitions.map(({ item }) => item))].toSorted()
  return items.map((item) =>
    entryOf(
      item,
      petitions.filter((petition) => petition.item === item),
      rules,
      now,
    ),
  )
}

function entryOf(item: string, petitions: readonly Petition[], rules: Rules, now: Instant): Entry {
  const ended = petitions
    .filter(({ finalAt, granted }) => finalAt !== undefined && finalAt <= now && granted)
    .toSorted((a, b) => a.finalAt! - b.finalAt!)
  const last = ended.at(-1)
  if (!last) return { item, state: 'pending', mayRenew: false }
  if (last.kind === 'challenge' || last.kind === 'remove' || (last.bond ?? 0n) < rules.minBond)
    return { item, state: 'removed', mayRenew: false }
  const until = rules.expirySeconds === undefined ? undefined : last.finalAt! + rules.expirySeconds
  if (until !== undefined && now >= until) return { item, state: 'expired', until, mayRenew: false }
  const contested = petitions.some(
    ({ kind, finalAt }) => kind === 'challenge' && (finalAt === undefined || finalAt > now),
  )
  const mayRenew = until !== undefined && now >= until - (rules.renewalSeconds ?? 0)
  return { item, state: contested ? 'contested' : 'listed', ...(until === undefined ? {} : { until }), mayRenew }
}

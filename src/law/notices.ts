/**
 * Notices: of which entries the world is told, and when time alone gives reason to. Effects like any other: rows
 * written with the entry.
 * @module
 */
import { noticesAt, OCCASIONS } from '#jurors/summons'
import { type Dispute, present } from './dispute.ts'
import type { Effect } from './effects.ts'
import type { Entry, Kind } from './filing.ts'

/** Ballots aren't among them: who has voted is on the docket, and no machine needs to be woken for it. */
const TOLD: readonly Kind[] = [
  'open',
  'evidence',
  'draw',
  'again',
  'redraw',
  'judge',
  'deliver',
  'strike',
  'rule',
  'void',
]

/** What has to be told because of an entry, given the state after it. */
export function noticesOf(after: Dispute, entry: Entry): Effect[] {
  const { key } = after
  if (!TOLD.includes(entry.kind)) return []
  const told: Effect = {
    id: `${key}:tell:${entry.number}`,
    stream: key,
    kind: 'tell',
    of: entry.number,
    dueAt: entry.acceptedAt,
  }
  if (entry.kind !== 'draw' && entry.kind !== 'again') return [told]
  const { panel, times } = present(after)
  const due = noticesAt(times)
  const called = OCCASIONS.map((kind): Effect => {
    return { id: `${key}:${kind}:${panel}`, stream: key, kind, of: panel, dueAt: due[kind] }
  })
  return [told, ...called]
}

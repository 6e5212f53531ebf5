/**
 * Tags: one table of domain separators, for ever.
 *
 * Every hash of the court begins with the tag of its kind, so that bytes made for one purpose can't be shown for
 * another. A tag is keccak-256("venire/1/" + name). Changing a spelling here changes every commitment ever made:
 * a new meaning takes a new name, and version 2 of the protocol a new table.
 *
 * Mirrored by contracts/libraries/TagsLib.sol; vectors in test/vectors/tags.json.
 * @module
 */
import { utf8 } from './bytes.ts'
import { keccak } from './hash.ts'

export type TagName =
  | 'open'
  | 'person'
  | 'draw'
  | 'draw leaf'
  | 'entry'
  | 'entry leaf'
  | 'docket'
  | 'head'
  | 'roll'
  | 'ballot'
  | 'ballot key'
  | 'opening'
  | 'sigma'
  | 'seal'
  | 'lot'
  | 'ticket'
  | 'controls'

const table = new Map<TagName, Uint8Array>()

/** The 32 bytes that separate hashes named `name` from all others. */
export function tag(name: TagName): Uint8Array {
  let bytes = table.get(name)
  if (!bytes) table.set(name, (bytes = keccak(utf8(`venire/1/${name}`))))
  return bytes
}

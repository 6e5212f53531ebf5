/**
 * Registry: an entry of a curated list on chain, as anybody may read it, and what may be done about it now.
 *
 * Money and truth are the contract's; this says the state at an instant in a word, and spells the transactions that
 * would change it, for whoever signs them. Mirrors contracts/Registry.sol.
 * @module
 */
import { bytes32, encode, word } from '#primitives/abi'
import { type Address, concat, type Digest, type Hex, toHex, utf8 } from '#primitives/bytes'
import { keccak } from '#primitives/hash'
import type { Instant } from '#primitives/time'

/** An item's place as the contract keeps it. Bonds in wei; nobody's address is 0. */
export type RegistryEntry = {
  owner: Address
  bond: bigint
  /** 2^40 − 1 while its application is in dispute. */
  listedAt: Instant
  until: Instant
  /** 0 while there is none. */
  disputeId: bigint
  challenger: Address
  against: bigint
}

/** An entry with the terms of its list. */
export type Listing = {
  entry: RegistryEntry
  minBond: bigint
  /** Wei to challenge it now: its bond, and the court. */
  challengeCost: bigint
  renewalSeconds: number
}

export type RegistryState = 'absent' | 'applied' | 'disputed' | 'listed' | 'contested' | 'expired'

/** A transaction that changes an entry. `by`: the one account that may send it. */
export type Move = { name: 'list' | 'challenge' | 'renew' | 'remove'; value: bigint; data: Hex; by?: Address }

const NOBODY = `0x${'00'.repeat(20)}`
const NEVER = 2 ** 40 - 1

/** What an entry is at an instant. One that stood before it was challenged stands until it loses. */
export function stateOf({ entry: { owner, listedAt, until, disputeId } }: Listing, now: Instant): RegistryState {
  if (owner === NOBODY) return 'absent'
  if (disputeId !== 0n) return now >= listedAt && now < until ? 'contested' : 'disputed'
  if (now >= until) return 'expired'
  return now >= listedAt ? 'listed' : 'applied'
}

/** True of an entry that a contract is told stands. */
export const isListed = (state: RegistryState): boolean => state === 'listed' || state === 'contested'

/** What may be done about an item now. `uri` shows the item, or says what is wrong with it. */
export function movesOf(listing: Listing, item: Digest, uri: string, now: Instant): Move[] {
  const { entry, minBond, challengeCost, renewalSeconds } = listing
  const { owner, until } = entry
  const shown = (name: 'list' | 'challenge', value: bigint): Move => ({
    name,
    value,
    data: toHex(concat(selector(`${name}(bytes32,string)`), encode(bytes32(item), word(64)), spelled(uri))),
  })
  const plain = (name: 'renew' | 'remove', by?: Address): Move => ({
    name,
    value: 0n,
    data: toHex(concat(selector(`${name}(bytes32)`), bytes32(item))),
    ...(by ? { by } : {}),
  })
  switch (stateOf(listing, now)) {
    case 'absent':
      return [shown('list', minBond)]
    case 'expired':
      return [shown('list', minBond), plain('remove')]
    case 'applied':
    case 'listed': {
      const isTime = until !== NEVER && now >= until - renewalSeconds
      return [shown('challenge', challengeCost), plain('remove', owner), ...(isTime ? [plain('renew', owner)] : [])]
    }
    default:
      return []
  }
}

const selector = (signature: string): Uint8Array => keccak(utf8(signature)).slice(0, 4)

/** A string as Solidity lays it out: its length, and its bytes up to a whole word. */
function spelled(text: string): Uint8Array {
  const bytes = utf8(text)
  return concat(word(bytes.length), bytes, new Uint8Array((32 - (bytes.length % 32)) % 32))
}

/**
 * Key: the ballot key on this device, and as a file.
 *
 * One wallet signature makes it. Whether the wallet would make it again on another device is found out by asking twice,
 * once, on joining: a wallet that signs differently each time needs the file, and a juror has to know that before
 * voting, not after.
 * @module
 */
import { useSyncExternalStore } from 'react'
import { BALLOT_KEY_NOTICE, ballotKey } from '#jurors/ballot'
import { type Address, type Hex, isHex, toHex } from '#primitives/bytes'
import { type Domain, walletTypedData } from '#primitives/typed'
import { type Connected, signTyped } from './wallet.ts'

export type BallotKey = {
  key: Hex
  /** True if this wallet makes the same key again; false if only the file can bring it to another device. */
  again: boolean
  /** True once a file of it was saved here, or it came from one. */
  kept: boolean
}

export type KeyFile = {
  format: 'venire ballot key'
  version: '1'
  chainId: string
  arbitrator: Address
  juror: Address
  key: Hex
}

const placeOf = ({ chainId, arbitrator }: Domain, juror: Address): string =>
  `venire.key.${chainId}.${arbitrator}.${juror}`

const listeners = new Set<() => void>()
const parsed = new Map<string, { text: string; value: BallotKey }>()

function stored(place: string): BallotKey | undefined {
  const text = localStorage.getItem(place)
  if (text === null) return undefined
  const before = parsed.get(place)
  if (before?.text === text) return before.value
  const value = JSON.parse(text) as BallotKey
  parsed.set(place, { text, value })
  return value
}

function listen(heard: () => void): () => void {
  listeners.add(heard)
  addEventListener('storage', heard)
  return () => {
    listeners.delete(heard)
    removeEventListener('storage', heard)
  }
}

/** The key of a juror on this device. */
export const useBallotKey = (domain: Domain | undefined, juror: Address | undefined): BallotKey | undefined =>
  useSyncExternalStore(listen, () => (domain && juror ? stored(placeOf(domain, juror)) : undefined))

export function keepKey(domain: Domain, juror: Address, key: BallotKey): void {
  localStorage.setItem(placeOf(domain, juror), JSON.stringify(key))
  for (const heard of listeners) heard()
}

export function forgetKey(domain: Domain, juror: Address): void {
  localStorage.removeItem(placeOf(domain, juror))
  for (const heard of listeners) heard()
}

/** Bytes of a key's own signature; a contract account's is of any other length, and never the same for long. */
const SIGNATURE_BYTES = 65

/** Joins on this device: two signatures of the same text, whose keys are compared. */
export async function join(wallet: Connected, domain: Domain): Promise<BallotKey> {
  const statement = walletTypedData(domain, 'BallotKey', { juror: wallet.address, notice: BALLOT_KEY_NOTICE })
  const first = await signTyped(wallet, statement)
  const second = await signTyped(wallet, statement)
  const isOwn = [first, second].every((signature) => isHex(signature, SIGNATURE_BYTES))
  const key = isOwn ? ballotKey(first) : toHex(crypto.getRandomValues(new Uint8Array(32)))
  const again = isOwn && ballotKey(second) === key
  return { key, again, kept: false }
}

export function fileOf({ chainId, arbitrator }: Domain, juror: Address, key: Hex): KeyFile {
  return { format: 'venire ballot key', version: '1', chainId: String(chainId), arbitrator, juror, key }
}

/** The key in a file. @throws Error if it is another juror's, another court's, or no such file. */
export function readKeyFile(text: string, domain: Domain, juror: Address): BallotKey {
  const file = JSON.parse(text) as Partial<KeyFile>
  const expected = fileOf(domain, juror, '0x')
  for (const name of ['format', 'version', 'chainId', 'arbitrator', 'juror'] as const)
    if (file[name] !== expected[name]) throw new Error(`${name}: expected ${expected[name]}, got ${String(file[name])}`)
  if (typeof file.key !== 'string' || !isHex(file.key, 32)) throw new Error('key: expected 32 bytes')
  return { key: file.key, again: false, kept: true }
}

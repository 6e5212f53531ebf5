/**
 * Anchors: what a reader of a transcript believes beforehand, because it comes from somewhere else.
 *
 * A transcript can agree with itself and still be invented from first to last. So a reader names what is known from
 * outside: which beacon, which contract, whose signatures; or what the contract itself keeps. Each is optional, and
 * whatever is missing is said.
 * @module
 */
import type { Address, Digest } from '#primitives/bytes'
import { decimal, hex, list, record, type Shape } from '#primitives/shape'
import type { Dec, Facts, Setting } from './filing.ts'

export type Anchors = {
  /** The deployment. */
  chainId?: Dec
  arbitrator?: Address
  beacon?: Setting['beacon']
  /** Sets of attestors that the reader trusts, k of each. */
  attestors?: readonly { k: Dec; members: readonly Address[] }[]
  /** `rollsRoot` of the epochs the reader knows from a chain. */
  rolls?: readonly { epoch: Dec; rollsRoot: Digest }[]
  /** What the contract itself was seen to keep. */
  chain?: ChainRecord
}

/** The arbitrator's own record, as far as it was read. */
export type ChainRecord = {
  facts?: Partial<Omit<Facts, 'block' | 'tx'>>
  policyHash?: Digest
  /** Constants of the deployment. */
  setting?: Partial<Setting>
  /** What it keeps of postings, by serial. */
  gazettes?: readonly { serial: Dec; word: Digest }[]
  /** Digest of the set in force. */
  configDigest?: Digest
  /** Struct hash of the verdict delivered last for this dispute. */
  verdictHash?: Digest
}

const set = record({ k: decimal(32), members: list(hex(20)) })
const optional: Record<keyof Anchors, Shape> = {
  chainId: decimal(256),
  arbitrator: hex(20),
  beacon: record({ publicKey: hex(96), genesisAt: decimal(53), periodSeconds: decimal(32) }),
  attestors: list(set),
  rolls: list(record({ epoch: decimal(53), rollsRoot: hex(32) })),
  chain: () => 'anchors.chain: expected to come from the chain, not from a file',
}

/** Anchors from a file's JSON. @throws Error where it strays from them. */
export function readAnchors(value: unknown): Anchors {
  const names = value !== null && typeof value === 'object' ? Object.keys(value) : []
  const shapes = Object.fromEntries(Object.entries(optional).filter(([name]) => names.includes(name)))
  const strays = record(shapes)(value, 'anchors')
  if (strays) throw new Error(strays)
  return value as Anchors
}

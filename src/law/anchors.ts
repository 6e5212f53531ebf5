/**
 * Anchors: what a reader of a transcript believes beforehand, because it comes from somewhere else.
 *
 * A transcript can agree with itself and still be invented from first to last. So a reader names what is known from
 * outside: which beacon, which contract, whose signatures; or what the contract itself keeps. Each is optional, and
 * whatever is missing is said.
 * @module
 */
import { QUICKNET } from '#primitives/beacon'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { decimal, hex, list, record, type Shape } from '#primitives/shape'
import type { Findings, Place } from './claims.ts'
import { present } from './dispute.ts'
import type { Dec, Facts, Setting } from './filing.ts'
import { gazetteWord } from './gazette.ts'
import { type Heard, same } from './rehearing.ts'
import { deliveryHash } from './settlement.ts'
import { panelIndex } from './sitting.ts'
import { gazettesIn, openingIn, type Transcript, type TranscriptSet, verdictIn } from './transcript.ts'

export type Anchors = {
  /** The deployment. */
  chainId?: Dec
  arbitrator?: Address
  /** drand's quicknet, unless another is named. */
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
  /** Digest of the set in force, or the first 28 bytes of it, which is what the contract keeps. */
  configDigest?: Hex
  /** What it keeps of the verdict delivered last for this dispute. */
  deliveryHash?: Digest
  /** Where it has its panels sit, by number of appeals before. */
  panels?: readonly { court: number; version: number; seats: number; policyHash: Digest }[]
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

/** What the contract would keep of this verdict's delivery; undefined if the file doesn't say that it was delivered. */
function deliveryIn(transcript: Transcript): Digest | undefined {
  const verdict = verdictIn(transcript)
  const { panel } = transcript.verdict
  const last = transcript.afterwards.entries.findLast(
    ({ kind, body }) => (kind === 'deliver' || kind === 'strike') && body.panel === panel,
  )
  if (last?.kind !== 'deliver') return undefined
  return deliveryHash(last.body.verdictHash, { ...verdict, deliverer: last.body.deliverer })
}

/** Compares with the reader's anchors. @returns who vouches: 'nobody' or 'by …'. */
export function hang(transcript: Transcript, heard: Heard, anchors: Anchors, { fault, note, check }: Findings): string {
  const { judged } = heard
  const { facts, clockwork } = judged
  const setting = openingIn(transcript)?.setting
  const held: string[] = []
  const differs = (name: string, believed: unknown, found: unknown): boolean => {
    if (believed === undefined) return false
    if (!held.includes(name)) held.push(name)
    if (same(believed, found)) return true
    fault('anchors', `${name}: the file has ${JSON.stringify(found)}`, { kind: 'anchor', name })
    return false
  }
  const { chain } = anchors
  const onChain = differs('chain id', anchors.chainId, facts.chainId)
  const atContract = differs('contract', anchors.arbitrator, facts.arbitrator)
  const deployment = onChain && atContract
  const { beacon } = clockwork
  const spelt = {
    publicKey: beacon.publicKey,
    genesisAt: String(beacon.genesisAt),
    periodSeconds: String(beacon.periodSeconds),
  }
  let ownBeacon = anchors.beacon ? differs('beacon', anchors.beacon, spelt) : same(beacon, QUICKNET)
  for (const [name, believed] of Object.entries(chain?.facts ?? {}))
    differs(`the chain’s ${name}`, believed, facts[name as keyof typeof facts])
  for (const [name, believed] of Object.entries(chain?.setting ?? {})) {
    const equal = differs(`the chain’s ${name}`, believed, setting?.[name as keyof typeof setting])
    if (name === 'beacon' && equal) ownBeacon = true
  }
  differs('the chain’s policy hash', chain?.policyHash, judged.policyHash)
  const delivery = deliveryIn(transcript)
  const delivered = delivery !== undefined && differs('the delivered verdict', chain?.deliveryHash, delivery)
  for (const { panel, seats, under } of judged.sittings) {
    const { court, version, policyHash } = under
    const p = panelIndex({ panel })
    differs(`the chain’s panel ${p}`, chain?.panels?.[p], { court, version, seats, policyHash })
  }
  for (const proof of gazettesIn(transcript)) {
    const kept = chain?.gazettes?.find(({ serial }) => serial === proof.serial)
    if (!kept) continue
    const { serial, epoch, rollsRoot, headsRoot, at } = proof
    check('anchors', { kind: 'anchor', name: `gazette ${serial}` }, () => {
      const gazette = { serial: Number(serial), epoch: Number(epoch), rollsRoot, headsRoot }
      differs(`gazette ${serial}`, kept.word, gazetteWord(gazette, Number(at)))
    })
  }

  // Every sitting's: a panel that was to be disliked could be drawn from an invented roll, to have another one.
  const drawn = [...heard.conclusions.values()].map(present)
  const known = drawn.map(({ roll, rollsRoot }) => {
    const sealed = anchors.rolls?.find(({ epoch }) => epoch === String(roll?.epoch))
    return roll !== undefined && differs(`rolls of epoch ${roll.epoch}`, sealed?.rollsRoot, rollsRoot)
  })
  const { roll } = present(judged)
  const rollKnown = roll !== undefined && known.every((each, i) => each || !drawn[i]!.roll)
  const isKnown = (set: TranscriptSet) => anchors.attestors?.some((each) => same(each, set)) ?? false
  const trusted = isKnown(transcript.attestors)
  if (anchors.attestors) {
    const { final } = transcript
    const at: Place = { kind: 'anchor', name: 'attestors' }
    held.push('attestors')
    if (!trusted) fault('anchors', 'attestors: the file’s set is none of yours', at)
    if (final && !isKnown(final.set)) fault('anchors', 'attestors: the final statement’s set is none of yours', at)
  }
  const inForce = chain?.configDigest !== undefined && transcript.verdict.configDigest.startsWith(chain.configDigest)
  const signed = transcript.attestations.length > 0 && (trusted || inForce)
  note('anchors', held.length > 0 ? held.join(', ') : 'none given')

  if (!deployment || !ownBeacon) return 'nobody'
  const { k, members } = transcript.attestors
  // A roll says who could be drawn, and nothing of what was cast: ballots left out, or a contract account's made up.
  if (!signed && !delivered) return 'nobody'
  const by = [
    ...(signed ? [`${k} of ${members.length} attestors`] : []),
    ...(rollKnown ? [`the roll of epoch ${roll.epoch}`] : []),
    ...(delivered ? ['the arbitrator’s own record'] : []),
  ]
  return `by ${by.join(' and ')}`
}

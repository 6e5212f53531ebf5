/**
 * Record: what an arbitrator itself keeps of a dispute, read with a few view calls, by whatever way to the chain its
 * reader trusts: a node's address, or the wallet in a browser.
 * @module
 */
import { createPublicClient, type Transport } from 'viem'
import type { Anchors, ChainRecord } from '#law/anchors'
import { postingWord } from '#law/gazette'
import { readTranscript } from '#law/transcript'
import { beaconKeyHash } from '#primitives/beacon'
import { type Digest, type Hex, ZERO32 } from '#primitives/bytes'
import { courtRecordAbi, vaultRecordAbi } from './abi.ts'

/** What the contract keeps instead of a delivery once a dispute is settled. */
const SETTLED = 1n

const lower = (hex: string) => hex.toLowerCase() as Hex

/**
 * The record that a transcript's dispute has on chain; undefined if the file is no transcript.
 * @param anchors - Name the contract; without them it is the one that the file names.
 * @throws Error when the chain can't be asked, or has no such dispute.
 */
export async function chainRecord(
  file: string | Uint8Array,
  transport: Transport,
  anchors: Anchors,
): Promise<ChainRecord | undefined> {
  const read = readTranscript(file)
  const first = read.ok ? read.value.entries[0] : undefined
  if (!read.ok || first?.kind !== 'open') return undefined
  const { facts, setting } = first.body
  const client = createPublicClient({ transport })
  const address = anchors.arbitrator ?? facts.arbitrator
  const arbitrator = { address, abi: courtRecordAbi } as const
  const [chainId, held, version, [, set], confirm, floor, genesis, period, keyHash, vault] = await Promise.all([
    client.getChainId(),
    client.readContract({ ...arbitrator, functionName: 'disputeOf', args: [BigInt(facts.disputeId)] }),
    client.readContract({
      ...arbitrator,
      functionName: 'versionOf',
      args: [BigInt(facts.court), Number(facts.version)],
    }),
    client.readContract({ ...arbitrator, functionName: 'attestors' }),
    client.readContract({ ...arbitrator, functionName: 'confirmSeconds' }),
    client.readContract({ ...arbitrator, functionName: 'challengeFloorSeconds' }),
    client.readContract({ ...arbitrator, functionName: 'beaconGenesis' }),
    client.readContract({ ...arbitrator, functionName: 'beaconPeriod' }),
    client.readContract({ ...arbitrator, functionName: 'beaconKeyHash' }),
    client.readContract({ ...arbitrator, functionName: 'vault' }),
  ])
  const epochSeconds = await client.readContract({ address: vault, abi: vaultRecordAbi, functionName: 'epochSeconds' })
  const serials = read.value.sittings.flatMap(({ gazette }) => (gazette ? [gazette.serial] : []))
  const gazettes = await Promise.all(
    serials.map(async (serial) => {
      const [at, digest] = await client.readContract({
        ...arbitrator,
        functionName: 'gazetteOf',
        args: [BigInt(serial)],
      })
      return { serial, word: at === 0n ? ZERO32 : postingWord(Number(serial), Number(at), lower(digest)) }
    }),
  )
  const claimed = { publicKey: setting.beacon.publicKey, genesisAt: Number(genesis), periodSeconds: Number(period) }
  // The contract keeps a hash of the key: where it is the file's key, the file's key it is.
  const publicKey = beaconKeyHash(claimed) === keyHash ? claimed.publicKey : keyHash
  // Another panel's delivery says nothing of this one.
  const isMine =
    held.deliveredAt > 0 && BigInt(held.deliveryHash) !== SETTLED && String(held.serial) === read.value.verdict.serial
  return {
    facts: {
      chainId: String(chainId),
      arbitrator: lower(address),
      arbitrable: lower(held.arbitrable),
      court: String(held.court),
      version: String(held.version),
      choices: String(held.choices),
      seats: String(held.seats),
      openedAt: String(held.openedAt),
      deadlineAt: String(held.deadline),
    },
    policyHash: lower(version[0]),
    setting: {
      beacon: { publicKey, genesisAt: String(genesis), periodSeconds: String(period) },
      epochSeconds: String(epochSeconds),
      confirmSeconds: String(confirm),
      challengeFloorSeconds: String(floor),
    },
    gazettes,
    configDigest: lower(set),
    ...(isMine ? { deliveryHash: held.deliveryHash as Digest } : {}),
  }
}

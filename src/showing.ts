/**
 * Showing: an attestor answers whoever asks the contract for a piece of a verdict that it holds the docket of, or for a
 * node of rolls, which it compiled itself.
 *
 * Without this, one operator who falls silent would have an honest verdict voided, and with it k honest attestors'
 * names. The demand's deposit pays for the answer, whoever gives it; attestors take turns, so that not all of them pay
 * for the same one.
 * @module
 */
import { answerTo } from '#law/demand'
import { disputeKeyOf } from '#law/docket'
import type { Demanded, Demands, NodeDemanded } from '#ports'
import { type Digest, type Hex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import type { Instant } from '#primitives/time'
import type { Bench } from './attest.ts'
import { carry, type Hand } from './carry.ts'

/** A node of a roll is to be shown within this part of an epoch. */
const NODE_PARTS = 64
/** Nodes in one call: some four million gas. */
const NODES_AT_ONCE = 200

/** What answering takes. */
export type Archive = Pick<Bench, 'now' | 'deployment' | 'docket' | 'rolls' | 'chain' | 'signer'> & {
  demands: Demands
  hand: Hand
}

/** Shows what was asked for and is held here. What can't be shown is said, and left to others. */
export async function showDemanded(archive: Archive): Promise<void> {
  const { now, deployment, demands, chain, signer } = archive
  const at = await now()
  const answerSeconds = Math.floor(deployment.challengeFloorSeconds / 4)
  const nodeSeconds = Math.floor(deployment.epochSeconds / NODE_PARTS)
  const open = await demands.open(at - answerSeconds)
  const nodes = await demands.nodes(at - nodeSeconds)
  if (open.length + nodes.length === 0) return
  const { members } = await chain.attestors()
  const isTurn = (id: Digest, askedAt: Instant, seconds: number) =>
    at >= askedAt + (turnOf(members.indexOf(signer.address), members.length, id) * seconds) / 2
  const due = nodes.filter(({ hash, askedAt }) => isTurn(hash, askedAt, nodeSeconds))
  // Nodes first: they are many in one call, and have the shorter time.
  if (due.length > 0) await showNodes(archive, due, at).catch((error: unknown) => complain('nodes', error))
  for (const demanded of open) {
    if (!isTurn(demanded.id, demanded.askedAt, answerSeconds)) continue
    await show(archive, demanded, at).catch((error: unknown) => complain(demanded.id, error))
  }
}

const complain = (what: string, error: unknown) =>
  console.error(`attestor: demand ${what}: ${error instanceof Error ? error.message : String(error)}`)

/** All nodes of the newest epoch asked about that are known here, in one call. */
async function showNodes({ rolls, hand }: Archive, due: readonly NodeDemanded[], at: Instant): Promise<void> {
  const epoch = Math.max(...due.map((each) => each.epoch))
  const asked = due.filter((each) => each.epoch === epoch).slice(0, NODES_AT_ONCE)
  const preimages: Hex[] = []
  for (const { hash } of asked) {
    const preimage = await rolls.preimage(epoch, hash)
    if (preimage) preimages.push(preimage)
    else console.error(`attestor: expected ${hash} in the rolls of epoch ${epoch}: others may have it, or nobody`)
  }
  if (preimages.length === 0) return
  const name = digest(...asked.map(({ hash }) => toBytes(hash)))
  const carried = await carry(hand, `nodes:${name}`, { kind: 'showNodes', to: asked[0]!.by, epoch, preimages }, at)
  if (typeof carried === 'object') throw new Error(`expected the contract to take it, got ${carried.reverted}`)
}

async function show({ deployment, docket, hand }: Archive, demanded: Demanded, at: Instant): Promise<void> {
  const { chainId, arbitrator } = deployment.domain
  const { id, by, disputeId, delivery } = demanded
  const entries = await docket.load(disputeKeyOf(chainId, arbitrator, disputeId))
  const answer = answerTo(entries, delivery, demanded)
  if (!answer)
    throw new Error(`expected the docket of what was delivered, and ${demanded.piece} ${demanded.index} in it`)
  const carried = await carry(hand, `show:${id}`, { kind: 'show', to: by, answer }, at)
  if (typeof carried === 'object') throw new Error(`expected the contract to take it, got ${carried.reverted}`)
}

/**
 * Which part of the first half of the time to answer an attestor lets pass. It differs from demand to demand, so that many
 * demands are spread over all; who is no attestor any more comes last.
 */
function turnOf(place: number, members: number, id: Digest): number {
  if (place < 0) return 1
  return ((place + Number(BigInt(id) % BigInt(members))) % members) / members
}

/**
 * Showing: an attestor answers whoever asks the contract for a piece of a verdict that it holds the docket of.
 *
 * Without this, one operator who falls silent would have an honest verdict voided, and with it k honest attestors'
 * names. The demand's deposit pays for the answer, whoever gives it; attestors take turns, so that not all of them pay
 * for the same one.
 * @module
 */
import { answerTo } from '#law/demand'
import { disputeKeyOf } from '#law/docket'
import type { Demanded, Demands } from '#ports'
import type { Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { Bench } from './attest.ts'
import { carry, type Hand } from './carry.ts'

/** What answering takes. */
export type Archive = Pick<Bench, 'now' | 'deployment' | 'docket' | 'chain' | 'signer'> & {
  demands: Demands
  hand: Hand
}

/** Shows what was asked for and is held here. What can't be shown is said, and left to others. */
export async function showDemanded(archive: Archive): Promise<void> {
  const { now, deployment, demands, chain, signer } = archive
  const at = await now()
  const answerSeconds = Math.floor(deployment.challengeFloorSeconds / 4)
  const open = await demands.open(at - answerSeconds)
  if (open.length === 0) return
  const { members } = await chain.attestors()
  for (const demanded of open) {
    const turn = turnOf(members.indexOf(signer.address), members.length, demanded.id)
    if (at < demanded.askedAt + (turn * answerSeconds) / 2) continue
    await show(archive, demanded, at).catch((error: unknown) =>
      console.error(`attestor: demand ${demanded.id}: ${error instanceof Error ? error.message : String(error)}`),
    )
  }
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

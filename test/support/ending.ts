/**
 * Ending: laws 3 to 6, as far as a dispute's end shows them, whatever happened to the court on the way.
 * @module
 */

import { expect } from 'vitest'
import { verify } from '#law/verify'
import type { Address } from '#primitives/bytes'
import { sittingOf } from '../../bin/world/story.ts'
import { contractsOf, type World } from '../../bin/world/world.ts'
import type { DisputeView, Vote } from '../../sdk/index.ts'
import { balance, count } from './worlds.ts'

/**
 * Holds an ended dispute, the last of its world so far, to the laws.
 * @param votes - What jurors kept of their votes, receipts included.
 */
export async function lawsHold(
  world: World,
  id: bigint,
  ended: DisputeView,
  votes: readonly (Vote & { juror: Address })[] = [],
): Promise<void> {
  const { arbitrator } = contractsOf(world)
  const { panel, times } = sittingOf(ended)
  // 3. No ballot was opened before R, and none counts that came after the deadline or the gazette.
  const { entries } = await world.court.docket(id)
  const opened = entries.filter(({ kind }) => kind === 'reveal')
  expect(opened.every(({ acceptedAt }) => acceptedAt >= times.revealAt)).toBe(true)
  const commits = entries.filter(({ kind }) => kind === 'commit')
  expect(commits.every(({ acceptedAt }) => acceptedAt <= times.commitClosesAt)).toBe(true)
  const text = await world.court.transcript(id, panel)
  const { transcript, claims } = verify(text)
  expect(claims.filter(({ ok }) => !ok)).toEqual([])
  const { leaves, gazette } = transcript!.sittings.at(-1)!
  expect(leaves.every(({ number }) => Number(number) <= Number(gazette!.number))).toBe(true)
  // 4. Every receipted ballot is in the transcript, and of each juror's the one of the highest revision counts.
  for (const { body } of commits) expect(text).toContain((body as { commitment: string }).commitment)
  for (const { receipt, commitment } of votes)
    expect(transcript!.entries[receipt.number - 1]).toMatchObject({ kind: 'commit', body: { commitment } })
  for (const { juror, revision, commitment } of new Map(votes.map((each) => [each.juror, each])).values())
    expect(leaves.find((leaf) => leaf.juror === juror)).toMatchObject({ revision: String(revision), commitment })
  // 5. Delivered and executed once.
  expect(await count(world, 'RulingExecuted', id)).toBe(1)
  expect(await count(world, 'VerdictDelivered', id)).toBe(1)
  // 6. The court holds its bonds and the fees of all its disputes: nothing went out, and nothing else is owed.
  const fee = await world.chain.reader.readContract({ ...arbitrator, functionName: 'arbitrationCost', args: ['0x'] })
  const bond = await world.chain.reader.readContract({ ...arbitrator, functionName: 'bond' })
  const bonds = await world.chain.reader.readContract({ ...arbitrator, functionName: 'bonds' })
  expect(await balance(world, arbitrator.address)).toBe(fee * id + bond * BigInt(bonds))
}

/**
 * The Worker is killed in the middle of its work, again and again, and starts from what it had written.
 *
 * The kill comes with the n-th transaction that leaves for the chain: before the chain sees it, or after, so that the
 * Worker can't know which. Or it comes with the n-th question of any kind to the chain, which falls between any two
 * writes; or while jurors hand in their ballots. Laws 3 to 6 are checked at the end of each dispute.
 */
import { expect, test } from 'vitest'
import {
  hold,
  seatsByJuror,
  sittingOf,
  untilDrawn,
  untilGazetted,
  untilJudged,
  untilRuled,
  vote,
} from '../../bin/world/story.ts'
import { contractsOf, joinAs } from '../../bin/world/world.ts'
import type { DisputeView } from '../../sdk/index.ts'
import { balance, count, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 12 })

for (const moment of ['before', 'after'] as const)
  for (const nth of [1, 2, 3])
    test(`killed ${moment} broadcast ${nth} of a dispute, the court ends it once and rightly`, async () => {
      const { world, players } = here
      const { id } = await quarrel(world)
      let left = nth
      world.doors[0]!.meddle(async (call) => {
        if (call.method !== 'eth_sendRawTransaction' || --left !== 0) return undefined
        if (moment === 'after')
          await world.chain.reader.request({ method: 'eth_sendRawTransaction', params: call.params as [`0x${string}`] })
        await world.crash()
        throw new Error('the one who asked is gone')
      })
      const ended = await hold(world, id, players, (_, place) => (place === 0 ? 1 : 2))
      world.doors[0]!.meddle(undefined)
      expect(left).toBeLessThanOrEqual(0)
      expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
      await lawsHold(id, ended)
    })

for (const nth of [3, 12, 25])
  test(`killed at question ${nth} to the chain after the draw, the court ends the dispute once and rightly`, async () => {
    const { world, players } = here
    const { id } = await quarrel(world)
    await untilDrawn(world, id)
    await vote(world, id, players, () => 1)
    let left = nth
    world.doors[0]!.meddle(async () => {
      if (--left !== 0) return undefined
      await world.crash()
      throw new Error('the one who asked is gone')
    })
    await untilGazetted(world, id)
    await untilJudged(world, id)
    const ended = await untilRuled(world, id)
    world.doors[0]!.meddle(undefined)
    expect(left).toBeLessThanOrEqual(0)
    expect(ended.ruling).toMatchObject({ ruling: 1, executed: true })
    await lawsHold(id, ended)
  })

test('a ballot handed in while the court dies stands, or can be handed in again', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  const sitting = await untilDrawn(world, id)
  await world.advanceTo(sitting.times.commitOpensAt + 1)
  for (const juror of seatsByJuror(sitting).keys()) {
    const client = await joinAs(world, players.find(({ address }) => address === juror)!)
    const [voted] = await Promise.allSettled([client.vote(id, 2), world.crash()])
    if (voted.status === 'rejected') await client.vote(id, 2)
    expect((await client.recover(id)).at(-1)?.choice).toBe(2)
  }
  await untilGazetted(world, id)
  expect((await untilJudged(world, id)).opened).toHaveLength(3)
  const ended = await untilRuled(world, id)
  expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
  await lawsHold(id, ended)
})

/** Laws 3 to 6, as far as a dispute's end shows them. */
async function lawsHold(id: bigint, ended: DisputeView): Promise<void> {
  const { world } = here
  const { arbitrator } = contractsOf(world)
  // 3. No ballot was opened before R, and none counts that came after the deadline.
  const { entries } = await world.court.docket(id)
  const { times } = sittingOf(ended)
  const opened = entries.filter(({ kind }) => kind === 'reveal')
  expect(opened.every(({ acceptedAt }) => acceptedAt >= times.revealAt)).toBe(true)
  const commits = entries.filter(({ kind }) => kind === 'commit')
  expect(commits.every(({ acceptedAt }) => acceptedAt <= times.commitClosesAt)).toBe(true)
  // 4. Every receipted ballot is in the transcript.
  const transcript = await world.court.transcript(id, sittingOf(ended).panel)
  for (const { body } of commits) expect(transcript).toContain((body as { commitment: string }).commitment)
  // 5. Delivered and executed once.
  expect(await count(world, 'RulingExecuted', id)).toBe(1)
  expect(await count(world, 'VerdictDelivered', id)).toBe(1)
  // 6. The court holds the fees of all its disputes.
  const fee = await world.chain.reader.readContract({ ...arbitrator, functionName: 'arbitrationCost', args: ['0x'] })
  expect(await balance(world, arbitrator.address)).toBe(fee * id)
}

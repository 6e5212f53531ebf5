/**
 * The Worker is killed in the middle of its work, again and again, and starts from what it had written.
 *
 * The kill comes with the n-th transaction that leaves for the chain: before the chain sees it, or after, so that the
 * Worker can't know which. Or it comes with the n-th question of any kind to the chain, which falls between any two
 * writes; or while jurors hand in their ballots. Laws 3 to 6 are checked at the end of each dispute.
 */
import { expect, test } from 'vitest'
import { hold, seatsByJuror, untilDrawn, untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { joinAs } from '../../bin/world/world.ts'
import { lawsHold } from '../support/ending.ts'
import { DEEP } from '../support/law.ts'
import { quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 6, attestors: 3, k: 2 })

/** Gazette, delivery and execution, each lost before the chain saw it and after: all of them with the larger budget. */
const BROADCASTS = { before: DEEP ? [1, 2, 3] : [2], after: DEEP ? [1, 2, 3] : [1] }

for (const moment of ['before', 'after'] as const)
  for (const nth of BROADCASTS[moment])
    test(`killed ${moment} broadcast ${nth} of a dispute, the court ends it once and rightly`, async () => {
      const { world, players } = here
      const { id } = await quarrel(world)
      let left = nth
      let killed = 0
      world.doors[0]!.meddle(async (call) => {
        if (call.method !== 'eth_sendRawTransaction' || --left !== 0) return undefined
        if (moment === 'after')
          await world.chain.reader.request({ method: 'eth_sendRawTransaction', params: call.params as [`0x${string}`] })
        await world.crash()
        killed += 1
        throw new Error('the one who asked is gone')
      })
      const ended = await hold(world, id, players, (_, place) => (place === 0 ? 1 : 2))
      world.doors[0]!.meddle(undefined)
      expect(killed).toBe(1)
      expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
      await lawsHold(world, id, ended)
    })

for (const nth of DEEP ? [3, 12, 25] : [12])
  test(`killed at question ${nth} to the chain after the draw, the court ends the dispute once and rightly`, async () => {
    const { world, players } = here
    const { id } = await quarrel(world)
    await untilDrawn(world, id)
    await vote(world, id, players, () => 1)
    let left = nth
    let killed = 0
    world.doors[0]!.meddle(async () => {
      if (--left !== 0) return undefined
      await world.crash()
      killed += 1
      throw new Error('the one who asked is gone')
    })
    await untilGazetted(world, id)
    await untilJudged(world, id)
    const ended = await untilRuled(world, id)
    world.doors[0]!.meddle(undefined)
    expect(killed).toBe(1)
    expect(ended.ruling).toMatchObject({ ruling: 1, executed: true })
    await lawsHold(world, id, ended)
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
  await lawsHold(world, id, ended)
})

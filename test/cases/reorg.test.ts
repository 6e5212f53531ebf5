/**
 * A chain that takes a block back: a dispute that is gone from the chain decides nothing any more.
 */
import { expect, test } from 'vitest'
import { hold, untilOpen } from '../../bin/world/story.ts'
import { lastDispute, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 8, attestors: 3, k: 2, safeDepth: 0 })

test('a dispute whose block is taken back is void, and the disputes before it are heard as ever', async () => {
  const { world, players } = here
  const kept = await quarrel(world)
  await untilOpen(world, kept.id)
  const snapshot = await world.chain.tester.snapshot()
  const { id } = await quarrel(world)
  await untilOpen(world, id)
  const now = await world.now()

  await world.chain.tester.revert({ id: snapshot })
  expect(await lastDispute(world)).toBe(id - 1n)
  await world.chain.travel(now + 30)
  await world.chain.tester.mine({ blocks: 20 })
  await world.settle('a void docket', async () => {
    const { entries } = await world.court.docket(id)
    return entries.at(-1)?.kind === 'void'
  })
  expect((await hold(world, kept.id, players, () => 2)).ruling).toMatchObject({ ruling: 2, executed: true })
  expect((await world.court.dispute(id)).ruling).toBeUndefined()
})

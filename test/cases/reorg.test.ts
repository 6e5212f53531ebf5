/**
 * A chain that takes a block back: a dispute that is gone from the chain decides nothing.
 */
import { expect, test } from 'vitest'
import { hold, untilOpen } from '../../bin/world/story.ts'
import { lastDispute, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 12, safeDepth: 0 })

test('a dispute whose block is taken back is void, and the next one with its number is heard', async () => {
  const { world, players } = here
  const snapshot = await world.chain.tester.snapshot()
  const { id } = await quarrel(world)
  const gone = await untilOpen(world, id)
  const now = await world.now()

  await world.chain.tester.revert({ id: snapshot })
  expect(await lastDispute(world)).toBe(id - 1n)
  await world.chain.travel(now + 30)
  const next = await quarrel(world)
  expect(next.id).toBe(id)
  await world.settle('the other dispute on its docket', async () => {
    const view = await world.court.dispute(id).catch(() => undefined)
    return view !== undefined && view.facts.tx !== gone.facts.tx
  })
  const ended = await hold(world, id, players, () => 2)
  expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
})

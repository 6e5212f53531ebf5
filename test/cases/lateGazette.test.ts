/**
 * A gazette that doesn't come: ballots that no posting held before R count for nothing, and the panel commits again.
 */
import { expect, test } from 'vitest'
import { sittingOf, untilDrawn, untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 8, attestors: 3, k: 2 })

test('ballots that no gazette held before R do not count; those for the second R do', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  const first = await untilDrawn(world, id)
  await vote(world, id, players, () => 1)

  // The operator's way to the chain is cut until R has passed.
  world.doors[0]!.meddle(async ({ method }) => {
    if (method === 'eth_sendRawTransaction') throw new Error('cut off')
  })
  await world.advanceTo(first.times.commitClosesAt + 1)
  await world.advanceTo(first.times.revealAt + 3)
  world.doors[0]!.meddle(undefined)
  await world.settle('a second commit period', async () => sittingOf(await world.court.dispute(id)).again)

  const second = sittingOf(await world.court.dispute(id))
  expect(second.panel).toBe(first.panel)
  expect(second.times.beaconRound).toBeGreaterThan(first.times.beaconRound)
  expect(second.times.commitOpensAt).toBe(first.times.revealAt + world.manifest.confirmSeconds)
  await vote(world, id, players, () => 2)
  await untilGazetted(world, id)
  const judged = await untilJudged(world, id)
  expect(judged.judged).toMatchObject({ ruling: 2, tied: false })
  expect((await untilRuled(world, id)).ruling).toMatchObject({ ruling: 2, executed: true })
})

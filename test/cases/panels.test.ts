/**
 * Panels that don't do their work, do half of it, or aren't heard in time. None of them keeps the money for ever.
 */
import { expect, test } from 'vitest'
import { sittingOf, untilDrawn, untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { joinAs } from '../../bin/world/world.ts'
import { balance, count, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 8, attestors: 3, k: 2 })

test('nobody votes, twice: ruling 0, and the escrow pays out all the same', async () => {
  const { world } = here
  const { id, address } = await quarrel(world)
  const first = await untilDrawn(world, id)
  await untilGazetted(world, id)
  const again = await untilJudged(world, id)
  expect(again.panel).toBe(first.panel + 1)
  expect(again.judged).toBeUndefined()

  const second = await untilDrawn(world, id)
  expect(second.panel).toBe(1)
  expect(second.times.seedRound).toBeGreaterThan(first.times.seedRound)
  await untilGazetted(world, id)
  const judged = await untilJudged(world, id)
  expect(judged.judged).toMatchObject({ ruling: 0, tied: true })

  const held = await balance(world, address)
  const ruled = await untilRuled(world, id)
  expect(ruled.ruling).toMatchObject({ ruling: 0, executed: true })
  expect(held - (await balance(world, address))).toBeGreaterThanOrEqual(10n ** 18n)
  expect(await count(world, 'RulingExecuted', id)).toBe(1)
})

test('a tie refuses to arbitrate', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  await untilDrawn(world, id)
  await vote(world, id, players, (_, place) => [1, 2, undefined][place])
  await untilGazetted(world, id)
  expect((await untilJudged(world, id)).judged).toMatchObject({ ruling: 0, tied: true })
  expect((await untilRuled(world, id)).ruling).toMatchObject({ ruling: 0, executed: true })
})

test('two of three decide, the absent one notwithstanding', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  await untilDrawn(world, id)
  await vote(world, id, players, (_, place) => [2, 2, undefined][place])
  await untilGazetted(world, id)
  expect((await untilJudged(world, id)).judged).toMatchObject({ ruling: 2, tied: false })
  expect((await untilRuled(world, id)).ruling).toMatchObject({ ruling: 2, executed: true })
})

test('one of three misses the quorum: the whole panel is drawn anew, and the new one decides', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  await untilDrawn(world, id)
  await vote(world, id, players, (_, place) => [1, undefined, undefined][place])
  await untilGazetted(world, id)
  expect((await untilJudged(world, id)).panel).toBe(1)
  await untilDrawn(world, id)
  await vote(world, id, players, () => 2)
  await untilGazetted(world, id)
  expect((await untilJudged(world, id)).judged).toMatchObject({ ruling: 2 })
  expect((await untilRuled(world, id)).ruling).toMatchObject({ ruling: 2, executed: true })
})

test('a juror who recuses leaves the seat empty, and the others decide', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  const drawn = await untilDrawn(world, id)
  const [one] = drawn.draws.filter(({ seated }) => seated)
  await world.advanceTo(drawn.times.commitOpensAt + 1)
  const client = await joinAs(world, players.find(({ address }) => address === one!.address)!)
  await client.recuse(id, 'I know the payee.')
  await expect(client.vote(id, 1)).rejects.toMatchObject({ problem: { code: 'AlreadyRecused' } })
  await vote(world, id, players, (juror) => (juror === one!.address ? undefined : 1))
  await untilGazetted(world, id)
  await untilJudged(world, id)
  const view = await untilRuled(world, id)
  expect(sittingOf(view).recused).toEqual([one!.address])
  expect(view.ruling).toMatchObject({ ruling: 1, executed: true })
})

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

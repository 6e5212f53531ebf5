/**
 * Attestors that lie or sleep: with three honest ones of five the court goes on, and no lie is delivered.
 */
import { expect, test } from 'vitest'
import { present, replay } from '#law/dispute'
import { verify } from '#law/verify'
import { ZERO32 } from '#primitives/bytes'
import { commitInLane } from '../../bin/world/lies.ts'
import { hold, untilDrawn, untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { contractsOf, joinAs } from '../../bin/world/world.ts'
import { readEntries } from '../../sdk/docket.ts'
import { count, quarrel, town } from '../support/worlds.ts'

const asked = { liar: 0, sleeper: 0 }
let awake = false
const here = town({
  jurors: 12,
  standIns: {
    // Signs nothing, but claims to: a well-formed signature of somebody else's.
    1: (request, response) => {
      asked.liar += 1
      request.resume()
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ signer: `0x${'12'.repeat(20)}`, signature: `0x${'34'.repeat(64)}1b` }))
    },
    // Never answers; once awake, it refuses at once.
    3: (request, response) => {
      asked.sleeper += 1
      request.resume()
      if (awake) response.writeHead(503).end()
    },
  },
})

test('three of five sign, and the dispute ends as its panel said', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  const ended = await hold(world, id, players, () => 2)
  expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
  expect(asked.liar).toBeGreaterThan(0)
  expect(asked.sleeper).toBeGreaterThan(0)

  const { arbitrator } = contractsOf(world)
  const { signers } = await world.chain.reader.readContract({ ...arbitrator, functionName: 'disputeOf', args: [id] })
  const bits = world.attestors.map((_, i) => (signers >> i) & 1)
  expect(bits).toEqual([1, 0, 1, 0, 1])
  awake = true
})

test('a juror who votes again in the lane is heard by the court, and nobody loses a bond by it', async () => {
  const { world, players } = here
  const { id } = await quarrel(world)
  await untilDrawn(world, id)
  await vote(world, id, players, () => 2)
  const dispute = replay((await readEntries(world.court, id)).entries)!
  const { draws, times } = present(dispute)
  const player = players.find(({ address }) => address === draws[0]!.address)!
  const { beaconRound } = times
  await world.chain.travel(1)
  const key = (await joinAs(world, player)).exportKey()
  await commitInLane(world, dispute, { player, key, choice: 1, beaconRound, isAgain: false })
  await untilGazetted(world, id)
  await untilJudged(world, id)
  const ended = await untilRuled(world, id)
  expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
  expect(await count(world, 'VerdictDelivered', id)).toBe(1)
  const checked = verify(await world.court.transcript(id, 0))
  expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
  expect(checked.claims.find(({ name }) => name === 'ballots')!.detail).toMatch(/1 in the contract’s lane/)
  const own = checked.transcript!.sittings[0]!.leaves.filter(({ juror }) => juror === player.address)
  expect(own[0]).toMatchObject({ state: 'opened', choice: '1', entryHash: ZERO32 })
})

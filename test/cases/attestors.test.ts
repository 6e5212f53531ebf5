/**
 * Attestors that lie or sleep: with three honest ones of five the court goes on, and no lie is delivered.
 */
import { expect, test } from 'vitest'
import { hold } from '../../bin/world/story.ts'
import { contractsOf } from '../../bin/world/world.ts'
import { quarrel, town } from '../support/worlds.ts'

const asked = { liar: 0, sleeper: 0 }
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
    // Never answers.
    3: (request) => {
      asked.sleeper += 1
      request.resume()
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
})

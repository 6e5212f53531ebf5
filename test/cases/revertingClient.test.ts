/**
 * A client that won't take its ruling: it can't block the court, and it is asked again until it has taken it once.
 */
import { expect, test } from 'vitest'
import { keeper } from '../../bin/world/accounts.ts'
import { artifact } from '../../bin/world/deployment.ts'
import { untilDrawn, untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { send } from '../../bin/world/world.ts'
import { count, mock, town } from '../support/worlds.ts'

const here = town({ jurors: 8, attestors: 3, k: 2 })

test('the ruling is final before the client is called, and the call is repeated until it succeeds', async () => {
  const { world, players } = here
  const client = await mock(world, 'RevertingClient')
  const id = await client.open()
  await untilDrawn(world, id)
  await vote(world, id, players, () => 1)
  await untilGazetted(world, id)
  await untilJudged(world, id)
  const ruled = await untilRuled(world, id)
  expect(ruled.ruling).toMatchObject({ ruling: 1, executed: false })
  expect(await count(world, 'RulingNotTaken', id)).toBeGreaterThanOrEqual(1)
  expect(await count(world, 'RulingExecuted', id)).toBe(0)

  const contract = { address: client.address, abi: artifact('RevertingClient').abi }
  await send(world, keeper(), contract, 'relent', [])
  for (let tries = 0; tries < 10 && (await count(world, 'RulingExecuted', id)) === 0; tries++)
    await world.advance(4 * 3600)
  await world.settle('the ruling taken', async () => (await world.court.dispute(id)).ruling?.executed === true)
  expect(await count(world, 'RulingExecuted', id)).toBe(1)
  expect(await world.chain.reader.readContract({ ...contract, functionName: 'rulings' })).toBe(1n)
  await world.advance(86_400)
  expect(await count(world, 'RulingExecuted', id)).toBe(1)
})

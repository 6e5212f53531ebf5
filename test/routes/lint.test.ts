/** The gauntlet over HTTP: the exact part at once, policies that are none by their places, and nothing that takes long. */
import { beforeAll, expect, test } from 'vitest'
import { PRESETS } from '#law/presets/presets'
import { World } from '../support/court.ts'

const world = new World()
beforeAll(() => world.settle(1))
const lint = async (body: unknown) => {
  const answer = await world.post('/policies/lint', body)
  return { status: answer.status, said: await answer.json<Record<string, never>>() }
}

test('a court that pays for agreement alone is refused, with the bot and by how much', async () => {
  const { status, said } = await lint({ policy: PRESETS.kleros, baseRatePercent: 90 })
  expect(status).toBe(200)
  expect(said).toMatchObject({ passes: false, worst: { strategy: 'lazy', margin: expect.closeTo(133_200_000, -3) } })
  expect(await lint({ policy: PRESETS.kleros, baseRatePercent: 90 })).toEqual({ status, said })
})

test('a bot that wins at one base rate and loses at another is found', async () => {
  const passes = async (baseRatePercent?: number) =>
    (await lint({ policy: PRESETS['beauty-contest'], baseRatePercent })).said.passes
  expect(await passes(90)).toBe(true)
  expect(await passes()).toBe(false)
})

test('its repair passes', async () => {
  expect((await lint({ policy: PRESETS['kleros-repaired'], baseRatePercent: 95 })).said).toMatchObject({ passes: true })
})

test('what is no policy is refused by block and member', async () => {
  const { status, said } = await lint({ policy: { ...PRESETS.kleros, tally: { rule: 'dictator' }, purse: {} } })
  expect([status, said.code]).toEqual([422, 'MalformedPolicy'])
  expect(said.strays).toEqual([expect.stringContaining('tally.rule'), expect.stringContaining('purse.split')])
})

test('what would compute for long is left to the command', async () => {
  const panel = { weight: 'one', controls: { each: 1000 } }
  const { status, said } = await lint({ policy: { ...PRESETS.kleros, panel } })
  expect([status, said.code]).toEqual([422, 'PolicyTooLarge'])
})

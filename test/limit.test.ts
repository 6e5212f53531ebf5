/** The door's limiter, where one is set: local worlds count nobody. */
import { expect, test } from 'vitest'
import type { Caller } from '#routes/caller'
import { door } from '#routes/index'

test('a flood is one caller’s, whatever keys it makes up', async () => {
  const asked = new Map<string, number>()
  const admits = async (caller: string) => {
    const before = asked.get(caller) ?? 0
    asked.set(caller, before + 1)
    return before < 3
  }
  const room = { about: { url: 'https://court.test' }, admits, count: () => undefined, sweep: () => undefined }
  const knock = async (address: string, key: number) => {
    const headers = { 'cf-connecting-ip': address, authorization: `Bearer vk_${String(key).repeat(64)}` }
    return (await door.request('/openapi.json', { headers }, { door: room } as unknown as Caller['Bindings'])).status
  }
  const statuses = await Promise.all([1, 2, 3, 4, 5].map((key) => knock('198.51.100.7', key)))
  expect(statuses).toEqual([200, 200, 200, 429, 429])
  expect(await knock('198.51.100.8', 1)).toBe(200)
})

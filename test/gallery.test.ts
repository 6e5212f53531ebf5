/** Lookers-on of a dispute, and what they cost the room that hears it. */
import { expect, test } from 'vitest'
import type { Entry } from '#law/filing'
import type { Digest } from '#primitives/bytes'
import { Gallery } from '#src/gallery'

const KEY: Digest = `0x${'11'.repeat(32)}`

/** A long docket, and how many of its entries were spelled for anybody. */
function longDocket(length: number) {
  const spelled = { entries: 0 }
  const text = 'x'.repeat(10_000)
  const entries = Array.from({ length }, (_, i) => ({
    number: i + 1,
    toJSON: () => {
      spelled.entries++
      return { number: i + 1, text }
    },
  })) as unknown as Entry[]
  return { spelled, docket: { load: async () => entries } }
}

test('a crowd that looks on without reading holds none of a long docket in the room’s memory', async () => {
  const { spelled, docket } = longDocket(300)
  const gallery = new Gallery(docket)
  const streams = await Promise.all(Array.from({ length: 20 }, () => gallery.admit(KEY, 0)))
  await gallery.show(KEY)
  await gallery.show(KEY)
  expect(spelled.entries).toBeLessThanOrEqual(20 * 8)
  await Promise.all(streams.map((stream) => stream.cancel()))
})

test('one who reads gets every entry once and in order, however long the docket', async () => {
  const { docket } = longDocket(300)
  const reader = (await new Gallery(docket).admit(KEY, 100)).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('id: 300\n')) text += (await reader.read()).value
  const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))
  expect(ids).toEqual(Array.from({ length: 200 }, (_, i) => i + 101))
  await reader.cancel()
})

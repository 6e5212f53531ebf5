/** Rows of the gallery, one for each referee that can speak at once, in one small world: founded, asked, heard, ruled and read back through the public API. */
import { expect, test } from 'vitest'
import { hearRows } from '../../bin/gallery.ts'
import { ROWS } from '../../bin/world/rows.ts'

const SHOWN = ['mapillary', 'oracle-validators', 'recaptcha', 'peer-prediction']

test('courts founded from their policies hear disputes over HTTP, and come to the numbers of their rows', async () => {
  const rows = ROWS.filter(({ court }) => SHOWN.includes(court))
  const came = await hearRows(rows, () => undefined)
  expect(came.map(({ court, ok, how, why }) => ({ court, ok, how, why }))).toEqual(
    rows.map(({ court }) => ({ court, ok: true, how: 'api', why: undefined })),
  )
})

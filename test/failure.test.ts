/** What strangers read of a failure. */
import { expect, test, vi } from 'vitest'
import { accountsOf } from '#edges/accounts'
import { clientsOf } from '#edges/chain'
import { attestorDoor, type Sworn } from '#routes/attestor'
import { failureOf } from '#src/failure'
import { JURORS } from './support/hearing.ts'

const KEY = 'a-key-that-somebody-pays-for'

test('an attestor whose node is away does not give the node’s key to whoever asks', async () => {
  const [client] = clientsOf([`http://127.0.0.1:1/v3/${KEY}?token=${KEY}`])
  const index = () => accountsOf(client!).vouch(JURORS[0]!, `0x${'11'.repeat(32)}`, '0x11', '1')
  const failure = (await index().catch((error: Error) => error)) as Error
  expect(failure.message).toContain(KEY)
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const asked = await attestorDoor.request(
    '/verdict',
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"transcript":"https://court.test/1"}' },
    { bench: { court: { transcript: async () => '{}' }, indexer: { index } } } as unknown as Sworn['Bindings'],
  )
  log.mockRestore()
  const told = await asked.text()
  expect(asked.status).toBe(409)
  expect(told).toContain('could not be checked: HTTP request failed')
  expect(told).not.toContain(KEY)
  expect(failureOf(failure)).toContain('127.0.0.1:1')
})

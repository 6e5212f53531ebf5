/** Errands: what the court keeps doing by itself, and when it has done enough. */
import { expect, test } from 'vitest'
import { record } from '#law/dispute'
import type { LeasedEffect, Ports } from '#ports'
import { ZERO32 } from '#primitives/bytes'
import { errands } from '#src/errands'
import { hearing } from '../support/hearing.ts'

test('a client that never takes its ruling is called again a few times, and costs the operator no gas after that', async () => {
  const { dispute, entries } = hearing({ upTo: 'judged' })
  const at = entries.at(-1)!.acceptedAt + 100_000
  const body = { ruling: '1', executed: false, expired: false, at: String(at), tx: ZERO32 }
  const ruled = [...entries, ...record(dispute, [{ kind: 'rule', acceptedAt: at, body }]).entries]
  const called = new Set<string>()
  const ports = {
    docket: { load: async () => ruled },
    teller: {
      send: async (id: string) => {
        called.add(id)
        return 'confirmed'
      },
    },
  } as unknown as Ports
  const effect: LeasedEffect = {
    id: `${dispute.key}:execute:0`,
    stream: dispute.key,
    kind: 'execute',
    of: 0,
    dueAt: at,
    attempts: 1,
    lease: 'mine',
  }
  const nobody = { file: () => Promise.reject(new Error('nothing is to be filed')) }
  let now = at
  let rounds = 0
  for (; rounds < 100; rounds++) {
    const outcome = await errands.execute(ports, nobody, effect, now)
    if (outcome.kind !== 'again') break
    expect(outcome.at).toBeGreaterThan(now)
    now = outcome.at
  }
  expect(called.size).toBeLessThan(10)
  expect(rounds).toBeLessThan(20)
})

/**
 * Health: that the court answers, who it is, and how late it is. Actor: anybody.
 * @module
 */
import * as z from 'zod'
import { roundAt } from '#primitives/beacon'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import * as s from './schemas.ts'

/** Rounds that a beacon's relays may be behind before that is told. */
const ROUNDS_BEHIND = 2
/** What stands still while attestors don't sign. */
const ATTESTED: readonly string[] = ['gazette', 'rolls', 'deliver', 'final']

const health = {
  method: 'get',
  tag: 'operations',
  path: '/health',
  summary: 'Who this is, and the court’s clock',
  answers: {
    200: told(
      z
        .object({
          role: z.string(),
          chainId: z.string(),
          chain: s.caip2,
          arbitrator: s.address,
          operator: s.address,
          teller: s.address,
          url: z.string(),
          now: z.number().int(),
        })
        .meta({ id: 'Health' }),
      'It answers.',
    ),
  },
} as const satisfies Declaration

const count = z.number().int()
const queue = z.object({
  due: count,
  oldestSeconds: count.meta({ description: 'How long what is due longest has been due.' }),
  dead: count.meta({ description: 'Given up until somebody looks.' }),
  why: z.string().nullable(),
})
const metrics = {
  method: 'get',
  tag: 'operations',
  path: '/metrics',
  summary: 'How late everything is, in seconds',
  detail: 'What each number means and what to do about it stands in docs/runbook.md.',
  answers: {
    200: told(
      z
        .object({
          now: s.instant,
          chain: z.object({ block: count.nullable(), lagSeconds: count.nullable(), waitingFilings: count }),
          beacon: z.object({ round: count, answers: z.boolean() }),
          outbox: queue,
          attestors: queue,
          post: queue.extend({ active: count, disabled: count }),
          gazette: z.object({ serial: count.nullable(), ageSeconds: count.nullable() }),
        })
        .meta({ id: 'Metrics' }),
      'The numbers.',
    ),
  },
} as const satisfies Declaration

export const healthy = new Desk<Caller>()
  .on(health, async (c) => {
    const { ports, about } = c.env.door
    const { chainId, arbitrator } = ports.deployment.domain
    const now = await ports.now()
    return c.json({ ...about, chainId: String(chainId), chain: `eip155:${chainId}`, arbitrator, now }, 200)
  })
  .on(metrics, async (c) => {
    const { gauges, beacon, deployment, now: clock } = c.env.door.ports
    const now = await clock()
    const round = Math.max(1, roundAt(deployment.clockwork.beacon, now) - ROUNDS_BEHIND)
    const [read, signature] = await Promise.all([gauges.read(now), beacon.signature(round).catch(() => undefined)])
    const { block, posting, effects, endpoints, waitingFilings } = read
    const sum = (holds: (kind: string) => boolean) => {
      const these = effects.filter(({ kind }) => holds(kind))
      const due = these.filter(({ state }) => state === 'armed')
      const dead = these.filter(({ state }) => state === 'parked')
      const oldest = due.reduce((least, each) => Math.min(least, each.oldest), now)
      const total = (rows: typeof these) => rows.reduce((all, each) => all + each.count, 0)
      const why = [...dead, ...due].find((each) => each.why !== null)?.why ?? null
      return { due: total(due), oldestSeconds: now - oldest, dead: total(dead), why }
    }
    return c.json(
      {
        now,
        chain: {
          block: block?.number ?? null,
          lagSeconds: block ? Math.max(0, now - block.at) : null,
          waitingFilings,
        },
        beacon: { round, answers: signature !== undefined },
        outbox: sum((kind) => kind !== 'send'),
        attestors: sum((kind) => ATTESTED.includes(kind)),
        post: { ...sum((kind) => kind === 'send'), ...endpoints },
        gazette: { serial: posting?.serial ?? null, ageSeconds: posting ? Math.max(0, now - posting.at) : null },
      },
      200,
    )
  })

/**
 * Attestors: how each of them has answered this court. Actor: anybody.
 * @module
 */
import * as z from 'zod'
import { attestorReports } from '#law/report/attestor'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import * as s from './schemas.ts'

/** Questions that the report looks back on, and the length of a span. */
const MOST_ASKED = 5000
const SPAN_SECONDS = 7 * 86_400

const count = z.number().int()
const counts = {
  asked: count,
  signed: count,
  refused: count,
  silent: count.meta({ description: 'No answer before the court had enough of others, or in time.' }),
  medianMs: count.optional(),
}
const AttestorReport = z
  .object({
    attestor: z.string(),
    signers: z.array(s.address),
    ...counts,
    agreement: count.optional().meta({ description: 'Signed of answered, in billionths.' }),
    slowestMs: count.optional(),
    reasons: z.array(z.object({ why: z.string(), times: count })),
    spans: z.array(z.object({ from: s.instant, ...counts })).meta({ description: 'By weeks.' }),
  })
  .meta({ id: 'AttestorReport' })

const report = {
  method: 'get',
  tag: 'operations',
  path: '/attestors/report',
  summary: 'How each attestor has answered: agreement, latency, silence, refusals with reasons, over time',
  answers: { 200: told(z.object({ attestors: z.array(AttestorReport) }), 'By where they are asked.') },
} as const satisfies Declaration

export const attestors = new Desk<Caller>().on(report, async (c) => {
  const asked = await c.env.door.ports.evaluations.newest(MOST_ASKED)
  return c.json({ attestors: attestorReports(asked, SPAN_SECONDS) as never }, 200)
})

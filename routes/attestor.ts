/**
 * Attestor: the door of the second Worker. Actor: anybody; what is signed depends on the chain, the beacon and the
 * attestor's memory, not on who asks.
 * @module
 */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { attestFinal, attestGazette, attestVerdict, type Bench, type Word } from '#src/attest'
import { admit, failed, malformed, missing, turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** Bytes of a gazette at most: some thousands of heads. */
const BODY_BYTES = 1_048_576

export type Sworn = { Bindings: { bench: Bench } }

const Signature = z.object({ signer: s.address, signature: s.signature }).openapi('Signature')
const head = z.strictObject({
  disputeKey: s.digest,
  number: z.number().int().positive(),
  head: s.digest,
  verdictHash: s.digest,
  openHash: s.digest,
})
const answers = { 200: s.body(Signature, 'Signed.'), default: s.problem }

const gazette = createRoute({
  method: 'post',
  path: '/gazette',
  summary: 'Sign a gazette, after reading on in each docket it names',
  request: {
    body: s.filed(
      z.strictObject({
        gazette: z.strictObject({
          serial: z.number().int().nonnegative(),
          epoch: z.number().int().nonnegative(),
          rollsRoot: s.digest,
          headsRoot: s.digest,
          heads: z.array(head).max(4000),
        }),
        dockets: z
          .string()
          .optional()
          .openapi({ description: 'Where the dockets are; an attestor asks its own court only.' }),
      }),
    ),
  },
  responses: answers,
})

const verdict = createRoute({
  method: 'post',
  path: '/verdict',
  summary: 'Sign a verdict, after re-running the verifier over its transcript',
  request: { body: s.filed(z.strictObject({ transcript: z.string().max(500) })) },
  responses: answers,
})

const final = createRoute({
  method: 'post',
  path: '/final',
  summary: 'Sign a final ruling, after reading it on chain',
  request: { body: s.filed(z.strictObject({ disputeKey: s.digest, disputeId: s.decimalId })) },
  responses: answers,
})

const health = createRoute({
  method: 'get',
  path: '/health',
  summary: 'Who this is',
  responses: {
    200: s.body(z.object({ role: z.string(), attestor: s.address, now: z.number().int() }), 'It answers.'),
    default: s.problem,
  },
})

export const attestorDoor = new OpenAPIHono<Sworn>({ defaultHook: malformed })

attestorDoor.use(
  '*',
  bodyLimit({ maxSize: BODY_BYTES, onError: (c) => turnAway(c, 'TooLarge', { mostBytes: BODY_BYTES }) }),
)
attestorDoor.use('*', admit)
attestorDoor
  .openapi(health, async (c) => {
    const { signer, now } = c.env.bench
    return c.json({ role: 'attestor', attestor: signer.address, now: await now() }, 200)
  })
  .openapi(gazette, (c) => answer(c, () => attestGazette(c.env.bench, c.req.valid('json').gazette)))
  .openapi(verdict, (c) => answer(c, () => attestVerdict(c.env.bench, c.req.valid('json').transcript)))
  .openapi(final, (c) => {
    const { disputeKey, disputeId } = c.req.valid('json')
    return answer(c, () => attestFinal(c.env.bench, disputeKey, BigInt(disputeId)))
  })
attestorDoor.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Venire attestor', version: '1' } })
attestorDoor.notFound((c) => missing(c, attestorDoor.routes))
attestorDoor.onError(failed)

/** The signature, or why not. What can't be found out isn't signed, and said so. */
async function answer(c: Context<Sworn>, attest: () => Promise<Word>) {
  const word = await attest().catch((error: unknown) => {
    console.error(`attestor: ${c.req.path}: ${error instanceof Error ? error.stack : String(error)}`)
    return {
      ok: false as const,
      refusal: `could not be checked: ${error instanceof Error ? error.message : String(error)}`,
    }
  })
  if (word.ok) return c.json(word.value, 200)
  console.error(`attestor: ${c.req.path}: withheld: ${word.refusal}`)
  return turnAway(c, 'Withheld', { why: word.refusal })
}

/**
 * Attestor: the door of the second Worker. Actor: anybody; what is signed depends on the chain, the beacon and the
 * attestor's memory, not on who asks. What it remembers of dockets it hands out.
 * @module
 */

import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import * as z from 'zod'
import { attestFinal, attestGazette, attestVerdict, type Bench, type Word } from '#src/attest'
import { failureOf } from '#src/failure'
import { keyOf } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { pagesOf } from './pages.ts'
import { admit, failed, missing, refuse, turnAway } from './problems.ts'
import { node, showNode } from './rolls.ts'
import * as s from './schemas.ts'

/** Bytes of a gazette at most: some thousands of heads. */
const BODY_BYTES = 1_048_576
/** Entries on a page of a docket. */
const ENTRIES = 500

const ABOUT = { title: 'Venire attestor', version: '1', description: 'Re-checks what a court shows, and signs it.' }

export type Sworn = { Bindings: { bench: Bench } }

const Signature = z.object({ signer: s.address, signature: s.signature }).meta({ id: 'Signature' })
const head = z.strictObject({
  disputeKey: s.digest,
  number: z.number().int().positive(),
  head: s.digest,
  verdictHash: s.digest,
  openHash: s.digest,
})
const answers = { 200: told(Signature, 'Signed.') }

const gazette = {
  method: 'post',
  tag: 'attestor',
  path: '/gazette',
  summary: 'Sign a gazette, after reading on in each docket it names',
  body: z.strictObject({
    gazette: z.strictObject({
      serial: z.number().int().nonnegative(),
      epoch: z.number().int().nonnegative(),
      rollsRoot: s.digest,
      headsRoot: s.digest,
      heads: z.array(head).max(4000),
    }),
    dockets: z.string().optional().meta({ description: 'Where the dockets are; an attestor asks its own court only.' }),
  }),
  answers,
  refuses: ['Withheld'],
} as const satisfies Declaration

const verdict = {
  method: 'post',
  tag: 'attestor',
  path: '/verdict',
  summary: 'Sign a verdict, after re-running the verifier over its transcript',
  body: z.strictObject({ transcript: z.string().max(500) }),
  answers,
  refuses: ['Withheld'],
} as const satisfies Declaration

const final = {
  method: 'post',
  tag: 'attestor',
  path: '/final',
  summary: 'Sign a final ruling, after reading it on chain',
  body: z.strictObject({ disputeKey: s.digest, disputeId: s.decimalId }),
  answers,
  refuses: ['Withheld'],
} as const satisfies Declaration

const docket = {
  method: 'get',
  tag: 'attestor',
  path: '/disputes/{dispute}/docket',
  summary: 'A docket as this attestor was shown it, at most 500 entries a time: nobody needs the court to read it',
  params: s.ofDispute,
  query: s.from,
  refuses: ['UnknownDispute'],
  answers: {
    200: told(z.object({ disputeKey: s.digest, entries: z.array(s.Entry) }), 'Entries from `from` on.'),
  },
} as const satisfies Declaration

const health = {
  method: 'get',
  tag: 'attestor',
  path: '/health',
  summary: 'Who this is',
  answers: {
    200: told(z.object({ role: z.string(), attestor: s.address, now: z.number().int() }), 'It answers.'),
  },
} as const satisfies Declaration

const desk = new Desk<Sworn>()
  .on(health, async (c) => {
    const { signer, now } = c.env.bench
    return c.json({ role: 'attestor', attestor: signer.address, now: await now() }, 200)
  })
  .on(docket, async (c, { params, query }) => {
    const { bench } = c.env
    const disputeKey = keyOf(bench.deployment.domain, params.dispute)
    const entries = await bench.docket.load(disputeKey)
    if (entries.length === 0) return refuse(c, { code: 'UnknownDispute', dispute: params.dispute })
    const { from = 1 } = query
    return c.json({ disputeKey, entries: entries.slice(Math.max(0, from - 1)).slice(0, ENTRIES) }, 200)
  })
  .on(node, (c, { params }) => showNode(c, c.env.bench.rolls, params))
  .on(gazette, (c, { body }) => answer(c, () => attestGazette(c.env.bench, body.gazette)))
  .on(verdict, (c, { body }) => answer(c, () => attestVerdict(c.env.bench, body.transcript)))
  .on(final, (c, { body }) => answer(c, () => attestFinal(c.env.bench, body.disputeKey, BigInt(body.disputeId))))

export const attestorDoor = new Hono<Sworn>()
  .use('*', bodyLimit({ maxSize: BODY_BYTES, onError: (c) => turnAway(c, 'TooLarge', { mostBytes: BODY_BYTES }) }))
  .use('*', admit)
  .route('/', desk.hono)
  .route('/', pagesOf<Sworn>(ABOUT, desk.declared))
  .notFound((c) => missing(c, desk.declared))
  .onError(failed)

/** The signature, or why not. What can't be found out isn't signed, and said so. */
async function answer(c: Context<Sworn>, attest: () => Promise<Word>) {
  const word = await attest().catch((error: unknown) => {
    console.error(`attestor: ${c.req.path}: ${error instanceof Error ? error.stack : String(error)}`)
    return { ok: false as const, refusal: `could not be checked: ${failureOf(error)}` }
  })
  if (word.ok) return c.json(word.value, 200)
  console.error(`attestor: ${c.req.path}: withheld: ${word.refusal}`)
  return turnAway(c, 'Withheld', { why: word.refusal })
}

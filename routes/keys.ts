/**
 * Keys: who is asking. An account signs a text that the court wrote for it (EIP-4361) and gets a session; a session
 * makes keys for machines. Votes don't depend on any of this: the signature in a ballot is the authority.
 *
 * The text is taken back only word for word: what was issued is known by its hash, so no parser stands between what
 * somebody signed and what the court believes they did.
 * @module
 */
import * as z from 'zod'
import { accountName, checksummed } from '#jurors/identity'
import type { KnownKey, NewKey } from '#ports'
import type { Address } from '#primitives/bytes'
import { utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { signerOf, spokenDigest } from '#primitives/signature'
import type { Instant } from '#primitives/time'
import { type Caller, fresh, hashOf, porter } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { turnAway } from './problems.ts'
import * as s from './schemas.ts'

/** How long a text may be signed, a session holds, a key lives at most, and a rotated secret still opens. */
const WORDS_SECONDS = 600
const SESSION_SECONDS = 86_400
const KEY_SECONDS = 366 * 86_400
const FORMER_SECONDS = 86_400
/** Keys of an account at once. */
const MOST_KEYS = 50

const scope = z.enum(['hooks', 'disputes'])
const Words = z
  .object({ message: z.string().meta({ description: 'To be signed as it is (EIP-191).' }), endsAt: s.instant })
  .meta({ id: 'Words' })
const KeyView = z
  .object({
    id: z.string(),
    name: z.string(),
    account: s.caip10,
    scopes: z.array(z.string()),
    madeAt: s.instant,
    endsAt: s.instant,
  })
  .meta({ id: 'Key' })
const FreshKey = z
  .object({ key: KeyView, secret: z.string().meta({ description: 'Shown this once, and kept by nobody but you.' }) })
  .meta({ id: 'FreshKey' })
const ofKey = z.object({ key: z.string().regex(/^key_[0-9a-f]{24}$/) })

const words = {
  method: 'post',
  path: '/sessions/words',
  tag: 'keys',
  summary: 'Ask for the text to sign',
  detail: 'Bound to this court’s address and chain, for ten minutes and one use.',
  body: z.strictObject({ account: s.address }).meta({ id: 'WordsWanted' }),
  answers: { 201: told(Words, 'The text.') },
} as const satisfies Declaration

const enter = {
  method: 'post',
  path: '/sessions',
  tag: 'keys',
  summary: 'Come in with the signed text',
  detail: 'Taken are signatures of keys, of contract accounts (ERC-1271), and of those not deployed yet (ERC-6492).',
  body: z.strictObject({ message: z.string().max(4000), signature: s.signature }).meta({ id: 'SignedWords' }),
  answers: { 201: told(FreshKey, 'A session: a key for a day that may also make keys.') },
  refuses: ['WordsNotOurs', 'SignatureNotTheirs'],
} as const satisfies Declaration

const list = {
  method: 'get',
  path: '/keys',
  tag: 'keys',
  needs: 'keys',
  summary: 'Keys of the account',
  answers: { 200: told(z.object({ keys: z.array(KeyView) }), 'The oldest first; never more than fifty.') },
} as const satisfies Declaration

const make = {
  method: 'post',
  path: '/keys',
  tag: 'keys',
  needs: 'keys',
  summary: 'Make a key for a machine',
  body: z
    .strictObject({
      name: s.text(100),
      scopes: z.array(scope).min(1).max(2),
      seconds: z.number().int().min(60).max(KEY_SECONDS).optional(),
    })
    .meta({ id: 'KeyWanted' }),
  answers: { 201: told(FreshKey, 'The key.') },
  refuses: ['TooMany'],
} as const satisfies Declaration

const rotate = {
  method: 'post',
  path: '/keys/{key}/rotate',
  tag: 'keys',
  needs: 'keys',
  summary: 'Give a key another secret',
  detail: 'The one before opens for another day.',
  params: ofKey,
  answers: { 201: told(FreshKey, 'The key with its new secret.') },
  refuses: ['NotYours'],
} as const satisfies Declaration

const end = {
  method: 'delete',
  path: '/keys/{key}',
  tag: 'keys',
  needs: 'keys',
  summary: 'Take a key back',
  params: ofKey,
  answers: { 204: { description: 'It opens nothing any more.' } },
  refuses: ['NotYours'],
} as const satisfies Declaration

export const keys = new Desk<Caller>(porter)
  .on(words, async (c, { body }) => {
    const { ports, about } = c.env.door
    const now = await ports.now()
    const message = wordsFor(about.url, ports.deployment.domain.chainId, body.account, now)
    await ports.callers.issue({ hash: digest(utf8(message)), account: body.account, endsAt: now + WORDS_SECONDS })
    return c.json({ message, endsAt: now + WORDS_SECONDS }, 201)
  })
  .on(enter, async (c, { body: { message, signature } }) => {
    const { callers, accounts, now, deployment } = c.env.door.ports
    const at = await now()
    const hash = digest(utf8(message))
    const account = await callers.wordsOf(hash, at)
    if (!account) return turnAway(c, 'WordsNotOurs')
    const signed = spokenDigest(message)
    const isTheirs = signerOf(signed, signature) === account || (await accounts.vouch(account, signed, signature))
    if (!isTheirs) return turnAway(c, 'SignatureNotTheirs')
    const made = keyFor(account, 'session', ['keys', 'hooks', 'disputes'], at, SESSION_SECONDS)
    if (!(await callers.enter(hash, made.key))) return turnAway(c, 'WordsNotOurs')
    return c.json({ key: keyView(deployment.domain.chainId, made.key), secret: made.secret }, 201)
  })
  .on(list, async (c) => {
    const { callers, now, deployment } = c.env.door.ports
    const all = await callers.keys(c.var.key.account, await now())
    return c.json({ keys: all.map((key) => keyView(deployment.domain.chainId, key)) }, 200)
  })
  .on(make, async (c, { body }) => {
    const { callers, now, deployment } = c.env.door.ports
    const { account } = c.var.key
    const at = await now()
    if ((await callers.keys(account, at)).length >= MOST_KEYS) return turnAway(c, 'TooMany', { most: MOST_KEYS })
    const { key, secret } = keyFor(account, body.name, body.scopes, at, body.seconds ?? KEY_SECONDS)
    await callers.add(key)
    return c.json({ key: keyView(deployment.domain.chainId, key), secret }, 201)
  })
  .on(rotate, async (c, { params }) => {
    const { callers, now, deployment } = c.env.door.ports
    const { account } = c.var.key
    const at = await now()
    const secret = fresh('vk_', 32)
    if (!(await callers.rotate(params.key, account, hashOf(secret), at + FORMER_SECONDS)))
      return turnAway(c, 'NotYours')
    const key = (await callers.keys(account, at)).find(({ id }) => id === params.key)
    return key ? c.json({ key: keyView(deployment.domain.chainId, key), secret }, 201) : turnAway(c, 'NotYours')
  })
  .on(end, async (c, { params }) => {
    const ended = await c.env.door.ports.callers.end(params.key, c.var.key.account)
    return ended ? c.body(null, 204) : turnAway(c, 'NotYours')
  })

/** EIP-4361, with a nonce of 128 bits. */
function wordsFor(url: string, chainId: bigint, account: Address, now: Instant): string {
  const at = (instant: Instant) => new Date(1000 * instant).toISOString()
  return [
    `${new URL(url).host} wants you to sign in with your Ethereum account:`,
    checksummed(account),
    '',
    'Come in, to say where this account wants to be told of its disputes. This costs nothing and moves nothing.',
    '',
    `URI: ${url}`,
    'Version: 1',
    `Chain ID: ${chainId}`,
    `Nonce: ${fresh('', 16)}`,
    `Issued At: ${at(now)}`,
    `Expiration Time: ${at(now + WORDS_SECONDS)}`,
  ].join('\n')
}

function keyFor(account: Address, name: string, scopes: readonly string[], now: Instant, seconds: number) {
  const secret = fresh('vk_', 32)
  const id = fresh('key_', 12)
  const key: NewKey = { id, account, name, scopes, madeAt: now, endsAt: now + seconds, hash: hashOf(secret) }
  return { key, secret }
}

const keyView = (chainId: bigint, { id, name, account, scopes, madeAt, endsAt }: KnownKey) => ({
  id,
  name,
  account: accountName(chainId, account),
  scopes,
  madeAt,
  endsAt,
})

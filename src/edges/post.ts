/**
 * Post: carries messages to people and their machines: Standard Webhooks 1.0.0, mail through a provider, web push.
 *
 * Whoever names an address chooses whom this machine talks to. So an address is judged by its spelling, then by what its
 * name resolves to at this moment; redirects aren't followed, nothing of ours goes along but the message, and no more
 * than a little of the answer is read. A self-hosted runtime resolves once more by itself when it connects: there the
 * network has to be closed inwards as well, see docs/runbook.md.
 * @module
 */
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { sealedBytes } from '#jurors/ballot'
import { destination, isPublic, type Site } from '#jurors/destination'
import { MOST_ROOM } from '#law/word'
import type { Carried, Endpoint, Post } from '#ports'
import { concat, type Hex, toBytes, utf8 } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { compact, freshPushKeys, fromBase64, sealPush, toBase64, vapidHeader, vapidKey } from './push.ts'

/** Milliseconds that the other side has for its answer, and a resolver for its own. */
const TIMEOUT_MS = 15_000
const RESOLVE_MS = 5000
/** Bytes of an answer that are read: the largest ballot in hex, and room for what stands around it. */
const MOST_ANSWER = 2 * sealedBytes(MOST_ROOM) + 2048
/** PKCS #8 around the 32 bytes of an ed25519 key. */
const ED25519 = Uint8Array.from([0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])

export type PostSetting = {
  /** From which the keys that sign messages derive. */
  secretKey: Hex
  site: Site
  /** Where names are looked up (RFC 8484's JSON cousin); null: not at all. */
  resolver: string | null
  /** The provider that takes mail; null: no mail. */
  mail: { url: string; key: string | null; from: string } | null
  /** Whom a push service may write to. */
  contact: string
}

type Letter = { id: string; at: Instant; body: string }
type Reach = (url: string, init: RequestInit) => Promise<Response>

/** The post of a court. */
export function postOf(setting: PostSetting, { fetch: reach = fetch }: { fetch?: Reach } = {}): Post {
  const send = (url: string, init: RequestInit) => carried(() => reach(url, { ...init, redirect: 'manual' }))
  return {
    carry(endpoint, letter) {
      switch (endpoint.channel) {
        case 'webhook':
          return carryHook(setting, reach, send, endpoint, letter)
        case 'push':
          return carryPush(setting, reach, send, endpoint, letter)
        case 'mail':
          return carryMail(setting, send, endpoint, letter)
      }
    },
  }
}

/** Public halves of the keys with which messages are signed: `whpk_…` for webhooks, base64url for browsers. */
export async function messageKeys(secretKey: Hex): Promise<{ webhook: string; push: string }> {
  const { publicKey } = await ed25519(secretKey)
  return { webhook: `whpk_${toBase64(publicKey)}`, push: (await vapidKey(derived(secretKey, 'push'))).publicKey }
}

/** `webhook-signature` of a message: one `v1` for each secret, and `v1a`. */
export async function signaturesOf(
  secretKey: Hex,
  secrets: readonly { secret: string; until: Instant | null }[],
  { id, at, body }: Letter,
): Promise<string> {
  const signed = compact(utf8(`${id}.${at}.${body}`))
  const living = secrets.filter(({ until }) => until === null || until > at)
  const symmetric = living.map(async ({ secret }) => {
    const bytes = fromBase64(secret.slice('whsec_'.length))
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return `v1,${toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, signed)))}`
  })
  const { sign } = await ed25519(secretKey)
  const asymmetric = `v1a,${toBase64(new Uint8Array(await crypto.subtle.sign('Ed25519', sign, signed)))}`
  return [...(await Promise.all(symmetric)), asymmetric].join(' ')
}

type Send = (url: string, init: RequestInit) => Promise<Carried>

async function carryHook(
  { secretKey, site, resolver }: PostSetting,
  reach: Reach,
  send: Send,
  { address, secrets }: Endpoint,
  letter: Letter,
): Promise<Carried> {
  const url = await admitted(address, site, resolver, reach)
  if (typeof url !== 'string') return url
  const { id, at, body } = letter
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Venire',
    'webhook-id': id,
    'webhook-timestamp': String(at),
    'webhook-signature': await signaturesOf(secretKey, secrets, letter),
  }
  return send(url, { method: 'POST', headers, body })
}

async function carryPush(
  { secretKey, site, resolver, contact }: PostSetting,
  reach: Reach,
  send: Send,
  { address, push }: Endpoint,
  { at, body }: Letter,
): Promise<Carried> {
  const url = await admitted(address, site, resolver, reach)
  if (typeof url !== 'string') return url
  const { says, vote } = said(body)
  const sealed = await sealPush(
    JSON.stringify({ title: 'Venire', body: says, url: vote }),
    push!,
    await freshPushKeys(),
  )
  const headers = {
    authorization: await vapidHeader(await vapidKey(derived(secretKey, 'push')), url, contact, at),
    'content-encoding': 'aes128gcm',
    'content-type': 'application/octet-stream',
    ttl: '86400',
  }
  const answer = await send(url, { method: 'POST', headers, body: sealed })
  // RFC 8030: a subscription that has ended is not found.
  return answer.status === 404 ? { ...answer, status: 410 } : answer
}

async function carryMail({ mail }: PostSetting, send: Send, { address }: Endpoint, letter: Letter): Promise<Carried> {
  if (!mail) return nobody('no provider of mail is set up here')
  const { says, vote } = said(letter.body)
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': letter.id,
    ...(mail.key ? { authorization: `Bearer ${mail.key}` } : {}),
  }
  const text = `${says}\n\n${vote}\n`
  return send(mail.url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ from: mail.from, to: [address], subject: says, text }),
  })
}

/** What a person reads of a message: its sentence, and where to act on it. */
function said(body: string): { says: string; vote: string } {
  const { type, data } = JSON.parse(body) as { type: string; data: Record<string, unknown> }
  return { says: String(data.says ?? type), vote: String(data.vote ?? data.url ?? '') }
}

/** The address to call, or why it isn't called. */
async function admitted(address: string, site: Site, resolver: string | null, reach: Reach): Promise<string | Carried> {
  const judged = destination(address, site)
  if (!judged.ok) return nobody(`nothing is sent to such an address: ${judged.refusal.why}`)
  const { hostname, protocol, href } = judged.value
  if (protocol === 'http:' || resolver === null) return href
  try {
    const found = (await Promise.all(['A', 'AAAA'].map((type) => resolve(reach, resolver, hostname, type)))).flat()
    const inward = found.find((each) => !isPublic(each))
    if (found.length === 0) return nobody('its name resolves to nothing')
    return inward === undefined ? href : nobody('its name leads inwards')
  } catch (error) {
    return nobody(`its name can't be resolved now: ${messageOf(error)}`)
  }
}

async function resolve(reach: Reach, resolver: string, name: string, type: string): Promise<string[]> {
  const answer = await reach(`${resolver}?${new URLSearchParams({ name, type })}`, {
    headers: { accept: 'application/dns-json' },
    signal: AbortSignal.timeout(RESOLVE_MS),
  })
  if (!answer.ok) throw new Error(`post: expected the resolver to answer, got ${answer.status}`)
  const { Answer: answers = [] } = (await answer.json()) as { Answer?: { type: number; data: string }[] }
  return answers.filter((each) => each.type === 1 || each.type === 28).map(({ data }) => data)
}

async function carried(ask: () => Promise<Response>): Promise<Carried> {
  try {
    const response = await within(TIMEOUT_MS, ask())
    const answer = await within(TIMEOUT_MS, startOf(response))
    const { status } = response
    const redirected = status >= 300 && status < 400
    const why = redirected ? 'it redirects, which is not followed' : null
    return { status, why, answer, retryAfter: secondsOf(response.headers.get('retry-after')) }
  } catch (error) {
    return nobody(messageOf(error))
  }
}

const nobody = (why: string): Carried => ({ status: null, why, answer: '', retryAfter: null })
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nobody answered within ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The first bytes of an answer; the rest is never asked for. */
async function startOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  let read: Uint8Array = new Uint8Array()
  while (read.length < MOST_ANSWER) {
    const { value, done } = await reader.read()
    if (done) break
    read = concat(read, value)
  }
  await reader.cancel().catch(() => undefined)
  return new TextDecoder().decode(read.subarray(0, MOST_ANSWER))
}

/** Retry-After in seconds; a date is not worth its parsing here. */
const secondsOf = (header: string | null): number | null => (header && /^\d{1,7}$/.test(header) ? Number(header) : null)

const derived = (secretKey: Hex, what: string): Uint8Array =>
  hkdf(sha256, toBytes(secretKey), undefined, utf8(`venire/1/${what}`), 32)

async function ed25519(secretKey: Hex): Promise<{ sign: CryptoKey; publicKey: Uint8Array }> {
  const bytes = compact(concat(ED25519, derived(secretKey, 'webhook')))
  const sign = await crypto.subtle.importKey('pkcs8', bytes, 'Ed25519', true, ['sign'])
  const { x } = (await crypto.subtle.exportKey('jwk', sign)) as JsonWebKey
  return { sign, publicKey: fromBase64(x!.replaceAll('-', '+').replaceAll('_', '/')) }
}

/**
 * Webhook: whether a message is the court's, by Standard Webhooks 1.0.0. Works wherever WebCrypto does.
 * @module
 */

/** Seconds by which a message's time and the receiver's may differ. */
const TOLERANCE_SECONDS = 300

/** A message, once it is believed. `data` depends on the type; the court's document tells how. */
export type WebhookMessage = { type: string; timestamp: string; data: Record<string, unknown> }
type Headers = { get(name: string): string | null } | Record<string, string | string[] | undefined>

/** The message isn't one to believe. */
export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
}

/**
 * @param body - The very bytes that came: parsing and spelling them anew makes another message of them.
 * @param key - `whsec_…`, the endpoint's secret, or `whpk_…`, the court's public key.
 * @param options.now - Seconds, of the receiver's clock; the machine's by default.
 * @throws WebhookRefused when no signature fits, or the message is not of now.
 */
export async function verifyWebhook(
  body: string,
  headers: Headers,
  key: string,
  options: { now?: number } = {},
): Promise<WebhookMessage> {
  const read = (name: string) => {
    const found = typeof headers.get === 'function' ? headers.get(name) : (headers as Record<string, unknown>)[name]
    if (typeof found !== 'string') throw new WebhookRefused(`webhook: expected a header ${name}`)
    return found
  }
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map(read) as [
    string,
    string,
    string,
  ]
  const now = options.now ?? Math.floor(Date.now() / 1000)
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS)
    throw new WebhookRefused(`webhook: expected a message of about ${now}, got one of ${timestamp}`)
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const isOurs = await verifier(key)
  for (const each of signatures.split(' ')) {
    const [version, signature] = each.split(',')
    if (signature && (await isOurs(version!, signature, signed))) return JSON.parse(body) as WebhookMessage
  }
  throw new WebhookRefused('webhook: expected a signature that fits, got none')
}

type Verifier = (version: string, signature: string, signed: BufferSource) => Promise<boolean>

async function verifier(key: string): Promise<Verifier> {
  const isPublic = key.startsWith('whpk_')
  if (!isPublic && !key.startsWith('whsec_'))
    throw new Error('webhook: expected a key that begins with whsec_ or whpk_')
  const bytes = fromBase64(key.slice(key.indexOf('_') + 1))
  const algorithm = isPublic ? 'Ed25519' : { name: 'HMAC', hash: 'SHA-256' }
  const imported = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  const wanted = isPublic ? 'v1a' : 'v1'
  return async (version, signature, signed) =>
    version === wanted &&
    crypto.subtle.verify(isPublic ? 'Ed25519' : 'HMAC', imported, fromBase64(signature), signed).catch(() => false)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
  } catch {
    throw new WebhookRefused('webhook: expected base64')
  }
}

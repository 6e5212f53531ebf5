/**
 * Push: messages for a browser, sealed so that only it can read them (RFC 8291), and signed so that its push service
 * knows who sends them (RFC 8292).
 * @module
 */
import { concat, uint, utf8 } from '#primitives/bytes'

/** A browser's own keys, base64url. */
export type Subscription = { p256dh: string; auth: string }
type Bytes = Uint8Array<ArrayBuffer>

/** Bytes of a record. A message fits into one. */
const RECORD_BYTES = 4096
/** Of which the header, the mark of the last record and its tag take these. */
const OVERHEAD_BYTES = 86 + 1 + 16
/** Seconds for which a proof of the sender holds; a day at most. */
const VAPID_SECONDS = 12 * 3600
const CURVE = { name: 'ECDH', namedCurve: 'P-256' }
/** PKCS #8 around the 32 bytes of a P-256 key that says nothing of its public half. */
const PKCS8 = fromHex('304102010030' + '1306072a8648ce3d020106082a8648ce3d030107' + '0427302502010104' + '20')

/**
 * The body of a push message: `aes128gcm` with one record.
 * @param own - A key pair and salt for this message alone.
 */
export async function sealPush(
  text: string,
  { p256dh, auth }: Subscription,
  own: { keys: CryptoKeyPair; salt: Bytes },
): Promise<Bytes> {
  const content = utf8(text)
  if (content.length > RECORD_BYTES - OVERHEAD_BYTES)
    throw new Error(`push: expected at most ${RECORD_BYTES - OVERHEAD_BYTES} bytes, got ${content.length}`)
  const theirs = fromBase64Url(p256dh)
  const theirKey = await crypto.subtle.importKey('raw', theirs, CURVE, false, [])
  const ours = new Uint8Array((await crypto.subtle.exportKey('raw', own.keys.publicKey)) as ArrayBuffer)
  // The runtime's types name this member otherwise than the standard does.
  const algorithm = { name: 'ECDH', public: theirKey } as unknown as SubtleCryptoDeriveKeyAlgorithm
  const shared = new Uint8Array(await crypto.subtle.deriveBits(algorithm, own.keys.privateKey, 256))
  // RFC 8291, 3.4: both public keys are bound into the secret.
  const secret = await hkdf(fromBase64Url(auth), shared, concat(utf8('WebPush: info\0'), theirs, ours), 32)
  const key = await hkdf(own.salt, secret, utf8('Content-Encoding: aes128gcm\0'), 16)
  const nonce = await hkdf(own.salt, secret, utf8('Content-Encoding: nonce\0'), 12)
  const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt'])
  const record = compact(concat(content, new Uint8Array([2])))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, aes, record)
  return compact(concat(own.salt, uint(RECORD_BYTES, 4), uint(ours.length, 1), ours, new Uint8Array(sealed)))
}

/** A fresh key pair and salt. */
export async function freshPushKeys(): Promise<{ keys: CryptoKeyPair; salt: Bytes }> {
  const keys = (await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])) as CryptoKeyPair
  return { keys, salt: crypto.getRandomValues(new Uint8Array(16)) }
}

/** The sender's key: from 32 secret bytes, with its public half as browsers want it. */
export async function vapidKey(secret: Uint8Array): Promise<{ sign: CryptoKey; publicKey: string }> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const sign = await crypto.subtle.importKey('pkcs8', compact(concat(PKCS8, secret)), algorithm, true, ['sign'])
  const { x, y } = (await crypto.subtle.exportKey('jwk', sign)) as JsonWebKey
  const point = concat(new Uint8Array([4]), fromBase64Url(x!), fromBase64Url(y!))
  return { sign, publicKey: toBase64Url(point) }
}

/** The Authorization header with which a push service takes a message from us. */
export async function vapidHeader(
  { sign, publicKey }: { sign: CryptoKey; publicKey: string },
  endpoint: string,
  contact: string,
  nowSeconds: number,
): Promise<string> {
  const claims = { aud: new URL(endpoint).origin, exp: nowSeconds + VAPID_SECONDS, sub: contact }
  const spelled = [{ typ: 'JWT', alg: 'ES256' }, claims]
    .map((part) => toBase64Url(utf8(JSON.stringify(part))))
    .join('.')
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, sign, compact(utf8(spelled)))
  return `vapid t=${spelled}.${toBase64Url(new Uint8Array(signature))}, k=${publicKey}`
}

async function hkdf(salt: Bytes, secret: Bytes, info: Uint8Array, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const bits = await crypto.subtle.deriveBits(
    { name: 'HKDF', hash: 'SHA-256', salt, info: compact(info) },
    key,
    8 * length,
  )
  return new Uint8Array(bits)
}

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
export const toBase64Url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
export const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
export const fromBase64Url = (text: string): Bytes => fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'))

/** Bytes that are sure to lie in memory of their own, as WebCrypto's types want them. */
export const compact = (bytes: Uint8Array): Bytes => Uint8Array.from(bytes)

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16))
}

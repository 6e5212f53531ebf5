/**
 * The post at its edge: what leaves, what is read of the answer, and what never leaves at all.
 */
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { messageKeys, type PostSetting, postOf } from '#edges/post'
import { compact, fromBase64, fromBase64Url, sealPush, toBase64Url, vapidHeader, vapidKey } from '#edges/push'
import { sealedBytes } from '#jurors/ballot'
import { MOST_ROOM } from '#law/word'
import type { Endpoint } from '#ports'
import { concat, type Hex, utf8 } from '#primitives/bytes'
import { readBallot } from '#src/ballots'

const setting: PostSetting = {
  secretKey: `0x${'0a'.repeat(32)}`,
  site: { own: ['court.dev'], isLocal: false },
  resolver: 'https://resolver.shop.com/dns',
  mail: { url: 'https://mail.shop.com/send', key: 'secret', from: 'court@court.dev' },
  contact: 'https://court.dev',
}
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const to = (more: Partial<Endpoint> = {}): Endpoint => ({
  ...{ id: 'whe_1', account: `0x${'11'.repeat(20)}`, channel: 'webhook', address: 'https://hooks.shop.com/in' },
  ...{
    types: [],
    dispute: null,
    court: null,
    arbitrable: null,
    secrets: [{ secret: SECRET, until: null }],
    push: null,
  },
  ...{ state: 'active', proof: '', why: null, failingSince: null, madeAt: 0 },
  ...more,
})
const letter = {
  id: 'msg_1',
  at: Math.floor(Date.now() / 1000),
  body: '{"type":"dispute.ruled","data":{"says":"Done."}}',
}

type Asked = { url: string; init: RequestInit }
/** A network in which names resolve as told, and an address that answers as told. */
function network(
  addresses: Record<'A' | 'AAAA', string[]>,
  answer: () => Response | Promise<Response> = () => new Response('ok'),
) {
  const asked: Asked[] = []
  const fetch = async (url: string, init: RequestInit) => {
    if (url.startsWith('https://resolver.')) {
      const type = new URL(url).searchParams.get('type') as 'A' | 'AAAA'
      const number = type === 'A' ? 1 : 28
      return Response.json({
        Answer: [{ type: 5, data: 'elsewhere.shop.com.' }, ...addresses[type].map((data) => ({ type: number, data }))],
      })
    }
    asked.push({ url, init })
    return answer()
  }
  return { asked, post: postOf(setting, { fetch }) }
}
const open = { A: ['93.184.216.34'], AAAA: ['2606:4700::1'] }

test('a webhook carries id, time and both kinds of signature, and nothing else of ours', async () => {
  const { asked, post } = network(open)
  expect(await post.carry(to(), letter)).toEqual({ status: 200, why: null, answer: 'ok', retryAfter: null })
  const [{ init }] = asked as [Asked]
  const headers = init.headers as Record<string, string>
  expect(Object.keys(headers).sort()).toEqual([
    'content-type',
    'user-agent',
    'webhook-id',
    'webhook-signature',
    'webhook-timestamp',
  ])
  expect(init.redirect).toBe('manual')
  expect(new Webhook(SECRET).verify(letter.body, headers)).toMatchObject({ type: 'dispute.ruled' })

  const { webhook } = await messageKeys(setting.secretKey)
  const key = await crypto.subtle.importKey('raw', fromBase64(webhook.slice(5)), 'Ed25519', false, ['verify'])
  const [, v1a] = /v1a,(\S+)/.exec(headers['webhook-signature']!)!
  const signed = compact(utf8(`${letter.id}.${letter.at}.${letter.body}`))
  expect(await crypto.subtle.verify('Ed25519', key, fromBase64(v1a!), signed)).toBe(true)
})

test('a secret that was replaced signs along until its end, and not a second longer', async () => {
  const { asked, post } = network(open)
  const other = `whsec_${btoa('0123456789abcdef0123456789abcdef')}`
  for (const until of [letter.at + 1, letter.at])
    await post.carry(
      to({
        secrets: [
          { secret: SECRET, until: null },
          { secret: other, until },
        ],
      }),
      letter,
    )
  const verify = ({ init }: Asked) => new Webhook(other).verify(letter.body, init.headers as Record<string, string>)
  expect(verify(asked[0]!)).toBeTruthy()
  expect(() => verify(asked[1]!)).toThrow()
})

test('a name that leads inwards at the moment of sending is not called, even among others that do not', async () => {
  for (const inward of [
    { ...open, A: ['93.184.216.34', '10.0.0.1'] },
    { ...open, AAAA: ['::1'] },
    { A: [], AAAA: [] },
  ]) {
    const { asked, post } = network(inward)
    expect((await post.carry(to(), letter)).status).toBeNull()
    expect(asked).toEqual([])
  }
})

test('an address that was taken once and is hostile now is not called', async () => {
  const { asked, post } = network(open)
  for (const address of ['http://hooks.shop.com/', 'https://127.0.0.1/', 'https://court.dev/disputes'])
    expect(await post.carry(to({ address }), letter)).toMatchObject({ status: null })
  expect(asked).toEqual([])
})

test('a redirect is not followed, a long answer is not read, and what fails is an answer too', async () => {
  const redirect = network(open, () => new Response(null, { status: 302, headers: { location: 'https://127.0.0.1/' } }))
  expect(await redirect.post.carry(to(), letter)).toMatchObject({
    status: 302,
    why: 'it redirects, which is not followed',
  })
  expect(redirect.asked).toHaveLength(1)
  let given = 0
  const endless = new ReadableStream({
    pull: (controller) => {
      given++
      controller.enqueue(new Uint8Array(1000).fill(97))
    },
  })
  const long = await network(open, () => new Response(endless)).post.carry(to(), letter)
  expect(long.answer.length).toBeLessThan(40_000)
  expect(given).toBeLessThan(48)
  const broken = network(open, () => Promise.reject(new Error('connection reset')))
  expect(await broken.post.carry(to(), letter)).toMatchObject({ status: null, why: 'connection reset' })
  const busy = network(open, () => new Response('', { status: 429, headers: { 'retry-after': '120' } }))
  expect(await busy.post.carry(to(), letter)).toMatchObject({ status: 429, retryAfter: 120 })
})

test('mail goes to the provider with the sentence that a person reads', async () => {
  const { asked, post } = network(open)
  await post.carry(to({ channel: 'mail', address: 'juror@shop.com' }), letter)
  const [{ url, init }] = asked as [Asked]
  expect(url).toBe(setting.mail!.url)
  expect(init.headers).toMatchObject({ authorization: 'Bearer secret', 'idempotency-key': 'msg_1' })
  expect(JSON.parse(init.body as string)).toMatchObject({
    to: ['juror@shop.com'],
    subject: 'Done.',
    from: 'court@court.dev',
  })
})

/** RFC 8291, section 5 and appendix A. */
const RFC = {
  text: 'When I grow up, I want to be a watermelon',
  ours: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  ourPublic: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  theirs: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  sealed:
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

test('a push message is sealed as RFC 8291 seals its example', async () => {
  const point = fromBase64Url(RFC.ourPublic)
  const [x, y] = [point.slice(1, 33), point.slice(33)].map(toBase64Url)
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y!, d: RFC.ours }
  const { d: _, ...half } = jwk
  const keys = {
    privateKey: await crypto.subtle.importKey('jwk', jwk, curve, true, ['deriveBits']),
    publicKey: await crypto.subtle.importKey('jwk', half, curve, true, []),
  } as CryptoKeyPair
  const sealed = await sealPush(
    RFC.text,
    { p256dh: RFC.theirs, auth: RFC.auth },
    { keys, salt: fromBase64Url(RFC.salt) },
  )
  expect(toBase64Url(sealed)).toBe(RFC.sealed)
})

test('a push service is shown who sends: a token for itself, signed by the key that the browser was given', async () => {
  const key = await vapidKey(new Uint8Array(32).fill(7))
  const header = await vapidHeader(key, 'https://push.shop.com/abc', 'https://court.dev', 1_800_000_000)
  const [, token, shown] = /^vapid t=(\S+), k=(\S+)$/.exec(header)!
  const [head, claims, signature] = token!.split('.')
  expect(JSON.parse(new TextDecoder().decode(fromBase64Url(claims!)))).toEqual({
    ...{ aud: 'https://push.shop.com', exp: 1_800_043_200, sub: 'https://court.dev' },
  })
  expect(shown).toBe(key.publicKey)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const verifier = await crypto.subtle.importKey('raw', fromBase64Url(shown!), algorithm, false, ['verify'])
  const signed = compact(concat(utf8(`${head}.${claims}`)))
  expect(
    await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, verifier, fromBase64Url(signature!), signed),
  ).toBe(true)
})

test('a browser is sent what only it can read; a subscription that has ended is gone', async () => {
  const { asked, post } = network(open, () => new Response('', { status: 404 }))
  const push = { p256dh: RFC.theirs, auth: RFC.auth }
  expect(await post.carry(to({ channel: 'push', push }), letter)).toMatchObject({ status: 410 })
  expect((asked[0]!.init.headers as Record<string, string>)['content-encoding']).toBe('aes128gcm')
})

test('the largest ballot that the court takes fits in a machine’s answer', async () => {
  const sealed: Hex = `0x${'ab'.repeat(sealedBytes(MOST_ROOM))}`
  const ballot = {
    ...{
      juror: `0x${'11'.repeat(20)}` as const,
      beaconRound: Number.MAX_SAFE_INTEGER,
      revision: Number.MAX_SAFE_INTEGER,
    },
    ...{ commitment: `0x${'cd'.repeat(32)}`, sealed, signature: `0x${'ef'.repeat(65)}`, ticket: '9007199254740991' },
  }
  const { post } = network(open, () => Response.json({ ballot }))
  const { answer } = await post.carry(to(), letter)
  expect(readBallot(answer)).toEqual(ballot)
  const bloated = { ...ballot, sealed: '0xab', signature: `0x${'ef'.repeat(4097)}` }
  expect(readBallot(JSON.stringify({ ballot: bloated }))).toBeUndefined()
})

/**
 * Where nothing is sent, however it is spelled. Each line is an address that has led into somebody's network before,
 * or would here.
 */
import { describe, expect, test } from 'vitest'
import { destination, isPublic } from '#jurors/destination'

const site = { own: ['court.dev', 'attestor.court.dev'], isLocal: false }

const HOSTILE = {
  'not https': [
    'http://hooks.shop.com/in',
    'ftp://hooks.shop.com/in',
    'file:///etc/passwd',
    'gopher://hooks.shop.com/_GET',
    'javascript:alert(1)',
    'data:text/plain,hello',
    'ws://hooks.shop.com/',
    'blob:https://hooks.shop.com/1',
    'https:hooks',
    '//hooks.shop.com/in',
    '/in',
    '',
  ],
  'this machine': [
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://017700000001/',
    'https://0177.0.0.1/',
    'https://0/',
    'https://0.0.0.0/',
    'https://[::1]/',
    'https://[::]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://localhost/',
    'https://LOCALHOST/',
    'https://localhost./',
    'https://api.localhost/',
    'https://localhost.localdomain/',
    'https://127.0.0.1.nip.io/',
    'https://127-0-0-1.sslip.io/',
    'https://app.localtest.me/',
    'https://lvh.me/',
    'https://①②⑦.⓪.⓪.①/',
    'https://127。0。0。1/',
    'https://ⓛocalhost/',
  ],
  'a network behind it': [
    'https://10.0.0.1/',
    'https://172.16.0.1/',
    'https://192.168.1.1/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://2852039166/',
    'https://0xa9fea9fe/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://metadata.google.internal/computeMetadata/v1/',
    'https://vault.internal/',
    'https://printer.local/',
    'https://router.lan/',
    'https://nas.home.arpa/',
    'https://intranet/',
    'https://db/',
    'https://kubernetes.default.svc.cluster.local/',
  ],
  'the court itself': [
    'https://court.dev/disputes',
    'https://COURT.dev/',
    'https://attestor.court.dev/verdict',
    'https://any.court.dev/',
    'https://venire.someone.workers.dev/',
    'https://docs.pages.dev/',
  ],
  'a trick of spelling': [
    'https://hooks.shop.com@127.0.0.1/',
    'https://user:pass@hooks.shop.com/',
    'https://@hooks.shop.com/',
    'https://hooks.shop.com:8443/',
    'https://hooks.shop.com:22/',
    'https://hooks.shop.com\\@127.0.0.1/',
    'https:\\\\127.0.0.1\\',
    'https://hooks.shop.com/\r\nHost: inside',
    'https://hooks.shop.com/in out',
    ' https://hooks.shop.com/',
    'https://hooks.shop.com\t/',
    'https://hooks.shop.com/\u0000',
    'https://hooks..shop.com/',
    'https://-hooks.shop.com/',
    'https://hooks_shop/',
    'https://%31%32%37.0.0.1/',
    'https://hooks.shop.com./',
    `https://hooks.shop.com/${'a'.repeat(2000)}`,
    'https://1.2.3.com4.5/',
    'https://999.999.999.999/',
  ],
}

describe.each(Object.entries(HOSTILE))('nothing is sent to %s', (_, addresses) => {
  test.each(addresses)('%j', (address) => {
    expect(destination(address, site)).toMatchObject({ ok: false })
  })
})

test('the corpus is no shorter than it should be', () => {
  expect(new Set(Object.values(HOSTILE).flat()).size).toBeGreaterThanOrEqual(60)
})

test.each([
  'https://hooks.shop.com/in?key=1',
  'https://hooks.shop.com:443/in',
  'https://xn--bcher-kva.shop/in',
  'https://a-b.c-d.travel/',
])('%s is an address like any other', (address) => {
  expect(destination(address, site)).toMatchObject({ ok: true })
})

test('in a local world, and in no other, a receiver may be on the same machine', () => {
  const address = 'http://127.0.0.1:4321/in'
  expect(destination(address, site).ok).toBe(false)
  expect(destination(address, { ...site, isLocal: true }).ok).toBe(true)
  expect(destination('http://10.0.0.1:4321/in', { ...site, isLocal: true }).ok).toBe(false)
})

test.each([
  ...['0.0.0.1', '10.1.2.3', '100.127.255.255', '127.0.0.1', '169.254.169.254', '172.31.255.255', '192.0.0.8'],
  ...['192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '240.0.0.1'],
  ...['255.255.255.255', '::', '::1', '::ffff:10.0.0.1', '::ffff:a00:1', '64:ff9b::a00:1', '100::1', 'fc00::1'],
  ...['fd12:3456::1', 'fe80::1', 'ff02::1', '2001:db8::1', '2001::1', '2002:a00:1::', '3fff::1', 'x', '1.2.3', ''],
])('a name that resolves to %s leads inwards', (address) => {
  expect(isPublic(address)).toBe(false)
})

test.each(['1.1.1.1', '93.184.216.34', '172.32.0.1', '192.0.1.1', '2606:4700:4700::1111', '2a00:1450:4001::8a'])(
  'a name may resolve to %s',
  (address) => {
    expect(isPublic(address)).toBe(true)
  },
)

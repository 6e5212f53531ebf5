/**
 * Destination: to which addresses the court sends anything. Whoever names one chooses whom the court's machines talk
 * to, so everything that could be a machine of the court's own, or of its host's, is refused: by its spelling here, and
 * by what the name resolves to when a message leaves (`isPublic`).
 * @module
 */
import { no, ok, type Result } from '#primitives/result'

export type Site = {
  /** Host names of the court itself; nothing is sent there, nor to names below them. */
  own: readonly string[]
  /** A local world, whose receivers are on the same machine. */
  isLocal: boolean
}

/** Characters of an address at most. */
const MOST_LENGTH = 2000
/** Names that lead inwards, wherever they are resolved, with all names below them. */
const INWARD = [
  ...['localhost', 'local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'home.arpa', 'arpa'],
  ...['invalid', 'test', 'example', 'onion', 'alt', 'localdomain', 'workers.dev', 'pages.dev'],
  ...['nip.io', 'sslip.io', 'xip.io', 'localtest.me', 'lvh.me', 'vcap.me', 'traefik.me'],
]

/** The address as it will be called, or why it won't be. */
export function destination(text: string, { own, isLocal }: Site): Result<URL, { why: string }> {
  const because = (why: string) => no({ why })
  if (text.length > MOST_LENGTH) return because(`it is longer than ${MOST_LENGTH} characters`)
  // Whatever parsers disagree about is a way around one of them.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\')) return because('it has characters that no address has')
  if (!URL.canParse(text)) return because('it is not an address')
  const url = new URL(text)
  if (isLocal && url.protocol === 'http:' && url.hostname === '127.0.0.1') return ok(url)
  if (url.protocol !== 'https:') return because('it is not https')
  if (url.username !== '' || url.password !== '' || /^https:\/*[^/?#]*@/i.test(text))
    return because('it carries a name')
  if (url.port !== '') return because('it names a port')
  const host = url.hostname.replace(/\.$/, '')
  if (host !== url.hostname) return because('its name ends in a dot')
  if (host.startsWith('[') || /^[0-9.]+$/.test(host) || /^0x/i.test(host)) return because('it is a number, not a name')
  const labels = host.split('.')
  if (labels.length < 2) return because('its name has one part only')
  if (!labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)))
    return because('its name is none of the public naming system')
  if (!/^[a-z]|^xn--/.test(labels.at(-1)!)) return because('it is a number, not a name')
  const isBelow = (parent: string) => host === parent || host.endsWith(`.${parent}`)
  if (INWARD.some(isBelow)) return because('its name leads inwards')
  if (own.some(isBelow)) return because('it is the court itself')
  return ok(url)
}

/** True if an address that a name resolved to is one of the public network. */
export function isPublic(address: string): boolean {
  const four = fourOf(address)
  if (four) return !RESERVED.some(([base, bits]) => four >>> (32 - bits) === base >>> (32 - bits))
  const six = sixOf(address)
  if (!six) return false
  // 2000::/3 is what is given out; of it, parts that carry an IPv4 address or lead to one's own are not.
  if (six >> 125n !== 1n) return false
  return !RESERVED_SIX.some(([base, bits]) => six >> BigInt(128 - bits) === base >> BigInt(128 - bits))
}

const quad = (a: number, b = 0, c = 0, d = 0): number => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
/** IANA's special-purpose registry. */
const RESERVED: readonly (readonly [base: number, bits: number])[] = [
  [quad(0), 8],
  [quad(10), 8],
  [quad(100, 64), 10],
  [quad(127), 8],
  [quad(169, 254), 16],
  [quad(172, 16), 12],
  [quad(192, 0, 0), 24],
  [quad(192, 0, 2), 24],
  [quad(192, 88, 99), 24],
  [quad(192, 168), 16],
  [quad(198, 18), 15],
  [quad(198, 51, 100), 24],
  [quad(203, 0, 113), 24],
  [quad(224), 3],
]
/** 2001::/23 (Teredo and others), documentation, 6to4, and segment routing. */
const RESERVED_SIX: readonly (readonly [base: bigint, bits: number])[] = [
  [0x2001_0000n << 96n, 23],
  [0x2001_0db8n << 96n, 32],
  [0x2002_0000n << 96n, 16],
  [0x3fff_0000n << 96n, 20],
]

function fourOf(address: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)
  const parts = match?.slice(1).map(Number)
  if (!parts?.every((part) => part < 256)) return undefined
  return quad(...(parts as [number, number, number, number]))
}

function sixOf(address: string): bigint | undefined {
  if (!/^[0-9a-fA-F:]+$/.test(address)) return undefined
  const halves = address.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

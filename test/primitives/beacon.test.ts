/** The beacon: published rounds, forged ones, and the clock. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isBeaconSignature,
  keyPoint,
  QUICKNET,
  randomnessOf,
  roundAt,
  roundMessage,
  signaturePoint,
  timeOfRound,
} from '#primitives/beacon'
import { type Hex, toBytes, toHex } from '#primitives/bytes'
import { turnBit } from '../support/arbitraries.ts'
import { beaconSignature, LOCAL_BEACON } from '../support/beacon.ts'
import { dearLaw, law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

/** drand's quicknet as others published it: beacon round, signature, randomness. */
const PUBLISHED: [number, Hex, Hex][] = [
  [
    123,
    '0xb75c69d0b72a5d906e854e808ba7e2accb1542ac355ae486d591aa9d43765482e26cd02df835d3546d23c4b13e0dfc92',
    '0xfb8f7bc29bf24db51871ec8c79f3a1e4bd0557bc0dfcee9ed1d924e69d1c60dc',
  ],
  [
    1000,
    '0xb44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
    '0xfe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
  ],
  [
    657413,
    '0xb713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b',
    '0xfc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587',
  ],
  [
    10024141,
    '0x8c87caf26bb4f5e9fdfad5ddf739ff8683344f8cf04a8c381225ff067557b5d9d51937eed765fcef21971bf5ddef44bb',
    '0x08622adf60800b20ad45b39792a6fe32cb4bf428925550921b01ac3843e714e6',
  ],
  [
    12040883,
    '0x929906c959032ab363c9f26570d215d66f5c06cb0c44fe508c12bb5839f04ec895bb6868e5b9ff13ab289bdb5266b394',
    '0x173df1f57805453a8d2015268205d68147de12cafc2f451f7bc6adadca3571b3',
  ],
]

describe('signatures of the network', () => {
  test.each(PUBLISHED)(
    'quicknet round %i verifies, and gives the published randomness',
    (beaconRound, signature, randomness) => {
      expect(isBeaconSignature(QUICKNET, beaconRound, signature)).toBe(true)
      expect(randomnessOf(signature)).toBe(randomness)
    },
  )
  test('rounds of the vectors verify, on each of their networks', () => {
    for (const row of vectors('beacon').rounds!) {
      const network = { ...QUICKNET, publicKey: row.publicKey }
      expect(randomnessOf(row.signature)).toBe(row.randomness)
      if (BigInt(row.beaconRound) > BigInt(Number.MAX_SAFE_INTEGER)) continue // no date of ours reaches it
      expect(toHex(roundMessage(Number(row.beaconRound)))).toBe(row.message)
      expect(isBeaconSignature(network, Number(row.beaconRound), row.signature), row.where).toBe(true)
    }
  })
  test('keys and signatures are the points that contracts take', () => {
    for (const { publicKey, publicKeyPoint, signature, signaturePoint: point } of vectors('beacon').rounds!) {
      expect(keyPoint({ publicKey })).toBe(publicKeyPoint)
      expect(signaturePoint(signature)).toBe(point)
    }
  })
  test('forged, foreign and malformed signatures of the vectors are refused', () => {
    for (const row of vectors('beacon').negatives!) {
      const network = { ...QUICKNET, publicKey: row.publicKey }
      expect(isBeaconSignature(network, Number(row.beaconRound), row.signature), row.name).toBe(false)
    }
  })
  test('a signature presented for another beacon round is refused', () => {
    expect(isBeaconSignature(QUICKNET, 100, PUBLISHED[0]![1])).toBe(false)
    for (const odd of [0, -1, 1.5, 2 ** 53]) expect(isBeaconSignature(QUICKNET, odd, PUBLISHED[0]![1])).toBe(false)
  })
  dearLaw('a turned bit is never the network’s signature', fc.nat({ max: 383 }), fc.nat({ max: 4 }), (bit, pick) => {
    const [beaconRound, signature] = PUBLISHED[pick]!
    expect(isBeaconSignature(QUICKNET, beaconRound, toHex(turnBit(toBytes(signature), bit)))).toBe(false)
  })
  dearLaw('a local beacon is held to the same check', fc.integer({ min: 1, max: 2 ** 40 }), (beaconRound) => {
    const signature = beaconSignature(beaconRound)
    expect(isBeaconSignature(LOCAL_BEACON, beaconRound, signature)).toBe(true)
    expect(isBeaconSignature(LOCAL_BEACON, beaconRound + 1, signature)).toBe(false)
    expect(isBeaconSignature(QUICKNET, beaconRound, signature)).toBe(false)
  })
})

describe('the beacon’s clock', () => {
  test('beacon rounds at instants are those of the vectors', () => {
    for (const row of vectors('draw').beaconRounds!) {
      const network = { ...QUICKNET, genesisAt: Number(row.genesis), periodSeconds: Number(row.period) }
      expect(roundAt(network, Number(row.instant))).toBe(Number(row.beaconRound))
      expect(timeOfRound(network, Number(row.beaconRound))).toBe(Number(row.roundTime))
    }
  })
  law(
    'the first beacon round at or after an instant is not before it, and the one before is',
    fc.integer({ min: QUICKNET.genesisAt + 1, max: 2 ** 40 }),
    (at) => {
      const beaconRound = roundAt(QUICKNET, at)
      expect(timeOfRound(QUICKNET, beaconRound)).toBeGreaterThanOrEqual(at)
      expect(timeOfRound(QUICKNET, beaconRound - 1)).toBeLessThan(at)
    },
  )
  test('before genesis there is only the first', () => {
    expect(roundAt(QUICKNET, 0)).toBe(1)
    expect(roundAt(QUICKNET, QUICKNET.genesisAt)).toBe(1)
  })
})

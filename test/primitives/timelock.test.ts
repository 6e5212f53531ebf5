/** The timelock: vectors of drand's own implementations, and everything that must stay shut. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QUICKNET } from '#primitives/beacon'
import { toBytes, toHex } from '#primitives/bytes'
import { isWellFormed, seal, TIMELOCK_BYTES, unseal } from '#primitives/timelock'
import { hexOf, turnBit } from '../support/arbitraries.ts'
import { beaconSignature, LOCAL_BEACON } from '../support/beacon.ts'
import { dearLaw } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

describe('vectors', () => {
  const rows = vectors('timelock').vectors!.filter((row) => row.message.length === 66)
  test.each(rows)('$name: sealing gives these bytes, and the beacon’s signature opens them', (row) => {
    const locked = seal(
      { ...QUICKNET, publicKey: row.publicKey },
      Number(row.beaconRound),
      toBytes(row.message),
      toBytes(row.sigma),
    )
    expect(toHex(locked)).toBe(row.locked)
    expect(toHex(unseal(locked, row.signature)!)).toBe(row.message)
    expect(isWellFormed(locked)).toBe(true)
  })
  test.each(vectors('timelock').negatives!)('stays shut: $name', (row) => {
    expect(unseal(toBytes(row.locked), row.signature)).toBeUndefined()
  })
})

dearLaw(
  'what is sealed to a beacon round opens with its signature and with no other',
  hexOf(32),
  hexOf(32),
  fc.integer({ min: 1, max: 2 ** 32 }),
  (message, sigma, beaconRound) => {
    const locked = seal(LOCAL_BEACON, beaconRound, toBytes(message), toBytes(sigma))
    expect(locked.length).toBe(TIMELOCK_BYTES)
    expect(toHex(unseal(locked, beaconSignature(beaconRound))!)).toBe(message)
    expect(unseal(locked, beaconSignature(beaconRound + 1))).toBeUndefined()
  },
)

dearLaw(
  'a turned bit of a sealed message never opens',
  hexOf(32),
  hexOf(32),
  fc.nat({ max: 8 * TIMELOCK_BYTES - 1 }),
  (message, sigma, bit) => {
    const locked = turnBit(seal(LOCAL_BEACON, 77, toBytes(message), toBytes(sigma)), bit)
    expect(unseal(locked, beaconSignature(77))).toBeUndefined()
  },
)

test('messages and sigmas of another length are an error', () => {
  expect(() => seal(LOCAL_BEACON, 1, new Uint8Array(31), new Uint8Array(32))).toThrow('message of 32 bytes')
  expect(() => seal(LOCAL_BEACON, 1, new Uint8Array(32), new Uint8Array(33))).toThrow('sigma of 32 bytes')
})

test('bytes that are no ciphertext are seen before R: wrong length, no point, the identity, outside the subgroup', () => {
  expect(isWellFormed(new Uint8Array(TIMELOCK_BYTES))).toBe(false)
  expect(isWellFormed(new Uint8Array(10))).toBe(false)
  for (const row of vectors('timelock').negatives!.filter(({ name }) =>
    /identity|subgroup|cofactor|short|long/.test(name),
  )) {
    expect(isWellFormed(toBytes(row.locked)), row.name).toBe(false)
  }
})

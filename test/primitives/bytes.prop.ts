/** Laws of bytes, ABI words and canonical JSON. */
import fc from 'fast-check'
import { encodeAbiParameters } from 'viem'
import { describe, expect, test } from 'vitest'
import { addressWord, array, bytes32, encode, word } from '#primitives/abi'
import { isHex, toBytes, toHex, toUint, uint } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { canonical, type Json, jsonHash } from '#primitives/json'
import { type TagName, tag } from '#primitives/tags'
import { addresses, digests } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

/** Any record the court may keep: no fractions, no numbers that two engines might print differently. */
const { plainJson } = fc.letrec<{ plainJson: Json }>((tie) => ({
  plainJson: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('plainJson'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('plainJson'), { maxKeys: 4 }),
  ),
}))

describe('bytes', () => {
  law('bytes and hex are two spellings of one value', fc.uint8Array(), (bytes) => {
    expect(toBytes(toHex(bytes))).toEqual(bytes)
  })
  law('an unsigned integer comes back from its bytes', fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }), (n) => {
    expect(toUint(uint(n, 16))).toBe(n)
  })
  test('one value has one spelling: upper case, odd digits and missing prefixes are refused', () => {
    for (const bad of ['0xAB', '0xabc', 'ab', '0x', '']) expect(isHex(bad, 1), bad).toBe(false)
    expect(() => toBytes('0xAB')).toThrow('lower-case hex')
  })
  test('a number that does not fit is refused, never cut', () => {
    expect(() => uint(256, 1)).toThrow('expected a u8, got 256')
    expect(() => uint(-1n, 8)).toThrow()
    expect(() => word(2 ** 32, 32)).toThrow('expected a u32')
  })
})

describe('tags', () => {
  test('every tag is the one in the vectors, and no two are alike', () => {
    const rows = vectors('tags').tags!
    for (const { name, tag: expected } of rows) expect(toHex(tag(name as TagName)), name).toBe(expected)
    expect(new Set(rows.map((row) => row.tag)).size).toBe(rows.length)
  })
})

describe('abi', () => {
  law(
    'words and arrays of words are encoded as an independent library encodes them',
    addresses,
    digests,
    fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
    fc.array(fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), { maxLength: 5 }),
    (address, hash, n, list) => {
      const types = ['uint256', 'address', 'uint256[]', 'bytes32', 'uint256[]'].map((type) => ({ type }))
      const ours = encode(word(n), addressWord(address), array(list.map((x) => word(x))), bytes32(hash), array([]))
      expect(toHex(ours)).toBe(encodeAbiParameters(types, [n, address, list, hash, []]))
    },
  )
})

describe('canonical JSON', () => {
  test('texts and hashes of RFC 8785 are those of the vectors', () => {
    for (const row of vectors('docket').canonical!) {
      expect(canonical(JSON.parse(row.json))).toBe(row.canonical)
      expect(jsonHash(JSON.parse(row.json))).toBe(row.hash)
    }
  })
  law(
    'the order in which members were written never shows',
    fc.dictionary(fc.string(), fc.maxSafeInteger()),
    (record) => {
      const reversed = Object.fromEntries(Object.entries(record).toReversed())
      expect(canonical(reversed)).toBe(canonical(record))
    },
  )
  law('reading canonical text and writing it again changes nothing', plainJson, (value) => {
    const text = canonical(value)
    expect(canonical(JSON.parse(text))).toBe(text)
  })
  test('a number that two engines might print differently is refused', () => {
    for (const bad of [1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => canonical({ bad })).toThrow('expected a safe integer')
    }
    expect(() => canonical(undefined as unknown as Json)).toThrow('undefined')
  })
  test('a digest is of the parts, packed', () => {
    expect(digest(new Uint8Array([1]), new Uint8Array([2, 3]))).toBe(digest(new Uint8Array([1, 2, 3])))
  })
})

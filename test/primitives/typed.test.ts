/** Typed data and signatures: vectors, and what is refused. */
import fc from 'fast-check'
import { hashTypedData, recoverAddress } from 'viem'
import { describe, expect, test } from 'vitest'
import { type Hex, toBytes, toHex, utf8 } from '#primitives/bytes'
import { keccak } from '#primitives/hash'
import { addressOf, isCanonicalSignature, signatureHash, signDigest, signerOf } from '#primitives/signature'
import {
  configDigest,
  domainSeparator,
  hashStruct,
  type Statement,
  TYPES,
  type TypeName,
  typedDigest,
  typeHash,
  walletTypedData,
} from '#primitives/typed'
import { addresses, digests, secretKeys, turnBit } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { vectors } from '../support/vectors.ts'

const file = vectors('typed')
const domain = { chainId: BigInt(file.domains![0]!.chainId), arbitrator: file.domains![0]!.verifyingContract }
const names = Object.keys(TYPES) as TypeName[]
const rowsOf = (name: TypeName) => file[`${name[0]!.toLowerCase()}${name.slice(1)}`] ?? []

describe('typed data', () => {
  test('domain separators are those of the vectors', () => {
    for (const row of file.domains!) {
      const separator = domainSeparator({ chainId: BigInt(row.chainId), arbitrator: row.verifyingContract })
      expect(toHex(separator)).toBe(row.domainSeparator)
    }
  })
  test('the spelling of every type is the one in the vectors', () => {
    for (const row of file.types!) {
      expect(toHex(typeHash(row.name))).toBe(row.typeHash)
      expect(toHex(keccak(utf8(row.typeString)))).toBe(row.typeHash)
    }
  })
  test.each(names.filter((name) => rowsOf(name).length > 0))(
    '%s: struct hash, digest and signer are those of the vectors',
    (name) => {
      for (const row of rowsOf(name)) {
        expect(hashStruct(name, row as Statement)).toBe(row.structHash)
        expect(typedDigest(domain, name, row as Statement)).toBe(row.digest)
        expect(signerOf(row.digest, row.signature)).toBe(row.signer)
        expect(signerOf(row.digest, row.signatureHighS)).toBeUndefined()
      }
    },
  )
  test('the vectors hold every type of the protocol', () => {
    expect(names.filter((name) => rowsOf(name).length === 0)).toEqual([])
  })
  test('a wallet that is shown a statement signs the same digest', () => {
    for (const name of names) {
      for (const row of rowsOf(name)) {
        const shown = walletTypedData(domain, name, row as Statement)
        expect(hashTypedData(shown as Parameters<typeof hashTypedData>[0])).toBe(row.digest)
      }
    }
  })
  test('the digest of an attestor set is the one in the vectors, and its order is not free', () => {
    for (const row of file.configs!) {
      const of = { chainId: BigInt(row.chainId), arbitrator: row.contract }
      expect(configDigest(of, Number(row.k), row.signers)).toBe(row.configDigest)
      if (row.signers.length < 2) continue
      expect(() => configDigest(of, Number(row.k), row.signers.toReversed())).toThrow('strictly ascending')
      expect(() => configDigest(of, 2, [row.signers[0], row.signers[0]])).toThrow('strictly ascending')
    }
  })
  test('a missing member is an error, not an empty word', () => {
    expect(() => hashStruct('Final', { ruling: 1 })).toThrow('expected Final.disputeKey')
  })
  law('a statement for one deployment is no statement for another', addresses, fc.nat(), (arbitrator, chainId) => {
    const row = rowsOf('Final')[0]! as Statement
    fc.pre(arbitrator !== domain.arbitrator || BigInt(chainId) !== domain.chainId)
    expect(typedDigest({ arbitrator, chainId: BigInt(chainId) }, 'Final', row)).not.toBe(
      typedDigest(domain, 'Final', row),
    )
  })
})

describe('signatures', () => {
  law('who signed comes back, here and in an independent library', digests, secretKeys, async (digest, key) => {
    const signature = signDigest(digest, key)
    expect(isCanonicalSignature(signature)).toBe(true)
    expect(signerOf(digest, signature)).toBe(addressOf(key))
    expect((await recoverAddress({ hash: digest, signature })).toLowerCase()).toBe(addressOf(key))
  })
  law(
    'a turned bit recovers to somebody else or to nobody',
    digests,
    secretKeys,
    fc.nat({ max: 519 }),
    (digest, key, bit) => {
      const turned = toHex(turnBit(toBytes(signDigest(digest, key)), bit))
      expect(signerOf(digest, turned)).not.toBe(addressOf(key))
    },
  )
  test('v other than 27 and 28, zero r or s, and any other length are refused', () => {
    const digest: Hex = `0x${'11'.repeat(32)}`
    const good = signDigest(digest, `0x${'22'.repeat(32)}`)
    const rs = good.slice(0, 130)
    const zero = '00'.repeat(32)
    for (const v of ['00', '01', '1a', '1d', 'ff']) expect(signerOf(digest, `${rs}${v}` as Hex), v).toBeUndefined()
    expect(signerOf(digest, `0x${zero}${good.slice(66)}` as Hex)).toBeUndefined()
    expect(signerOf(digest, `${good.slice(0, 66)}${zero}1b` as Hex)).toBeUndefined()
    expect(signerOf(digest, rs as Hex)).toBeUndefined()
    expect(signerOf(digest, `${good}00`)).toBeUndefined()
    expect(signerOf(digest, `0x${'ff'.repeat(32)}${good.slice(66)}` as Hex)).toBeUndefined()
  })
  test('an r that is no point of the curve recovers to nobody', () => {
    const five = `0x${'00'.repeat(31)}05` // x = 5 has no y on secp256k1
    expect(signerOf(`0x${'11'.repeat(32)}`, `${five}${'00'.repeat(31)}011b` as Hex)).toBeUndefined()
  })
  test('the hash of a signature covers r, s and v', () => {
    const row = vectors('ballot').ballots![0]!
    expect(signatureHash(row.signature)).toBe(row.signatureHash)
  })
})

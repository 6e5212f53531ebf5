/**
 * CIDs: which of them promise a hash of the content itself. The first was made with Python’s hashlib.
 */
import { base32 } from 'multiformats/bases/base32'
import { base36 } from 'multiformats/bases/base36'
import { CID } from 'multiformats/cid'
import { expect, test } from 'vitest'
import { fits } from '#law/evidence'
import { utf8 } from '#primitives/bytes'
import { rawDigest } from '#primitives/cid'
import { sha256 } from '#primitives/hash'
import { exhibitOf } from '../../sdk/exhibit.ts'

const HELLO = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e' // "hello world"

test('the address of raw bytes promises their hash, in whatever base it is spelled', () => {
  expect(fits(`/ipfs/${HELLO}`, 'hello world')).toBe(true)
  expect(fits(`ipfs://${HELLO}/`, 'hello World')).toBe(false)
  const cid = CID.parse(HELLO)
  for (const text of [cid.toString(base32), cid.toString(base36)])
    expect(fits(`https://gateway.shop/ipfs/${text}?download`, 'hello world')).toBe(true)
})

test('the address of a file in chunks, or of a directory, promises nothing that can be checked here', () => {
  for (const cid of [
    'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG',
    'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
  ])
    expect([rawDigest(cid), fits(`/ipfs/${cid}/meta.json`, 'anything')]).toEqual([undefined, undefined])
})

test('text that only looks like an address is none', () => {
  for (const text of [`${HELLO.slice(0, -1)}a`, HELLO.toUpperCase(), 'b'.repeat(59), `${HELLO}a`, ''])
    expect(fits(text, 'hello world') ?? false).toBe(false)
})

test('what the SDK shows is what the court finds', async () => {
  const { reference, content } = await exhibitOf({ title: 'Delivery', fileURI: '/ipfs/none' })
  expect(fits(reference, content)).toBe(true)
  expect(rawDigest(reference.slice('/ipfs/'.length))).toBe(`0x${Buffer.from(sha256(utf8(content))).toString('hex')}`)
})

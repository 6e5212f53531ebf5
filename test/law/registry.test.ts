/** An entry of a curated list: its state at an instant, and the transactions that would change it. */
import { decodeFunctionData } from 'viem'
import { describe, expect, test } from 'vitest'
import { listAbi } from '#edges/abi'
import { isListed, type Listing, movesOf, type RegistryEntry, stateOf } from '#law/registry'
import type { Address, Digest } from '#primitives/bytes'

const ITEM: Digest = `0x${'17'.repeat(32)}`
const OWNER: Address = `0x${'0a'.repeat(20)}`
const NOBODY: Address = `0x${'00'.repeat(20)}`
const NEVER = 2 ** 40 - 1
const entry: RegistryEntry = {
  owner: OWNER,
  bond: 10n,
  listedAt: 100,
  until: 1100,
  disputeId: 0n,
  challenger: NOBODY,
  against: 0n,
}
const listing = (more: Partial<RegistryEntry> = {}): Listing => ({
  entry: { ...entry, ...more },
  minBond: 10n,
  challengeCost: 13n,
  renewalSeconds: 200,
})
const moves = (at: number, more: Partial<RegistryEntry> = {}) =>
  movesOf(listing(more), ITEM, 'ipfs://why', at).map(({ name, value, by }) => [name, value, by])

describe('an entry', () => {
  test.each([
    ['applied', 99, {}],
    ['listed', 100, {}],
    ['listed', 1099, {}],
    ['expired', 1100, {}],
    ['contested', 500, { disputeId: 7n }],
    ['disputed', 500, { disputeId: 7n, listedAt: NEVER }],
    ['disputed', 1100, { disputeId: 7n }],
    ['absent', 500, { owner: NOBODY }],
  ] as const)('is %s at %i', (state, at, more) => {
    expect(stateOf(listing(more), at)).toBe(state)
    expect(isListed(state)).toBe(state === 'listed' || state === 'contested')
  })

  test('may be challenged by anybody, and taken back or, before its end, renewed by its owner', () => {
    expect(moves(99)).toEqual([
      ['challenge', 13n, undefined],
      ['remove', 0n, OWNER],
    ])
    expect(moves(899).map(([name]) => name)).toEqual(['challenge', 'remove'])
    expect(moves(900)).toEqual([
      ['challenge', 13n, undefined],
      ['remove', 0n, OWNER],
      ['renew', 0n, OWNER],
    ])
    expect(moves(900, { until: NEVER }).map(([name]) => name)).toEqual(['challenge', 'remove'])
  })

  test('in dispute waits for the ruling; one that has run out may be cleared and listed again', () => {
    expect(moves(500, { disputeId: 7n })).toEqual([])
    expect(moves(1100)).toEqual([
      ['list', 10n, undefined],
      ['remove', 0n, undefined],
    ])
    expect(moves(0, { owner: NOBODY })).toEqual([['list', 10n, undefined]])
  })
})

test.each(['', 'ipfs://why', 'x'.repeat(32), 'ü'.repeat(33)])(
  'calls are those that the contract reads, whatever is shown: %s',
  (uri) => {
    const all = [...movesOf(listing(), ITEM, uri, 950), ...movesOf(listing({ owner: NOBODY }), ITEM, uri, 0)]
    expect(all.map(({ name }) => name)).toEqual(['challenge', 'remove', 'renew', 'list'])
    for (const { name, data } of all) {
      const read = decodeFunctionData({ abi: listAbi, data })
      expect(read.functionName).toBe(name)
      expect(read.args).toEqual(name === 'list' || name === 'challenge' ? [ITEM, uri] : [ITEM])
    }
  },
)

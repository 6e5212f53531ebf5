/** Rolls and identities: vectors, and when a roll holds. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountName, PERSON_SOURCES, personId } from '#jurors/identity'
import { compileRoll, epochAt, isInForce, type RollHeader, rollDepth, rollHash, rollsTree } from '#jurors/roll'
import { type Address, ZERO32 } from '#primitives/bytes'
import { merkleRoot } from '#primitives/merkle'
import { addresses, hexOf } from '../support/arbitraries.ts'
import { law } from '../support/law.ts'
import { pieces, type Row, vectors } from '../support/vectors.ts'

const headerOf = (row: Row): RollHeader => ({
  epoch: Number(row.epoch),
  court: Number(row.court),
  version: Number(row.version),
  root: row.root,
  total: BigInt(row.total),
  jurors: Number(row.jurors),
})

describe('rolls', () => {
  test('header hashes are those of the vectors', () => {
    for (const row of vectors('roll').trees!) {
      expect(rollHash(headerOf(row))).toBe(row.header)
      expect(rollDepth(headerOf(row))).toBe(Number(row.depth))
    }
  })
  test('the root over all courts’ rolls, and each court’s path, are those of the vectors', () => {
    const trees = new Map(vectors('roll').trees!.map((row) => [row.name, row]))
    for (const row of vectors('roll').rollsRoots!) {
      expect(merkleRoot(row.headers)).toBe(row.rollsRoot)
      const headers = row.names.flatMap((name: string, court: number) =>
        row.headers[court] === ZERO32 ? [] : [{ ...headerOf(trees.get(name)!), court, version: 1 + court }],
      )
      const tree = rollsTree(headers)
      expect(tree.root).toBe(row.rollsRoot)
      row.paths.forEach((path: Address, court: number) => {
        expect(tree.path(court)).toEqual(pieces(path, 32))
      })
    }
  })
  test('a juror’s leaf is its number, in every court, with or without weight', () => {
    const holding = (stake: bigint) => ({ stake, courts: [0], admitted: [] })
    const parents = new Map([[0, 0]])
    const candidates = [5n, 0n, 9n].map((stake, i) => {
      const address: Address = `0x${`0${i + 1}`.repeat(20)}`
      return { address, before: holding(stake), now: holding(stake) }
    })
    const eligibility = { court: 0, parents, weight: 'stake' as const, persons: false, minStake: 0n }
    const { header, tree } = compileRoll(eligibility, candidates, { epoch: 7, version: 1 })
    expect(header).toMatchObject({ epoch: 7, court: 0, version: 1, total: 14n, jurors: 3 })
    expect(tree.levels[0]!.sums).toEqual([5n, 0n, 9n])
  })
  law(
    'a roll is in force for two epochs, from the one after the one it was posted in',
    fc.nat({ max: 1e6 }),
    fc.integer({ min: 60, max: 1e6 }),
    fc.nat({ max: 1e6 }),
    (epoch, epochSeconds, offset) => {
      const start = (epoch + 1) * epochSeconds
      const at = start + (offset % (2 * epochSeconds))
      expect(isInForce(epoch, at, epochSeconds)).toBe(true)
      expect(isInForce(epoch, start - 1, epochSeconds)).toBe(false)
      expect(isInForce(epoch, start + 2 * epochSeconds, epochSeconds)).toBe(false)
      expect(epochAt(start, epochSeconds)).toBe(epoch + 1)
    },
  )
})

describe('identity', () => {
  test('person ids are those of the vectors', () => {
    for (const row of vectors('policy').persons!) {
      expect(personId(Number(row.court), PERSON_SOURCES[Number(row.personSource)]!, row.sourceId)).toBe(row.person)
    }
  })
  law(
    'a second account of the same human has the first one’s id, which the vault lets in once',
    hexOf(20),
    fc.nat({ max: 100 }),
    (human, court) => {
      // The id is made of what the source calls the person, and of no account at all.
      expect(personId(court, 'registry', human)).toBe(personId(court, 'registry', human))
      expect(personId(court + 1, 'registry', human)).not.toBe(personId(court, 'registry', human))
      expect(personId(court, 'attestation', human)).not.toBe(personId(court, 'registry', human))
    },
  )
  law('two humans never share an id', hexOf(20), hexOf(20), (a, b) => {
    fc.pre(a !== b)
    expect(personId(0, 'registry', a)).not.toBe(personId(0, 'registry', b))
  })
  law('an account’s name says its chain', addresses, fc.nat(), (address, chain) => {
    expect(accountName(BigInt(chain), address)).toBe(`eip155:${chain}:${address}`)
  })
})

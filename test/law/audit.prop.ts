/**
 * Laws of the audit: rolls that are as the vault says pass, and whatever is bent in them is found, by what is shown of them
 * or by what is not. That the contract takes what is found here is told in test/cases/lies.test.ts.
 */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { type HeldEvent, heldAfter } from '#jurors/juror'
import { keptRoot, rollsTree } from '#jurors/roll'
import { auditRolls, truthOf, type VaultRecord } from '#law/audit'
import { type Digest, type Hex, toHex, uint, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import { bends, bentRolls } from '../support/bentRolls.ts'
import { TERMS } from '../support/hearing.ts'
import { law } from '../support/law.ts'

const EPOCH = 9
const SECONDS = 1000
const REGISTRY = toHex(uint(7, 20))

const event = (number: number): fc.Arbitrary<HeldEvent> =>
  fc
    .tuple(
      fc.integer({ min: 5, max: EPOCH + 1 }),
      fc.oneof(
        fc.record({ name: fc.constant('staked' as const), stake: fc.nat({ max: 1000 }).map(String) }),
        fc.record({ name: fc.constant('served' as const), courts: fc.uniqueArray(fc.nat({ max: 3 })) }),
        fc.record({
          name: fc.constantFrom('admitted' as const, 'expelled' as const),
          ...{ root: fc.constant(3), source: fc.constant(1), registry: fc.constantFrom(REGISTRY, ZERO_ADDRESS) },
        }),
      ),
    )
    .map(([epoch, what]) => ({ number, epoch, ...what }) as HeldEvent)

/** Court 1 below court 0, court 2 below 1 and alike for all, court 3 a root that asks for persons; one comes too late. */
const records: fc.Arbitrary<VaultRecord> = fc
  .integer({ min: 1, max: 9 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => fc.array(event(i), { maxLength: 8 }))))
  .map((histories) => ({
    jurors: histories.map((_, number) => ({ number, address: toHex(uint(0xa000 + number, 20)), epoch: 4 })),
    holdings: histories.flatMap((history) => {
      let held = { stake: 100n, courts: [0, 1], admitted: [] } as Parameters<typeof heldAfter>[0]
      const first = { number: history[0]?.number ?? 0, epoch: 4, held }
      return [
        ...(history.length > 0 ? [first] : []),
        ...history
          .toSorted((a, b) => a.epoch - b.epoch)
          .map((each) => {
            held = heldAfter(held, each)
            return { number: each.number, epoch: each.epoch, held }
          }),
      ]
    }),
    courts: [0, 0, 1, 3, 0].map((parent, court) => ({ court, parent, createdAt: court === 4 ? EPOCH * SECONDS : 1 })),
    versions: [0, 1, 2, 3, 4].map((court) => ({
      ...{ court, version: 1, adoptedAt: court === 4 ? EPOCH * SECONDS : 1 },
      terms: {
        ...TERMS,
        ...{ minStake: 5n, weight: court === 2 ? 1 : 0 },
        ...(court === 3 ? { personSource: 1, personRegistry: REGISTRY } : { personSource: 0 }),
      },
    })),
  }))

const epochOf = (record: VaultRecord) => truthOf(record, EPOCH, SECONDS)

describe('an audit', () => {
  law('finds nothing in rolls that are as the vault says, whatever of them is shown', records, (record) => {
    const truth = epochOf(record)
    const { rollsRoot, shows } = bentRolls(truth, { kind: 'none' })
    expect(rollsRoot).toBe(truth.rollsRoot)
    const headers = truth.courts.map(({ header }) => header).filter(({ total }) => total > 0n)
    expect(rollsRoot).toBe(rollsTree(headers).root)
    expect(auditRolls(truth, rollsRoot, shows)).toBeUndefined()
    expect(auditRolls(truth, rollsRoot, new Map())).toBeUndefined()
  })

  law(
    'finds whatever is bent: a fault in what is shown, or a hash that nobody can show',
    records,
    bends,
    (record, bend) => {
      const truth = epochOf(record)
      const { rollsRoot, shows } = bentRolls(truth, bend)
      fc.pre(rollsRoot !== ZERO32)
      const found = auditRolls(truth, rollsRoot, shows)
      if (keptRoot(rollsRoot) === keptRoot(truth.rollsRoot)) return expect(found).toBeUndefined()
      expect(found).toBeDefined()
      if (found?.kind === 'missing') expect(shows.has(found.hash)).toBe(false)
      if (bend.kind === 'weight') expect(found?.kind).toBe('fault')
    },
  )

  law('asks for one hash after the other, and comes to the same fault', records, bends, (record, bend) => {
    const truth = epochOf(record)
    const { rollsRoot, shows } = bentRolls(truth, bend)
    fc.pre(keptRoot(rollsRoot) !== keptRoot(truth.rollsRoot) && rollsRoot !== ZERO32)
    const known = new Map<Digest, Hex>()
    let found = auditRolls(truth, rollsRoot, known)!
    for (let asked = 0; found.kind === 'missing' && shows.has(found.hash); asked++) {
      // Every hash is news: nothing is asked for twice, and the way has an end.
      expect(known.has(found.hash)).toBe(false)
      expect(asked).toBeLessThan(200)
      known.set(found.hash, shows.get(found.hash)!)
      found = auditRolls(truth, rollsRoot, known)!
    }
    expect(found.kind).toBe(auditRolls(truth, rollsRoot, shows)!.kind)
  })
})

/**
 * Rolls in D1: compiled from what the vault said, drawn and proven level by level, and never dearer than promised.
 *
 * The dense tree of `jurors/roll.ts` is the measure: whatever the archive makes incrementally has to be the same.
 */
import { describe, expect, test } from 'vitest'
import { open } from '#db/d1'
import { ledgerOf } from '#db/ledger'
import { rollsOf } from '#db/rolls'
import { change } from '#db/sumtree'
import { type HoldingChange, holdingAt, type Personhood } from '#jurors/juror'
import { readPreimage } from '#jurors/preimage'
import { compileRoll, keptRoot, type RollHeader, rollHash, rollsTree } from '#jurors/roll'
import { drawPanel, type Lottery, provesDraw } from '#jurors/sortition'
import type { Eligibility } from '#jurors/stake'
import { encodeTerms, type Terms } from '#law/policy'
import type { ChainEvent, Deployment, FiledEvent, KeptEvent } from '#ports'
import { type Address, type Digest, toBytes, toHex, uint, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { rootFromPath } from '#primitives/merkle'
import { climb, densePath, depthFor, emptySum, grow, type Leaf, rootOf } from '#primitives/sumtree'
import { LOCAL_BEACON } from '../support/beacon.ts'
import { ARBITRATOR, TERMS } from '../support/hearing.ts'
import { metered } from '../support/meter.ts'
import { database } from '../support/workerd.ts'

const EPOCH = 1_000
const deployment: Deployment = {
  domain: { chainId: 31337n, arbitrator: ARBITRATOR },
  clockwork: { beacon: LOCAL_BEACON, confirmSeconds: 60 },
  epochSeconds: EPOCH,
  challengeFloorSeconds: 3600,
}
const REGISTRY: Address = `0x${'99'.repeat(20)}`
const ledger = ledgerOf(database, deployment)
const rolls = rollsOf(database, deployment)
const juror = (number: number): Address => toHex(uint(0xa000_0000 + number, 20))
const hashAt = (block: number): Digest => digest(uint(block, 8))

/** A lottery that a number decides. */
const lottery = (n: number, over: Partial<Lottery> = {}): Lottery => ({
  randomness: digest(uint(n, 8)),
  disputeKey: digest(uint(n + 1, 9)),
  panel: 0,
  seats: 5,
  seatCap: 0,
  strict: false,
  ...over,
})

/** Writes events at an instant, one block a call. */
let block = 0
async function happen(at: number, events: readonly (KeptEvent | FiledEvent)[]): Promise<void> {
  block++
  const step = (await ledger.cursor())?.step ?? 0
  const placed = events.map((event, logIndex): ChainEvent => {
    return { place: { blockHash: hashAt(block), logIndex, block, position: logIndex }, event }
  })
  const to = { number: block, hash: hashAt(block), at }
  expect(await ledger.advance(step, { to, marks: [to], events: placed })).toBe('advanced')
}

const terms = (over: Partial<Terms>): Terms => ({ ...TERMS, minStake: 5n, ...over })
const court = (id: number, parent: number, over: Partial<Terms>): KeptEvent[] => [
  { name: 'court', court: id, parent, root: parent === id ? id : 0, creator: ZERO_ADDRESS, at: 1 },
  version(id, 1, 1, over),
]
const version = (id: number, number: number, at: number, over: Partial<Terms>): KeptEvent => ({
  name: 'version',
  court: id,
  version: number,
  policyHash: ZERO32,
  terms: encodeTerms(terms(over)),
  lifeSeconds: 1,
  at,
})

/** Small numbers in an order nobody chose (xorshift), the same in every run. */
let state = 0x2545f491
const some = (below: number): number => {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % below
}

describe('rolls of a town that moves for twelve epochs', () => {
  // Court 0 with children 1 and 2; 2 asks for persons; court 3 is a tree of its own, and weighs every juror alike.
  const parents = new Map([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 3],
  ])
  const persons = { personSource: 1, personRegistry: REGISTRY }
  const eligible = (id: number, epoch: number): Eligibility => ({
    court: id,
    parents,
    weight: id === 3 ? 'one' : 'stake',
    persons: id === 2,
    minStake: id === 1 && epoch > 6 ? 40n : 5n,
  })
  const changes: HoldingChange[][] = []
  const admissions: Personhood[][] = []

  test('an incremental compile gives the root, total and width of the dense one, in every court and epoch', {
    timeout: 60_000,
  }, async () => {
    await happen(1, [...court(0, 0, {}), ...court(1, 0, {}), ...court(2, 0, persons), ...court(3, 3, { weight: 1 })])
    for (let epoch = 1; epoch <= 12; epoch++) {
      const events: KeptEvent[] = []
      for (let i = 0; i < 4 && epoch < 9; i++) events.push(...arrive(epoch))
      for (let i = 0; i < 6; i++) events.push(...move(some(changes.length), epoch))
      // Terms that weigh differently: court 1 asks for more from epoch 7 on.
      if (epoch === 6) events.push(version(1, 2, epoch * EPOCH + 500, { minStake: 40n }))
      await happen(epoch * EPOCH + 400, events)
      await happen((epoch + 1) * EPOCH, [])

      const { headers, rollsRoot } = await rolls.compile(epoch + 1)
      const dense = [0, 1, 2, 3].map((id) => denseRoll(id, epoch + 1).header).filter(({ total }) => total > 0n)
      expect(headers).toEqual(dense)
      expect(rollsRoot).toBe(rollsTree(dense).root)
      expect(await rolls.compile(epoch + 1)).toEqual({ headers, rollsRoot })
    }
  })

  test('a court in which nobody has weight is no leaf', async () => {
    const first = await rolls.compile(2)
    expect(first.headers.map((header) => header.court)).not.toContain(2)
  })

  test('jurors who have moved since do not change an old roll, drawn or proven', { timeout: 30_000 }, async () => {
    for (const epoch of [3, 8, 13]) {
      const { headers } = await rolls.compile(epoch)
      for (const header of headers) {
        const { tree } = denseRoll(header.court, epoch)
        const wanted = lottery(epoch, { seats: 7, seatCap: 1 })
        const drawn = await rolls.draw(header, wanted)
        expect(drawn).toEqual(drawPanel(wanted, { tree, total: header.total, addressOf: juror }))
        const numbers = [0, header.jurors - 1, 5]
        const proven = await rolls.prove(header, numbers)
        proven.forEach(({ address, weight, path }, i) => {
          expect(weight).toBe(tree.levels[0]!.sums[numbers[i]!])
          expect(path).toEqual(densePath(tree, numbers[i]!))
          expect(climb({ address, weight }, numbers[i]!, path).root).toEqual({ hash: header.root, sum: header.total })
        })
      }
    }
    await expect(rolls.prove((await rolls.compile(3)).headers[0]!, [99])).rejects.toThrow('expected a juror below')
  })

  test('rolls are in force two epochs long, once they stand on chain in time as they were compiled here', async () => {
    const { rollsRoot, headers } = await rolls.compile(10)
    const posted = (epoch: number, root: Digest, at: number): FiledEvent => ({
      name: 'gazetted',
      serial: at,
      epoch,
      rollsRoot: root,
      headsRoot: ZERO32,
      at,
      tx: ZERO32,
    })
    await happen(20_000, [
      posted(10, rollsRoot, 10 * EPOCH + 249),
      posted(11, digest(uint(1, 1)), 11 * EPOCH + 10),
      posted(12, (await rolls.compile(12)).rollsRoot, 12 * EPOCH + 250),
    ])
    expect(await rolls.inForce(0, 11 * EPOCH - 1)).toBeUndefined()
    for (const at of [11 * EPOCH, 13 * EPOCH - 1]) {
      const roll = (await rolls.inForce(0, at))!
      expect(roll).toMatchObject({ header: headers[0], rollsRoot, inForceAt: 11 * EPOCH })
      expect(rootFromPath(rollHash(roll.header), 0, roll.path)).toBe(rollsRoot)
    }
    // Epoch 11 was posted with another root, epoch 12 a second too late.
    expect(await rolls.inForce(0, 13 * EPOCH)).toBeUndefined()
    expect(await rolls.inForce(0, 14 * EPOCH)).toBeUndefined()
  })

  const posting = (epoch: number, root: Digest, serial: number): FiledEvent => ({
    name: 'gazetted',
    ...{ serial, epoch, rollsRoot: root, headsRoot: ZERO32, at: epoch * EPOCH + 10, tx: ZERO32 },
  })

  test('rolls that were disproved are never in force, and are again if the chain takes that back', async () => {
    const { rollsRoot } = await rolls.compile(12)
    await happen(21_000, [posting(12, rollsRoot, 31)])
    expect((await rolls.inForce(0, 13 * EPOCH))?.header.epoch).toBe(12)
    const before = (await ledger.cursor())!
    await happen(21_001, [{ name: 'rollsVoided', epoch: 12 }])
    expect((await rolls.inForce(0, 12 * EPOCH))?.header.epoch).toBe(10)
    expect(await rolls.inForce(0, 13 * EPOCH)).toBeUndefined()
    expect(await ledger.rewind(before.step + 1, before)).toBe('rewound')
    expect((await rolls.inForce(0, 13 * EPOCH))?.header.epoch).toBe(12)
  })

  test('rolls behind others of their epoch are not the contract’s; 192 bits of their root are', async () => {
    const { rollsRoot } = await rolls.compile(13)
    await happen(22_000, [posting(13, digest(uint(1, 1)), 41)])
    await happen(22_001, [posting(13, rollsRoot, 42)])
    expect(await rolls.inForce(0, 15 * EPOCH)).toBeUndefined()

    const ninth = (await rolls.compile(9)).rollsRoot
    const bent = `${ninth.slice(0, 64)}${ninth.endsWith('00') ? '01' : '00'}` as Digest
    await happen(22_002, [posting(9, bent, 43)])
    expect((await rolls.inForce(0, 10 * EPOCH))?.header.epoch).toBe(9)
  })

  test('what every hash was made of is handed out, from the root that the contract keeps down to the last leaf', async () => {
    const { rollsRoot } = await rolls.compile(10)
    const asked: Digest[] = [keptRoot(rollsRoot)]
    const kinds = new Map<string, number>()
    const seen = new Set<Digest>()
    for (let hash = asked.pop(); hash; hash = asked.pop()) {
      if (hash === ZERO32 || seen.has(hash)) continue
      seen.add(hash)
      const hex = (await rolls.preimage(10, hash))!
      const made = digest(toBytes(hex))
      expect([made, keptRoot(made)]).toContain(hash)
      const read = readPreimage(hex)
      kinds.set(read.kind, (kinds.get(read.kind) ?? 0) + 1)
      if (read.kind === 'courts') asked.push(read.left, read.right)
      if (read.kind === 'header') asked.push(read.root)
      if (read.kind === 'jurors') asked.push(read.left.hash, read.right.hash)
    }
    expect([...kinds.keys()].sort()).toEqual(['courts', 'header', 'jurors', 'leaf'])
    expect(kinds.get('header')).toBe((await rolls.compile(10)).headers.length)
    expect(await rolls.preimage(10, digest(uint(7, 1)))).toBeUndefined()
    expect(await rolls.preimage(98, keptRoot(rollsRoot))).toBeUndefined()
  })

  test('a boundary that the chain has not been read past compiles nothing', async () => {
    await expect(rolls.compile(99)).rejects.toThrow('expected the chain to be read up to 99000')
  })

  function arrive(epoch: number): KeptEvent[] {
    const number = changes.length
    changes.push([])
    admissions.push([])
    return [
      { name: 'numbered', number, juror: juror(number), epoch },
      ...restake(number, epoch, 10n + BigInt(some(200))),
      ...serve(number, epoch, [some(4)]),
    ]
  }

  function move(number: number, epoch: number): KeptEvent[] {
    switch (some(4)) {
      case 0:
        return restake(number, epoch, BigInt(some(300)))
      case 1:
        return serve(
          number,
          epoch,
          [0, 1, 2, 3].filter(() => some(2) === 1),
        )
      case 2:
        return admit(number, epoch, REGISTRY)
      default:
        // Another registry doesn't make a person here.
        return admit(number, epoch, ZERO_ADDRESS)
    }
  }

  function restake(number: number, epoch: number, stake: bigint): KeptEvent[] {
    note(number, epoch, { stake })
    return [{ name: 'staked', number, epoch, stake: String(stake) }]
  }

  function serve(number: number, epoch: number, served: number[]): KeptEvent[] {
    note(number, epoch, { courts: served })
    return [{ name: 'served', number, epoch, courts: served }]
  }

  function admit(number: number, epoch: number, registry: Address): KeptEvent[] {
    const admission = { root: 0, source: 1, registry }
    const known = admissions[number]!.some((each) => each.registry === registry)
    admissions[number] = admissions[number]!.filter((each) => each.registry !== registry)
    if (!known) admissions[number]!.push(admission)
    note(number, epoch, {
      admitted: admissions[number]!.filter((each) => each.registry === REGISTRY).map(({ root }) => root),
    })
    return [{ name: known ? 'expelled' : 'admitted', number, epoch, ...admission }]
  }

  function note(number: number, epoch: number, change: Partial<HoldingChange['holding']>) {
    const before = changes[number]!.at(-1)?.holding ?? { stake: 0n, courts: [], admitted: [] }
    changes[number]!.push({ number, address: juror(number), epoch, holding: { ...before, ...change } })
  }

  function denseRoll(id: number, epoch: number) {
    const numbered = changes.filter(([first]) => first!.epoch < epoch)
    const candidates = numbered.map((history, number) => ({
      address: juror(number),
      before: holdingAt(history, epoch - 1),
      now: holdingAt(history, epoch),
    }))
    return compileRoll(eligible(id, epoch), candidates, { epoch, version: id === 1 && epoch > 6 ? 2 : 1 })
  }
})

describe('a court of a hundred thousand jurors', () => {
  const COUNT = 100_000
  const meter = metered(database)
  const db = open(meter.d1)
  const leaves: Leaf[] = Array.from({ length: COUNT }, (_, i) => ({
    address: juror(i),
    weight: BigInt(1 + (i % 97)) * 10n ** 18n + BigInt(i),
  }))
  const tree = grow(leaves)
  const depth = depthFor(COUNT)
  const { hash, sum } = rootOf(tree)
  const header: RollHeader = { epoch: 500, court: 9, version: 1, root: hash, total: sum, jurors: COUNT }

  test('grows page by page into the same root as all at once', { timeout: 180_000 }, async () => {
    let root = { hash: emptySum(depth).hash, sum: 0n }
    for (let first = 0; first < COUNT; first += 10_000) {
      const page = leaves.slice(first, first + 10_000).map((leaf, i): [number, Leaf] => [first + i, leaf])
      root = await change(db, root, depth, new Map(page))
    }
    expect(root).toEqual({ hash, sum })
  })

  test('31 seats cost at most 31 × 17 rows of nodes, 31 of leaves, and 20 queries', async () => {
    for (let n = 0; n < 4; n++) {
      const wanted = lottery(n, { seats: 31, seatCap: 3 })
      meter.reset()
      const drawn = await rollsOf(meter.d1, deployment).draw(header, wanted)
      expect(meter.reading.queries).toBeLessThanOrEqual(20)
      expect(meter.reading.rowsRead).toBeLessThanOrEqual(31 * 17 + 31)
      expect(drawn).toEqual(drawPanel(wanted, { tree, total: sum, addressOf: juror }))
      expect(drawn.draws.every((draw, i) => provesDraw(wanted, header, draw, drawn.paths[i]!))).toBe(true)
    }
  })

  test('one changed stake is depth + 1 rows, and the old root stays drawable', async () => {
    const number = 77_777
    const leaf = { address: juror(number), weight: 123_456_789n * 10n ** 18n }
    meter.reset()
    const root = await change(db, { hash, sum }, depth, new Map([[number, leaf]]))
    expect(meter.reading.rowsWritten).toBe(depth + 1)
    // The old path, and the rows handed in.
    expect(meter.reading.rowsRead).toBeLessThanOrEqual(depth + depth + 1)
    expect(meter.reading.queries).toBe(depth + 1)
    expect(root).toEqual(climb(leaf, number, densePath(tree, number)).root)

    const wanted = lottery(5, { seats: 3 })
    const drawn = await rolls.draw(header, wanted)
    expect(drawn).toEqual(drawPanel(wanted, { tree, total: sum, addressOf: juror }))
  })

  test('where one juror holds nearly everything, a capped panel still completes, in as many draws as the law asks', async () => {
    const heavy = leaves.slice(0, 8).with(3, { address: juror(3), weight: 10n ** 30n })
    const dense = grow(heavy)
    const small = rootOf(dense)
    await change(db, { hash: emptySum(3).hash, sum: 0n }, 3, new Map(heavy.map((leaf, i) => [i, leaf])))
    const of = { ...header, root: small.hash, total: small.sum, jurors: 8 }
    for (const strict of [false, true]) {
      const wanted = lottery(8, { seats: 15, seatCap: 2, strict })
      meter.reset()
      const drawn = await rollsOf(meter.d1, deployment).draw(of, wanted)
      expect(drawn).toEqual(drawPanel(wanted, { tree: dense, total: small.sum, addressOf: juror }))
      expect(drawn.draws.length).toBeGreaterThanOrEqual(8 * 15)
      expect(meter.reading.queries).toBeLessThanOrEqual(20)
    }
  })
})

/**
 * The ledger, the gazettes and the books: what the chain said, what follows from it, and what a reorganisation takes
 * back.
 */
import { expect, test } from 'vitest'
import { booksOf } from '#db/books'
import { docketOf } from '#db/docket'
import { attestationsOf, gazettesOf } from '#db/gazettes'
import { ledgerOf } from '#db/ledger'
import { rollsOf } from '#db/rolls'
import { openDispute } from '#law/dispute'
import { disputeKeyOf } from '#law/docket'
import { effectsOf } from '#law/effects'
import { headsTree, onChainHead } from '#law/gazette'
import { generalPolicy, policyHash } from '#law/policy'
import type { AttestorSet, BlockMark, ChainEvent, ChainFiling, FiledEvent, KeptEvent } from '#ports'
import { type Address, type Digest, toHex, uint, utf8, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { LOCAL_BEACON } from '../support/beacon.ts'
import { ARBITRATOR, opening, TERMS } from '../support/hearing.ts'
import { database } from '../support/workerd.ts'

const EPOCH = 86_400
const deployment = {
  domain: { chainId: 31337n, arbitrator: ARBITRATOR },
  clockwork: { beacon: LOCAL_BEACON, confirmSeconds: 60 },
  epochSeconds: EPOCH,
  challengeFloorSeconds: 3600,
}
const ledger = ledgerOf(database, deployment)
const books = booksOf(database)
const gazettes = gazettesOf(database)
const rolls = rollsOf(database, deployment)
const policy = generalPolicy(TERMS)
const { facts } = opening()
const OPENED_AT = Number(facts.openedAt)
/** Epoch in which disputes are opened here: its rolls come too late for them, the one before is in force. */
const NOW = Math.floor(OPENED_AT / EPOCH)
const juror = (n: number): Address => toHex(uint(0xb000 + n, 20))
const keyOf = (id: bigint): Digest => disputeKeyOf(31337n, ARBITRATOR, id)

const mark = (number: number, at: number, fork = 'trunk'): BlockMark => ({
  number,
  hash: digest(utf8(`${fork} ${number}`)),
  at,
})

/** Writes one block with its events. */
async function advance(to: BlockMark, events: readonly (FiledEvent | KeptEvent)[], step?: number) {
  const placed = events.map((event, logIndex): ChainEvent => {
    return { place: { blockHash: to.hash, logIndex, block: to.number, position: logIndex }, event }
  })
  return ledger.advance(step ?? (await ledger.cursor())?.step ?? 0, { to, marks: [to], events: placed })
}

const opened = (disputeId: number, over: Partial<typeof facts> = {}): FiledEvent => ({
  name: 'opened',
  facts: { ...facts, disputeId: String(disputeId), ...over },
})
const gazetted = (serial: number, epoch: number, rollsRoot: Digest, headsRoot: Digest, at: number): FiledEvent => ({
  name: 'gazetted',
  serial,
  epoch,
  rollsRoot,
  headsRoot,
  at,
  tx: ZERO32,
})
const exhibit = (disputeIds: number[], reference: string): FiledEvent => ({
  name: 'evidence',
  disputeIds: disputeIds.map(String),
  party: ZERO_ADDRESS,
  reference,
  meta: false,
  at: OPENED_AT,
})
const told = (pending: readonly ChainFiling[]) => pending.map(({ disputeKey, filing }) => [disputeKey, filing.kind])
const settle = async () => ledger.filed((await ledger.pending(100)).map(({ id }) => id))

/** Files an opening as the clerk would, so that its docket exists. */
async function heard({ filing }: ChainFiling) {
  if (filing.kind !== 'open') throw new Error('expected an opening')
  const { dispute, entry } = openDispute(filing.body, OPENED_AT + 90)
  await docketOf(database).append(undefined, dispute, [entry], effectsOf(dispute, entry))
  return dispute
}

test('an opening waits until its policy is known and a roll is in force, and what follows it waits with it', async () => {
  expect(await ledger.cursor()).toBeUndefined()
  await advance(mark(1, EPOCH), [
    { name: 'court', court: 0, parent: 0, root: 0, creator: juror(0), at: EPOCH },
    { name: 'court', court: 1, parent: 0, root: 0, creator: juror(0), at: EPOCH },
    {
      name: 'version',
      court: 1,
      version: 1,
      policyHash: policyHash(policy),
      terms: policy.terms,
      lifeSeconds: 5,
      at: EPOCH,
    },
    { name: 'numbered', number: 0, juror: juror(0), epoch: 1 },
    { name: 'staked', number: 0, epoch: 1, stake: String(50n * 10n ** 18n) },
    { name: 'served', number: 0, epoch: 1, courts: [1] },
  ])
  await advance(mark(2, NOW * EPOCH), [])
  const compiled = await rolls.compile(NOW - 1)
  expect(compiled.headers.map(({ court, total }) => [court, total])).toEqual([[1, 50n * 10n ** 18n]])
  await advance(mark(3, OPENED_AT), [opened(1), exhibit([1], 'early'), exhibit([7], 'of a dispute nobody opened')])
  expect(told(await ledger.pending(10))).toEqual([[keyOf(7n), 'evidence']])

  expect(await books.keepPolicy(1, { ...policy, name: 'Another' })).toBe(false)
  expect(await books.keepPolicy(0, policy)).toBe(false)
  expect(await books.keepPolicy(1, policy)).toBe(true)
  expect(told(await ledger.pending(10))).toEqual([[keyOf(7n), 'evidence']])

  const inTime = (NOW - 1) * EPOCH + 100
  await advance(mark(4, OPENED_AT + 10), [gazetted(1, NOW - 1, compiled.rollsRoot, ZERO32, inTime)])
  const [first, second, third] = await ledger.pending(10)
  expect(first).toMatchObject({
    disputeKey: keyOf(1n),
    filing: { kind: 'open', body: { facts: { disputeId: '1' }, policy, rollEpoch: String(NOW - 1) } },
  })
  expect(told([second!, third!])).toEqual([
    [keyOf(1n), 'evidence'],
    [keyOf(7n), 'evidence'],
  ])
  const dispute = await heard(first!)
  expect(dispute.key).toBe(first!.disputeKey)
  await ledger.filed([first!.id])
  await ledger.filed([third!.id], 'UnknownDispute')
  expect(told(await ledger.pending(10))).toEqual([[keyOf(1n), 'evidence']])
  await settle()
  expect(await ledger.pending(10)).toEqual([])
})

test('an opening in a time without a roll takes the first one that comes into force after it', async () => {
  const later = OPENED_AT + 3 * EPOCH
  await advance(mark(5, later), [opened(2, { openedAt: String(later) })])
  expect(await ledger.pending(10)).toEqual([])
  await advance(mark(6, (NOW + 4) * EPOCH), [])
  const { rollsRoot } = await rolls.compile(NOW + 4)
  await advance(mark(7, (NOW + 4) * EPOCH + 50), [gazetted(2, NOW + 4, rollsRoot, ZERO32, (NOW + 4) * EPOCH + 50)])
  expect(await ledger.pending(10)).toEqual([])
  await advance(mark(8, (NOW + 5) * EPOCH), [])
  const [pending] = await ledger.pending(10)
  expect(pending!.filing).toMatchObject({ kind: 'open', body: { rollEpoch: String(NOW + 4) } })
  await heard(pending!)
  await settle()
})

test('openings that can never be heard, however many, stand before nobody', async () => {
  const at = (NOW + 5) * EPOCH + 10
  const deaf = Array.from({ length: 150 }, (_, i) => opened(1000 + i, { court: '9', openedAt: String(at) }))
  await advance(mark(9, at), [...deaf, opened(3, { openedAt: String(at) })])
  expect(told(await ledger.pending(10))).toEqual([[keyOf(3n), 'open']])
  await settle()
})

test('a dispute whose filings fail, and exhibits by the hundred, hold up nobody else', async () => {
  const at = (NOW + 5) * EPOCH + 20
  const flood = Array.from({ length: 150 }, (_, i) => exhibit([1], `noise ${i}`))
  const delivered: FiledEvent = {
    name: 'delivered',
    disputeId: '3',
    panel: 0,
    verdictHash: ZERO32,
    deliverer: ZERO_ADDRESS,
    at,
    tx: ZERO32,
  }
  await advance(mark(10, at), [...flood, delivered, exhibit([3], 'of another')])
  expect(told(await ledger.pending(1))).toEqual([[keyOf(3n), 'deliver']])
  const [, stuck] = await ledger.pending(2)
  expect(stuck!.disputeKey).toBe(keyOf(1n))
  expect(told(await ledger.pending(10, [stuck!.id]))).toEqual([
    [keyOf(3n), 'deliver'],
    [keyOf(3n), 'evidence'],
  ])
  await settle()
  await settle()
})

test('of two indexers that read the same span, one writes it', async () => {
  const { step, at } = (await ledger.cursor())!
  const raced = await Promise.all([
    advance(mark(9, at + 10), [exhibit([1], 'once')], step),
    advance(mark(9, at + 10), [exhibit([1], 'once')], step),
  ])
  expect(raced.toSorted()).toEqual(['advanced', 'conflict'])
  expect(told(await ledger.pending(10))).toEqual([[keyOf(1n), 'evidence']])
  await settle()
})

test('one posting becomes a filing in every docket whose head it holds, and in no other', async () => {
  const heads = [1n, 2n].map((id, i) => onChainHead(keyOf(id), 1, digest(uint(i, 8))))
  const sorted = heads.toSorted((a, b) => (a.disputeKey < b.disputeKey ? -1 : 1))
  const mine = { epoch: 0, rollsRoot: ZERO32, headsRoot: headsTree(sorted).root, heads: sorted }
  const kept = await gazettes.keep(mine)
  expect(kept.serial).toBe(3)
  expect(await gazettes.draft()).toEqual(kept)

  const at = (await ledger.cursor())!.at + 10
  await advance(mark(10, at), [gazetted(3, 0, ZERO32, digest(utf8("somebody else's")), at)])
  expect(await ledger.pending(10)).toEqual([])
  expect(await gazettes.draft()).toBeUndefined()
  expect((await books.gazette(3))!.heads).toEqual([])

  const again = await gazettes.keep(mine)
  expect(again.serial).toBe(4)
  await advance(mark(11, at + 10), [gazetted(4, 0, ZERO32, mine.headsRoot, at + 10)])
  expect(await ledger.pending(10)).toEqual(
    sorted
      .map(({ disputeKey, head }) => ({
        id: expect.any(String),
        disputeKey,
        filing: { kind: 'gazette', serial: 4, epoch: 0, number: 1, head, at: at + 10 },
      }))
      .toSorted((a, b) => (a.disputeKey === keyOf(1n) ? -1 : b.disputeKey === keyOf(1n) ? 1 : 0)),
  )
  expect((await books.gazette(4))!.heads).toEqual(sorted)
  await settle()
})

test('two presses that want a serial at the same moment get two', async () => {
  const blank = { epoch: 0, rollsRoot: ZERO32, headsRoot: ZERO32, heads: [] }
  const kept = await Promise.all(Array.from({ length: 4 }, () => gazettes.keep(blank)))
  expect(kept.map(({ serial }) => serial).toSorted()).toEqual([5, 6, 7, 8])
})

test('signatures of two sets are never mixed', async () => {
  const attestations = attestationsOf(database)
  const set = (n: number): AttestorSet => ({
    members: [juror(n), juror(n + 1)],
    k: 2,
    configDigest: digest(uint(n, 8)),
  })
  const signed = (n: number, by: number) => ({
    set: set(n),
    signatures: [{ signer: juror(by), signature: `0x${'aa'.repeat(65)}` as const }],
    refusals: [],
  })
  await attestations.keep(keyOf(1n), 0, signed(1, 2))
  await attestations.keep(keyOf(1n), 0, signed(1, 1))
  const under = (await attestations.of(keyOf(1n), 0))!
  expect(under.set).toEqual(set(1))
  expect(under.signatures.map(({ signer }) => signer)).toEqual([juror(1), juror(2)])
  await attestations.keep(keyOf(1n), 0, signed(5, 6))
  expect((await attestations.of(keyOf(1n), 0))!.signatures.map(({ signer }) => signer)).toEqual([juror(6)])
  expect((await attestations.of(keyOf(1n), 0))!.set).toEqual(set(5))
  expect(await attestations.of(keyOf(1n), 'final')).toBeUndefined()
})

test('a reorganisation takes back jurors, courts and postings, and the next holding starts from what is left', async () => {
  const { at } = (await ledger.cursor())!
  const epoch = Math.floor(at / EPOCH)
  await advance(mark(12, at + 10), [{ name: 'staked', number: 0, epoch, stake: '70' }])
  await advance(mark(13, at + 20, 'dead'), [
    { name: 'staked', number: 0, epoch, stake: '90' },
    { name: 'served', number: 0, epoch, courts: [0, 1] },
    { name: 'numbered', number: 1, juror: juror(1), epoch },
    { name: 'court', court: 2, parent: 0, root: 0, creator: juror(1), at: at + 20 },
    gazetted(99, 0, ZERO32, ZERO32, at + 20),
    exhibit([1], 'unfiled, and gone'),
  ])
  expect(await books.juror(juror(0))).toMatchObject({ stake: 90n, courts: [0, 1] })
  const { step } = (await ledger.cursor())!
  expect(await ledger.markBelow(13)).toEqual(mark(12, at + 10))
  expect(await ledger.rewind(step, mark(12, at + 10))).toBe('rewound')
  expect(await ledger.rewind(step, mark(12, at + 10))).toBe('conflict')
  expect(await ledger.cursor()).toMatchObject(mark(12, at + 10))
  expect(await books.juror(juror(0))).toMatchObject({ stake: 70n, courts: [1] })
  expect(await books.juror(juror(1))).toBeUndefined()
  expect((await books.courts()).map(({ court }) => court)).toEqual([1])
  expect(await books.gazette(99)).toBeUndefined()
  expect(await ledger.pending(10)).toEqual([])
  await advance(mark(13, at + 30), [{ name: 'served', number: 0, epoch, courts: [] }])
  expect(await books.juror(juror(0))).toMatchObject({ stake: 70n, courts: [] })
})

test('a dispute whose opening vanished gets a void, once the new chain has been read as far; one that came again none', async () => {
  const { at } = (await ledger.cursor())!
  const openedAt = String(OPENED_AT + 5)
  await advance(mark(14, at + 10, 'dead'), [opened(3, { openedAt }), opened(4, { openedAt }), opened(5, { openedAt })])
  const pending = await ledger.pending(10)
  expect(told(pending)).toEqual([3n, 4n, 5n].map((id) => [keyOf(id), 'open']))
  // 5 was never filed: its row goes, and nothing has to be made good.
  await ledger.filed(pending.slice(0, 2).map(({ id }) => id))
  await ledger.rewind((await ledger.cursor())!.step, mark(13, at))

  await advance(mark(13, at + 1, 'new'), [])
  expect(await ledger.pending(10)).toEqual([])
  await advance(mark(15, at + 40, 'new'), [opened(3, { openedAt, block: '15', tx: digest(utf8('mined again')) })])
  const after = await ledger.pending(10)
  expect(told(after)).toEqual([
    [keyOf(3n), 'open'],
    [keyOf(4n), 'void'],
  ])
  // A second reorganisation can't take the void back unfiled.
  await ledger.rewind((await ledger.cursor())!.step, mark(13, at + 1, 'new'))
  expect(told(await ledger.pending(10))).toEqual([[keyOf(4n), 'void']])
  await settle()
})

test('rolls compiled from what was taken back are compiled anew', async () => {
  const { at, step, number } = (await ledger.cursor())!
  const epoch = Math.floor(at / EPOCH) + 2
  const boundary = mark(20, epoch * EPOCH, 'dead')
  await advance(mark(19, at + 50, 'dead'), [
    { name: 'staked', number: 0, epoch: epoch - 2, stake: String(10n ** 20n) },
    { name: 'served', number: 0, epoch: epoch - 2, courts: [1] },
  ])
  await advance(boundary, [])
  const first = await rolls.compile(epoch)
  expect(first.headers).toHaveLength(1)
  expect(step).toBeGreaterThan(0)
  await ledger.rewind((await ledger.cursor())!.step, mark(number, at, 'new'))
  await advance(mark(20, epoch * EPOCH, 'new'), [])
  expect((await rolls.compile(epoch)).headers).toEqual([])
})

test('disputes are listed newest first, page by page, each once', async () => {
  const seen: Digest[] = []
  let after: string | undefined
  do {
    const { keys, next } = await books.disputes(after, 1)
    expect(keys).toHaveLength(1)
    seen.push(...keys)
    after = next
  } while (after !== undefined)
  expect(seen).toEqual([keyOf(2n), keyOf(1n)])
  await expect(books.disputes('nonsense', 1)).rejects.toThrow("page's own")
})

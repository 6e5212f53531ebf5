/**
 * The chain and the indexer, before nodes that disagree, lag, refuse and forget, and a chain that reorganises. The
 * ledger is the real one.
 */

import { encodeFunctionData, type PublicClient } from 'viem'
import { beforeEach, expect, test } from 'vitest'
import { booksOf } from '#db/books'
import { ledgerOf } from '#db/ledger'
import { arbitratorAbi, laneAbi, simpleEscrowAbi, vaultAbi } from '#edges/abi'
import { type ChainSite, chainOf, unpackCourts, vaultStateAt } from '#edges/chain'
import { indexerOf } from '#edges/indexer'
import { disputeKeyOf } from '#law/docket'
import { gazetteWord } from '#law/gazette'
import type { FiledEvent, KeptEvent, Ledger } from '#ports'
import { type Address, type Digest, toHex, uint, utf8, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { configDigest } from '#primitives/typed'
import { LOCAL_BEACON } from '../support/beacon.ts'
import { FakeChain, hexNumber, LANE, reverted, type Told } from '../support/fakeChain.ts'
import { ARBITRATOR, TERMS } from '../support/hearing.ts'
import { database } from '../support/workerd.ts'

const VAULT: Address = `0x${'44'.repeat(20)}`
const CLIENT: Address = `0x${'55'.repeat(20)}`
const STRANGER: Address = `0x${'66'.repeat(20)}`
const site: ChainSite = {
  deployment: {
    domain: { chainId: 31337n, arbitrator: ARBITRATOR },
    clockwork: { beacon: LOCAL_BEACON, confirmSeconds: 60 },
    epochSeconds: 1000,
    challengeFloorSeconds: 3600,
  },
  vault: VAULT,
  fromBlock: 1,
  safeDepth: 0,
}
const ledger = ledgerOf(database, site.deployment)
const hash = (name: string): Digest => digest(utf8(name))
const member = (n: number): Address => toHex(uint(n, 20))

let chain: FakeChain
beforeEach(async () => {
  chain = new FakeChain()
  chain.views = (name, args) => (name === 'disputeOf' ? disputeOf(args[0] as bigint) : undefined)
  const tables = ['cursor', 'blocks', 'chain_logs', 'jurors', 'holdings', 'courts', 'court_versions', 'postings']
  await database.batch([...tables, 'evidence_groups'].map((table) => database.prepare(`DELETE FROM ${table}`)))
})

const disputeOf = (id: bigint) =>
  id > 50n
    ? undefined
    : {
        arbitrable: CLIENT,
        court: 1,
        openedAt: 100 + Number(id),
        choices: 2,
        version: 1,
        seats: 3,
        deadline: 9000,
        panel: 0,
        deliveredAt: 0,
        attestorSet: 0,
        signers: 0,
        serial: 0,
        ruling: 0,
        isTied: false,
        isFinal: false,
        isInToken: false,
        isAppealed: false,
        isRuled: false,
        deliveryHash: ZERO32,
      }

const court = (name: string, args: Record<string, unknown>, tx?: string): Told => ({
  abi: arbitratorAbi,
  address: ARBITRATOR,
  name,
  args,
  tx,
})
const vault = (name: string, args: Record<string, unknown>): Told => ({ abi: vaultAbi, address: VAULT, name, args })
const client = (name: string, args: Record<string, unknown>, address = CLIENT): Told => ({
  abi: simpleEscrowAbi,
  address,
  name,
  args: { _arbitrator: ARBITRATOR, ...args },
})
const opens = (id: bigint): Told => court('DisputeCreation', { _disputeID: id, _arbitrable: CLIENT }, `opening ${id}`)
const staked = (stake: bigint): Told => vault('StakeChanged', { juror: member(7), number: 0, epoch: 1n, stake })
const numbered = vault('JurorNumbered', { juror: member(7), number: 0, epoch: 1n })

/** What one reading of the whole chain tells, without writing any of it. */
async function readAll(nodes: readonly PublicClient[], options = site): Promise<(FiledEvent | KeptEvent)[]> {
  const told: (FiledEvent | KeptEvent)[] = []
  const deaf: Ledger = {
    ...ledger,
    cursor: async () => undefined,
    disputesOf: async () => [],
    advance: async (_, { events }) => {
      told.push(...events.map(({ event }) => event))
      return 'advanced'
    },
  }
  await indexerOf(chainOf(nodes, options), deaf, options).index()
  return told
}

/** Indexes until the safe end of the chain. */
async function index(nodes: readonly PublicClient[], options = site, span?: number): Promise<number> {
  const indexer = indexerOf(chainOf(nodes, options), ledger, options, { span })
  for (let steps = 1; ; steps++) if ((await indexer.index()) === 'caughtUp') return steps
}

test('a block on which two nodes disagree moves nothing', async () => {
  const other = new FakeChain()
  for (const each of [chain, other]) each.mine(10)
  chain.mine(20, [numbered, staked(5n)])
  other.mine(20, [numbered, staked(5n)], 'elsewhere')
  await expect(index([chain.node(), other.node()])).rejects.toThrow('expected agreement on block 2')
  expect(await ledger.cursor()).toBeUndefined()
})

test('a node that forgets a log is found out by the other', async () => {
  chain.mine(10)
  chain.mine(20, [numbered, staked(5n)])
  const forgetful = chain.node((method) => (method === 'eth_getLogs' ? [] : undefined))
  await expect(index([chain.node(), forgetful])).rejects.toThrow('expected agreement on logs of blocks 2 to 2')
  // What they agree on stands; nothing is read past the block they don't.
  expect(await ledger.cursor()).toMatchObject({ number: 1 })
})

test('of three nodes one may be silent; of two none', async () => {
  chain.mine(10, [numbered])
  const silent = () =>
    chain.node(() => {
      throw new Error('429 Too Many Requests')
    })
  await index([chain.node(), silent(), chain.node()])
  expect(await ledger.cursor()).toMatchObject({ number: 1 })
  await expect(index([chain.node(), silent()])).rejects.toThrow('got 1 of 2')
  await expect(index([silent()])).rejects.toThrow('got 0 of 1')
})

test('a node that lags holds the reading back, and what is not deep enough is not read', async () => {
  for (let n = 1; n <= 9; n++) chain.mine(n * 10)
  const lagging = chain.node((method) => (method === 'eth_blockNumber' ? hexNumber(6) : undefined))
  await index([chain.node(), lagging], { ...site, safeDepth: 2 })
  expect(await ledger.cursor()).toMatchObject({ number: 4, hash: chain.blocks[4]!.hash, at: 40 })
})

test('spans are read one after the other, and each event once', async () => {
  for (let n = 1; n <= 25; n++) chain.mine(n * 10, n % 10 === 0 ? [staked(BigInt(n))] : n === 1 ? [numbered] : [])
  expect(await index([chain.node()], site, 10)).toBe(3)
  expect(await index([chain.node()], site, 10)).toBe(1)
  expect(await booksOf(database).juror(member(7))).toMatchObject({ number: 0, stake: 20n })
  const { n } = (await database.prepare('SELECT count(*) AS n FROM holdings').first<{ n: number }>())!
  expect(n).toBe(2)
})

test('a reorganisation is walked back to the last block both chains have, and a vanished opening is made good', async () => {
  chain.mine(10, [numbered, staked(5n)])
  chain.mine(20)
  chain.mine(30, [opens(1n), opens(2n)])
  chain.mine(40, [staked(9n)])
  await index([chain.node()])
  const rows = await database.prepare('SELECT block_hash, log_index FROM chain_logs').all<Record<string, unknown>>()
  await ledger.filed(rows.results.map(({ block_hash, log_index }, i) => `${block_hash}:${log_index}:${i + 1}`))

  chain.unwind(2)
  chain.mine(31, [], 'fork')
  // Shorter than before: nothing is said about what was read.
  expect(await index([chain.node()])).toBe(1)
  expect(await ledger.cursor()).toMatchObject({ number: 4 })
  chain.mine(41, [opens(2n)], 'fork')
  chain.mine(51, [staked(6n)], 'fork')
  expect(await index([chain.node()])).toBe(2)
  expect(await ledger.cursor()).toMatchObject({ number: 5, hash: chain.blocks[5]!.hash })
  expect(await booksOf(database).juror(member(7))).toMatchObject({ stake: 6n })
  expect(await ledger.pending(10)).toEqual([
    {
      id: expect.any(String),
      disputeKey: disputeKeyOf(31337n, ARBITRATOR, 1n),
      filing: { kind: 'void', reason: expect.stringContaining('reorganised') },
    },
  ])
})

test('a chain that shares nothing with what was read is not followed', async () => {
  chain.mine(10)
  chain.mine(20)
  await index([chain.node()])
  const other = new FakeChain()
  other.blocks[0]!.hash = hash('another genesis')
  for (const at of [11, 21, 31]) other.mine(at, [], 'another')
  await expect(index([other.node()])).rejects.toThrow('expected a chain that shares a block')
})

test('an opening carries what the chain fixed, and the exhibits shown before it follow it', async () => {
  chain.mine(10, [client('MetaEvidence', { _metaEvidenceID: 4n, _evidence: '/ipfs/agreement' })])
  chain.mine(20, [
    client('Evidence', { _evidenceGroupID: 8n, _party: member(1), _evidence: '/ipfs/early' }),
    client('Evidence', { _evidenceGroupID: 8n, _party: member(1), _evidence: '/ipfs/liar' }, STRANGER),
  ])
  chain.mine(30, [
    opens(3n),
    client('Dispute', { _disputeID: 3n, _metaEvidenceID: 4n, _evidenceGroupID: 8n }),
    client('Dispute', { _disputeID: 3n, _metaEvidenceID: 4n, _evidenceGroupID: 9n }, STRANGER),
    client('Evidence', { _evidenceGroupID: 8n, _party: member(2), _evidence: '/ipfs/late' }),
  ])
  chain.mine(40, [client('Evidence', { _evidenceGroupID: 9n, _party: member(2), _evidence: '/ipfs/other' }, STRANGER)])
  const told = await readAll([chain.node()])
  expect(
    told.map((event) => ('reference' in event ? [event.name, event.reference, event.meta, event.at] : event.name)),
  ).toEqual([
    'opened',
    'grouped',
    ['evidence', '/ipfs/agreement', true, 10],
    ['evidence', '/ipfs/early', false, 20],
    ['evidence', '/ipfs/late', false, 30],
  ])
  expect(told[0]).toEqual({
    name: 'opened',
    facts: {
      chainId: '31337',
      arbitrator: ARBITRATOR,
      disputeId: '3',
      arbitrable: CLIENT,
      court: '1',
      version: '1',
      choices: '2',
      seats: '3',
      openedAt: '103',
      deadlineAt: '9000',
      block: '3',
      tx: hash('opening 3'),
    },
  })

  await index([chain.node()], site, 1)
  const waiting = await database
    .prepare(
      `SELECT event ->> 'name' AS name, event ->> 'reference' AS reference FROM chain_logs ORDER BY place, event ->> 'at'`,
    )
    .all<{ name: string; reference: string }>()
  expect(waiting.results.map(({ name, reference }) => reference ?? name)).toEqual([
    'opened',
    '/ipfs/agreement',
    '/ipfs/early',
    '/ipfs/late',
  ])
  // Evidence of a group known from an earlier span.
  chain.mine(50, [client('Evidence', { _evidenceGroupID: 8n, _party: member(2), _evidence: '/ipfs/last' })])
  await index([chain.node()])
  const { n } = (await database.prepare('SELECT count(*) AS n FROM chain_logs').first<{ n: number }>())!
  expect(n).toBe(5)
})

test('exhibits of a megabyte keep nobody from reading on', async () => {
  const shown = (reference: string) =>
    client('Evidence', { _evidenceGroupID: 8n, _party: member(2), _evidence: reference })
  chain.mine(30, [opens(3n), client('Dispute', { _disputeID: 3n, _metaEvidenceID: 4n, _evidenceGroupID: 8n })])
  const long = Array.from({ length: 80 }, (_, i) => shown(`${i}${'"'.repeat(8_000)}`))
  chain.mine(40, [shown('x'.repeat(1_000_000)), ...long])
  await index([chain.node()])
  const { n } = (await database.prepare('SELECT count(*) AS n FROM chain_logs').first<{ n: number }>())!
  expect(n).toBe(81)
})

test('what stands in the lane is filed under its dispute, and what another contract says of it isn’t', async () => {
  const lane = (name: string, args: Record<string, unknown>, address = LANE): Told => ({
    abi: laneAbi,
    address,
    name,
    args,
  })
  const about = { disputeId: 3n, juror: member(7), panel: 0, commitment: hash('ballot') }
  const committed = { ...about, beaconRound: 12n, revision: 5000n, sealedBallot: '0x1234' }
  chain.mine(30, [opens(3n), lane('LaneCommitted', committed), lane('LaneCommitted', committed, STRANGER)])
  chain.mine(40, [lane('LaneOpened', { ...about, answer: '0x01', opening: hash('opening') })])
  chain.mine(50, [
    lane('LeakClaimed', { claim: hash('claim') }),
    lane('BallotLeaked', { ...about, answer: '0x01', opening: hash('opening'), claimant: member(8) }),
  ])
  const told = (await readAll([chain.node()])).slice(1)
  const named = { disputeId: '3', panel: 0, juror: member(7), commitment: hash('ballot'), tx: expect.any(String) }
  expect(told).toEqual([
    { name: 'committedInLane', ...named, beaconRound: 12, revision: 5000, sealed: '0x1234', at: 30 },
    { name: 'openedInLane', ...named, answer: '0x01', opening: hash('opening'), at: 40 },
    { name: 'leaked', ...named, claimant: member(8), at: 50 },
  ])
})

test('strangers who name disputes by the hundred have the chain asked nothing, and name none', async () => {
  let calls = 0
  const lane = encodeFunctionData({ abi: arbitratorAbi, functionName: 'lane' })
  const node = chain.node((method, params) => {
    calls += 1
    const isAbout = method === 'eth_call' && (params[0] as { data: string }).data !== lane
    return isAbout ? Promise.reject(new Error('nobody should ask')) : undefined
  })
  const named = (id: bigint, address: Address) =>
    client('Dispute', { _disputeID: id, _metaEvidenceID: 4n, _evidenceGroupID: id }, address)
  const shown = (group: bigint) =>
    client('Evidence', { _evidenceGroupID: group, _party: member(2), _evidence: '/ipfs/noise' }, STRANGER)
  const many = Array.from({ length: 300 }, (_, i) => BigInt(i + 1))
  chain.mine(30, [...many.map((id) => named(id, STRANGER)), ...many.map(shown)])
  await index([node])
  expect(calls).toBeLessThan(20)
  const { n } = (await database.prepare('SELECT count(*) AS n FROM evidence_groups').first<{ n: number }>())!
  expect(n).toBe(0)
})

test('a dispute that its client names again and again has the past searched once', async () => {
  let searches = 0
  const node = chain.node((method, params) => {
    if (method === 'eth_getLogs' && 'address' in (params[0] as object)) searches += 1
    return undefined
  })
  const named = client('Dispute', { _disputeID: 3n, _metaEvidenceID: 4n, _evidenceGroupID: 8n })
  chain.mine(30, [opens(3n), ...Array.from({ length: 90 }, () => named)])
  await index([node])
  chain.mine(40, [named, named])
  await index([node])
  // Two readings of the arbitrator's own logs, and one search for MetaEvidence and evidence each.
  expect(searches).toBe(4)
})

test('a span with more logs than one step can bear is read in steps, no block of it twice or never', async () => {
  const shown = (n: number) => client('Evidence', { _evidenceGroupID: 8n, _party: member(2), _evidence: `/ipfs/${n}` })
  chain.mine(30, [opens(3n), client('Dispute', { _disputeID: 3n, _metaEvidenceID: 4n, _evidenceGroupID: 8n })])
  for (let block = 0; block < 5; block++)
    chain.mine(
      40 + block,
      Array.from({ length: 60 }, (_, i) => shown(60 * block + i)),
    )
  expect(await index([chain.node()])).toBeGreaterThan(3)
  const { n } = (await database.prepare('SELECT count(*) AS n FROM chain_logs').first<{ n: number }>())!
  expect(n).toBe(301)
})

test('a span that a node refuses is read in parts', async () => {
  for (let n = 1; n <= 40; n++) chain.mine(n * 10, n === 33 ? [numbered, staked(3n)] : [])
  const narrow = chain.node((method, [filter]) => {
    const { fromBlock, toBlock } = (filter ?? {}) as { fromBlock: string; toBlock: string }
    if (method === 'eth_getLogs' && Number(toBlock) - Number(fromBlock) > 5) throw new Error('more than 10000 results')
    return undefined
  })
  await index([narrow])
  expect(await ledger.cursor()).toMatchObject({ number: 40 })
  expect(await booksOf(database).juror(member(7))).toMatchObject({ stake: 3n })
})

test('a ruling and what became of it in the same transaction are one filing', async () => {
  const about = (id: bigint) => ({ _arbitrable: CLIENT, _disputeID: id, _ruling: 2n })
  chain.mine(10, [
    court('Ruling', about(1n), 'execute 1'),
    court('RulingExecuted', about(1n), 'execute 1'),
    court('Ruling', about(2n), 'execute 2'),
    court('RulingNotTaken', { arbitrable: CLIENT, disputeId: 2n, ruling: 2n }, 'execute 2'),
    court('DisputeExpired', { disputeId: 3n }, 'expire 3'),
    court('Ruling', about(3n), 'expire 3'),
    court('RulingExecuted', about(3n), 'expire 3'),
  ])
  chain.mine(20, [court('RulingExecuted', about(2n), 'retry 2')])
  const told = await readAll([chain.node()])
  const ruled = (disputeId: string, executed: boolean, expired: boolean, at: number, tx: string) => {
    return { name: 'ruled', disputeId, ruling: 2, executed, expired, at, tx: hash(tx) }
  }
  expect(told).toEqual([
    ruled('1', true, false, 10, 'execute 1'),
    ruled('2', false, false, 10, 'execute 2'),
    ruled('3', true, true, 10, 'expire 3'),
    ruled('2', true, false, 20, 'retry 2'),
  ])
})

test('courts, versions, services, admissions and postings are told as the contracts say them', async () => {
  const registry = member(99)
  const admission = { root: 0n, juror: member(7), source: 1, registry, number: 0, person: ZERO32, epoch: 1n }
  chain.mine(10, [
    court('CourtCreated', { court: 2n, parent: 0n, creator: member(5), root: 0n }),
    court('VersionAdopted', {
      court: 2n,
      version: 1,
      policyHash: hash('policy'),
      lifeSeconds: 77n,
      terms: { ...TERMS, personRegistry: registry },
    }),
    vault('CourtsServed', { juror: member(7), number: 0, epoch: 1n, courts: (3n << 32n) | 1n }),
    vault('Admitted', admission),
    vault('AdmissionExpired', admission),
    court('Gazetted', { serial: 4n, epoch: 1n, rollsRoot: hash('rolls'), headsRoot: hash('heads') }),
    court('Contributed', { disputeId: 6n, account: member(8), serial: 1n, side: 1, amount: 5n }),
    court('SeatSettled', { disputeId: 6n, juror: member(7), tokens: -9n, amount: 0n }),
    vault('DebtFolded', { juror: member(7), number: 0, debt: 9n, stake: 1n, pending: 0n }),
    court('AppealDecision', { _disputeID: 6n, _arbitrable: CLIENT }),
    court('VerdictDelivered', {
      disputeId: 6n,
      verdictHash: hash('verdict'),
      deliverer: member(7),
      panel: 1,
      serial: 2n,
      ruling: 1n,
      tied: false,
    }),
  ])
  const told = await readAll([chain.node()])
  expect(told.map(({ name }) => name)).toEqual([
    'court',
    'version',
    'served',
    'admitted',
    'expelled',
    'gazetted',
    'contributed',
    'seatSettled',
    'debtFolded',
    'appealed',
    'delivered',
  ])
  expect(told[2]).toMatchObject({ courts: [0, 2] })
  expect(told[3]).toMatchObject({ root: 0, source: 1, registry })
  expect(told[5]).toMatchObject({ serial: 4, epoch: 1, at: 10 })
  expect(told[6]).toMatchObject({ disputeId: '6', account: member(8), side: 'for', amount: '5' })
  expect(told[7]).toMatchObject({ account: member(7), tokens: '-9', wei: '0' })
  expect(told[9]).toMatchObject({ disputeId: '6', at: 10 })
  expect(told[10]).toMatchObject({ disputeId: '6', panel: 1, deliverer: member(7), at: 10 })
})

test('places of courts are unpacked from the lowest bits up', () => {
  expect(unpackCourts(0n)).toEqual([])
  expect(unpackCourts((0xffff_ffffn << 224n) | (9n << 64n) | 1n)).toEqual([0, 8, 0xffff_fffe])
})

test('a search that a node refuses is made in halves', async () => {
  for (let n = 1; n <= 64; n++) {
    chain.mine(
      n,
      n % 16 === 3 ? [client('Evidence', { _evidenceGroupID: 8n, _party: member(n), _evidence: `${n}` })] : [],
    )
  }
  let calls = 0
  const narrow = chain.node((method, [filter]) => {
    if (method !== 'eth_getLogs') return undefined
    calls++
    const { fromBlock, toBlock } = filter as { fromBlock: string; toBlock: string }
    if (Number(toBlock) - Number(fromBlock) > 9) throw new Error('query exceeds max block range 10')
    return undefined
  })
  const found = await chainOf([narrow], site).exhibits(CLIENT, { metaEvidence: 0n, group: 8n }, 64)
  expect(found.map(({ blockNumber }) => Number(blockNumber))).toEqual([3, 19, 35, 51])
  expect(calls).toBeLessThanOrEqual(64)
})

test('attestors are those whose digest the contract keeps, whoever hands them in', async () => {
  const { domain } = site.deployment
  const members = [member(1), member(2), member(3)]
  const kept = configDigest(domain, 2, members)
  const event = (of: Address[]) => court('AttestorsSet', { number: 1, members: of, k: 2, configDigest: kept })
  chain.mine(10, [event(members)])
  let struck = 0
  chain.views = (name) => (name === 'struckOf' ? struck : name === 'attestors' ? [1, kept.slice(0, 50)] : undefined)
  const read = chainOf([chain.node()], site)
  expect(await read.attestors()).toEqual({ members, k: 2, configDigest: kept })
  struck = 0b101
  expect(await read.attestors()).toMatchObject({ members, struck: [member(1), member(3)] })

  const lying = new FakeChain()
  lying.mine(10, [event([member(1), member(2), member(4)])])
  lying.views = chain.views
  await expect(chainOf([lying.node()], site).attestors()).rejects.toThrow('expected attestors with the digest')
})

test('a verdict that the chain took back is the one delivered last before it, whoever took it back', async () => {
  const delivered = (panel: number, serial: bigint, disputeId = 6n) => {
    const rest = { verdictHash: hash('verdict'), deliverer: member(7), ruling: 1n, tied: false }
    return court('VerdictDelivered', { disputeId, panel, serial, ...rest })
  }
  const ids = { disputeId: 6n, deliveryHash: hash('delivery') }
  chain.mine(10, [delivered(0, 3n)])
  chain.mine(11, [delivered(0, 9n, 7n)])
  chain.mine(12, [
    court('VerdictVoided', { ...ids, challenger: STRANGER, signersToo: true, half: 5n }),
    delivered(1, 4n),
    court('VerdictLapsed', { ...ids, survivors: 1n, k: 2 }),
    delivered(1, 5n),
  ])
  const struck = (await readAll([chain.node()])).filter(({ name }) => name === 'struck')
  expect(struck).toMatchObject([
    { disputeId: '6', panel: 0, serial: 3, challenger: STRANGER, at: 12 },
    { disputeId: '6', panel: 1, serial: 4, challenger: null, at: 12 },
  ])
})

test('what the contract keeps of a posting reads as the law makes it; a dispute nobody opened is none', async () => {
  const gazette = { serial: 4, epoch: 1, rollsRoot: hash('rolls'), headsRoot: hash('heads') }
  const word = gazetteWord(gazette, 1234)
  chain.mine(10)
  chain.views = (name, [serial]) => {
    if (name !== 'gazetteOf') return undefined
    return serial === 4n ? [1234n, `0x${word.slice(18)}`] : [0n, `0x${'00'.repeat(24)}`]
  }
  const site_ = chainOf([chain.node(), chain.node()], site)
  expect(await site_.gazetteWord(4)).toBe(word)
  expect(await site_.gazetteWord(5)).toBeUndefined()
  expect(await site_.dispute(99n)).toBeUndefined()
})

test('no list stands where there is no code, something reverts, or answers too little; a node that fails is no answer', async () => {
  chain.mine(10)
  const answering = (answer: () => unknown) => {
    const node = () => chain.node((method) => (method === 'eth_call' ? answer() : undefined))
    return chainOf([node(), node()], site).listing(CLIENT, hash('item'))
  }
  expect(await answering(() => '0x')).toBeUndefined()
  expect(await answering(() => `0x${'00'.repeat(32)}`)).toBeUndefined()
  const refusing = () => {
    throw reverted('0x12345678')
  }
  expect(await answering(refusing)).toBeUndefined()
  const failing = () => {
    throw new Error('the node is on fire')
  }
  await expect(answering(failing)).rejects.toThrow()
})

test('a stake that two nodes tell differently is not believed', async () => {
  const telling = (stake: bigint) =>
    chain.node((method) =>
      method === 'eth_call' ? `0x${[stake, 1n].map((n) => n.toString(16).padStart(64, '0')).join('')}` : undefined,
    )
  expect(await vaultStateAt([telling(5n), telling(5n)], VAULT, member(1), 3)).toEqual({ stake: 5n, courts: [0] })
  await expect(vaultStateAt([telling(5n), telling(6n)], VAULT, member(1), 3)).rejects.toThrow('expected agreement')
})

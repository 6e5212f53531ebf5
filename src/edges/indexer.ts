/**
 * Indexer: reads the chain span by span, and turns logs into what the court knows and what is filed.
 *
 *   cursor still on the chain? ── no ──▶ walk back to the newest kept block that is ── rewind
 *        │ yes
 *        ▼
 *   logs of the next span ──▶ events ──▶ advance: events, blocks and cursor in one stroke
 *
 * A step that fails, or that another indexer was faster with, has written nothing. Blocks that held no log of ours
 * aren't kept, so what is above the ancestor found is exactly what has to be taken back.
 * @module
 */
import { decodeEventLog, type Log } from 'viem'
import { MOST_EXHIBITS, MOST_REFERENCE } from '#law/decide'
import { encodeTerms } from '#law/policy'
import type { BlockMark, ChainEvent, FiledEvent, Indexer, KeptEvent, Ledger, LogPlace, Movement } from '#ports'
import type { Address, Digest, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { courtRecordAbi, exhibitAbi, laneRecordAbi, vaultRecordAbi } from './abi.ts'
import { type ChainReader, type ChainSite, lower, unpackCourts } from './chain.ts'

/** Blocks of a span: what most nodes answer for in one go. */
const SPAN = 2_000
/** Where a node refuses a span, a part of it is asked for. */
const PARTS = 8
/** Logs of a span, beyond which it ends with the block before: what a step asks of nodes must fit one request's limits. */
const MOST_LOGS = 100

/** Reads what `chain` says into `ledger`. */
export function indexerOf(
  chain: ChainReader,
  ledger: Ledger,
  site: ChainSite,
  { span = SPAN }: { span?: number } = {},
): Indexer {
  return {
    async index() {
      const head = await chain.safeHead()
      const cursor = (await ledger.cursor()) ?? (await origin(chain, site.fromBlock))
      // A chain that is shorter than it was says nothing until it has grown again.
      if (head.number < cursor.number) return 'caughtUp'
      if (cursor.step > 0 && (await chain.block(cursor.number)).hash !== cursor.hash) {
        await ledger.rewind(cursor.step, await commonAncestor(chain, ledger, cursor))
        return 'more'
      }
      if (head.number === cursor.number) return 'caughtUp'

      const { logs, to } = upToMost(
        await readSpan(chain, cursor.number + 1, Math.min(head.number, cursor.number + span)),
      )
      const times = await blocksOf(chain, logs, to)
      const events = await read(chain, ledger, site, logs, (block) => times.get(block)!.at)
      const marks = cursor.step === 0 ? [cursor, ...times.values()] : [...times.values()]
      await ledger.advance(cursor.step, {
        to: times.get(to)!,
        marks: marks.map(({ number, hash, at }) => ({ number, hash, at })),
        events,
      })
      return to < head.number ? 'more' : 'caughtUp'
    },
    pending: (limit, apart) => ledger.pending(limit, apart),
    filed: (ids, why) => ledger.filed(ids, why),
    factsOf: (asked) => ledger.factsOf(asked),
    opening: (asked) => ledger.opening(asked),
  }
}

/**
 * The logs of a span, or of its first part where a node refuses the whole: it holds too many, or too many blocks.
 * @throws Error what the node said of the smallest part.
 */
async function readSpan(chain: ChainReader, from: number, to: number): Promise<{ logs: Log[]; to: number }> {
  try {
    return { logs: await chain.logs(from, to), to }
  } catch (error) {
    if (from === to) throw error
    return readSpan(chain, from, from + Math.floor((to - from) / PARTS))
  }
}

/** As many whole blocks of a span as hold no more logs than one step can bear; at least the first that holds any. */
function upToMost({ logs, to }: { logs: Log[]; to: number }): { logs: Log[]; to: number } {
  const over = logs[MOST_LOGS]
  if (!over) return { logs, to }
  const last = Math.max(numberOf(logs[0]!), numberOf(over) - 1)
  return { logs: logs.filter((log) => numberOf(log) <= last), to: last }
}

/** Where reading starts: just below the block in which the arbitrator appeared. */
async function origin(chain: ChainReader, fromBlock: number): Promise<BlockMark & { step: number }> {
  const first = await chain.block(fromBlock === 0 ? 0 : fromBlock - 1)
  return { ...first, step: 0 }
}

/** The newest block kept that the chain still has. @throws Error when the chain shares none with what was read. */
async function commonAncestor(chain: ChainReader, ledger: Ledger, cursor: BlockMark): Promise<BlockMark> {
  for (let below = cursor.number; ; ) {
    const mark = await ledger.markBelow(below)
    if (!mark) throw new Error(`indexer: expected a chain that shares a block with the one read up to ${cursor.number}`)
    if ((await chain.block(mark.number)).hash === mark.hash) return mark
    below = mark.number
  }
}

/** The blocks that held a log, and the last one. @throws Error when a log stands in a block the chain has no more. */
async function blocksOf(chain: ChainReader, logs: readonly Log[], to: number): Promise<Map<number, BlockMark>> {
  const hashes = new Map<number, string | undefined>([[to, undefined]])
  for (const { blockNumber, blockHash } of logs) hashes.set(Number(blockNumber), blockHash!)
  const found = new Map<number, BlockMark>()
  for (const [number, hash] of [...hashes].sort(([a], [b]) => a - b)) {
    const block = await chain.block(number)
    if (hash !== undefined && hash !== block.hash) throw new Error(`indexer: block ${number} changed while it was read`)
    found.set(number, block)
  }
  return found
}

// Logs into events

type TimeOf = (block: number) => Instant
/** Whose disputes clients may name, which are named already, and which belong to a group of evidence. */
type Known = { arbitrables: Map<bigint, Address>; named: Set<bigint>; groups: Map<string, Set<bigint>> }

const groupName = (client: Address, group: bigint): string => `${client}:${group}`

const numberOf = (log: Log): number => Number(log.blockNumber)
const placeOf = (log: Log): LogPlace => ({
  blockHash: log.blockHash as Digest,
  logIndex: log.logIndex!,
  block: numberOf(log),
  position: log.logIndex!,
})
/** Orders logs of one span among each other. */
const orderOf = (log: Log): number => numberOf(log) * 1_000_000 + log.logIndex!

async function read(
  chain: ChainReader,
  ledger: Ledger,
  site: ChainSite,
  logs: readonly Log[],
  timeOf: TimeOf,
): Promise<ChainEvent[]> {
  const { arbitrator } = site.deployment.domain
  const events: ChainEvent[] = []
  const lane = await chain.laneAddress()
  const known = await knownBefore(ledger, new Set([site.vault, lane]), arbitrator, logs)
  for (const log of logs) {
    const at = timeOf(numberOf(log))
    const emitter = lower(log.address)
    if (emitter === site.vault) events.push(...vaultEvent(log, at))
    else if (emitter === lane) events.push(...laneEvent(log, at))
    else if (emitter === arbitrator) events.push(...(await courtEvent(chain, log, logs, at)))
    else events.push(...(await clientEvents(chain, log, at, known)))
  }
  // Anybody can emit megabytes. What the law would refuse for its length isn't even kept.
  return events.filter(({ event }) => event.name !== 'evidence' || event.reference.length <= MOST_REFERENCE)
}

/**
 * What the clients' logs of a span refer to. Asked of the ledger once for all of them, and never of the chain: anybody
 * can emit these events in any number, and would have the court ask until it can read no further.
 */
async function knownBefore(
  ledger: Ledger,
  ours: ReadonlySet<Address>,
  arbitrator: Address,
  logs: readonly Log[],
): Promise<Known> {
  const arbitrables = new Map<bigint, Address>()
  const ids = new Set<bigint>()
  const shown: { arbitrable: Address; group: bigint }[] = []
  for (const log of logs) {
    const emitter = lower(log.address)
    if (ours.has(emitter)) continue
    if (emitter === arbitrator) {
      const decoded = decode(courtRecordAbi, log)
      if (decoded?.eventName === 'DisputeCreation')
        arbitrables.set(decoded.args._disputeID, lower(decoded.args._arbitrable))
      continue
    }
    const decoded = decode(exhibitAbi, log)
    if (decoded?.eventName === 'Dispute') ids.add(decoded.args._disputeID)
    if (decoded?.eventName === 'Evidence') shown.push({ arbitrable: emitter, group: decoded.args._evidenceGroupID })
  }
  const named = new Set<bigint>()
  for (const { disputeId, arbitrable, isNamed } of await ledger.openings([...ids])) {
    arbitrables.set(disputeId, arbitrable)
    if (isNamed) named.add(disputeId)
  }
  const groups = new Map<string, Set<bigint>>()
  for (const { arbitrable, group, disputeId } of await ledger.disputesOf(shown))
    join(groups, groupName(arbitrable, group), disputeId)
  return { arbitrables, named, groups }
}

function join(groups: Map<string, Set<bigint>>, name: string, disputeId: bigint): void {
  groups.set(name, (groups.get(name) ?? new Set()).add(disputeId))
}

function vaultEvent(log: Log, at: Instant): ChainEvent[] {
  const decoded = decode(vaultRecordAbi, log)
  const place = placeOf(log)
  const kept = (event: KeptEvent): ChainEvent[] => [{ place, event }]
  switch (decoded?.eventName) {
    case 'JurorNumbered': {
      const { juror, number, epoch } = decoded.args
      return kept({ name: 'numbered', number, juror: lower(juror), epoch: Number(epoch) })
    }
    case 'StakeChanged': {
      const { number, epoch, stake } = decoded.args
      return kept({ name: 'staked', number, epoch: Number(epoch), stake: String(stake) })
    }
    case 'CourtsServed': {
      const { number, epoch, courts } = decoded.args
      return kept({ name: 'served', number, epoch: Number(epoch), courts: unpackCourts(courts) })
    }
    case 'Admitted':
    case 'AdmissionExpired': {
      const { number, epoch, root, source, registry } = decoded.args
      const name = decoded.eventName === 'Admitted' ? 'admitted' : 'expelled'
      return kept({ name, number, epoch: Number(epoch), root: Number(root), source, registry: lower(registry) })
    }
    case 'DebtFolded': {
      const { juror, debt } = decoded.args
      return kept({
        name: 'debtFolded',
        account: lower(juror),
        debt: String(debt),
        at,
        tx: log.transactionHash as Digest,
      })
    }
    default:
      return []
  }
}

/** What jurors and others did without the court: its dockets take it down. */
function laneEvent(log: Log, at: Instant): ChainEvent[] {
  const decoded = decode(laneRecordAbi, log)
  if (!decoded) return []
  const { disputeId, juror, panel, commitment } = decoded.args
  const tx = log.transactionHash as Digest
  const about = { disputeId: String(disputeId), panel, juror: lower(juror), commitment, at, tx }
  const one = (event: FiledEvent): ChainEvent[] => [{ place: placeOf(log), event }]
  switch (decoded.eventName) {
    case 'LaneCommitted': {
      const { beaconRound, revision, sealedBallot } = decoded.args
      const numbers = { beaconRound: Number(beaconRound), revision: Number(revision) }
      return one({ name: 'committedInLane', ...about, ...numbers, sealed: sealedBallot })
    }
    case 'LaneOpened': {
      const { answer, opening } = decoded.args
      return one({ name: 'openedInLane', ...about, answer, opening })
    }
    case 'BallotLeaked':
      return one({ name: 'leaked', ...about, claimant: lower(decoded.args.claimant) })
  }
}

async function courtEvent(chain: ChainReader, log: Log, logs: readonly Log[], at: Instant): Promise<ChainEvent[]> {
  const decoded = decode(courtRecordAbi, log)
  const place = placeOf(log)
  const tx = log.transactionHash as Digest
  const one = (event: FiledEvent | KeptEvent): ChainEvent[] => [{ place, event }]
  switch (decoded?.eventName) {
    case 'DisputeCreation': {
      const found = await chain.dispute(decoded.args._disputeID)
      if (!found) throw new Error(`indexer: expected dispute ${decoded.args._disputeID} to exist where it was opened`)
      return one({ name: 'opened', facts: { ...found.facts, block: String(log.blockNumber), tx } })
    }
    case 'CourtCreated': {
      const { court, parent, creator, root } = decoded.args
      const ids = { court: Number(court), parent: Number(parent), root: Number(root) }
      return one({ name: 'court', ...ids, creator: lower(creator), at })
    }
    case 'VersionAdopted': {
      const { court, version, policyHash, lifeSeconds, terms } = decoded.args
      return one({
        name: 'version',
        court: Number(court),
        version,
        policyHash: policyHash as Digest,
        terms: encodeTerms({ ...terms, personRegistry: lower(terms.personRegistry) }),
        lifeSeconds: Number(lifeSeconds),
        at,
      })
    }
    case 'Gazetted': {
      const { serial, epoch, rollsRoot, headsRoot } = decoded.args
      const numbers = { serial: Number(serial), epoch: Number(epoch) }
      return one({
        name: 'gazetted',
        ...numbers,
        rollsRoot: rollsRoot as Digest,
        headsRoot: headsRoot as Digest,
        at,
        tx,
      })
    }
    case 'RollsVoided':
      return one({ name: 'rollsVoided', epoch: Number(decoded.args.epoch) })
    case 'VerdictDelivered': {
      const { disputeId, verdictHash, panel, deliverer } = decoded.args
      const verdict = { panel, verdictHash: verdictHash as Digest, deliverer: lower(deliverer) }
      return one({ name: 'delivered', disputeId: String(disputeId), ...verdict, at, tx })
    }
    case 'VerdictVoided':
    case 'VerdictLapsed': {
      const { disputeId } = decoded.args
      const challenger = 'challenger' in decoded.args ? lower(decoded.args.challenger) : null
      const taken = await chain.deliveryBefore(disputeId, log)
      return one({ name: 'struck', disputeId: String(disputeId), ...taken, challenger, at, tx })
    }
    case 'AppealDecision':
      return one({ name: 'appealed', disputeId: String(decoded.args._disputeID), at, tx })
    case 'Contributed':
    case 'ContributionWithdrawn':
    case 'SeatSettled':
    case 'Settled':
    case 'Owed':
    case 'Withdrawn':
      return one({ ...movementOf(decoded), at, tx } as Movement)
    case 'CreditChanged': {
      const { account, free } = decoded.args
      return one({ name: 'credited', account: lower(account), credit: String(free) })
    }
    case 'DisputeCharged': {
      const { disputeId, account, deliverer, fee } = decoded.args
      const whose = { account: lower(account), deliverer: lower(deliverer) }
      return one({ name: 'charged', disputeId: String(disputeId), ...whose, fee: String(fee) })
    }
    case 'Ruling':
    case 'RulingExecuted': {
      const { _disputeID: disputeId, _ruling: ruling } = decoded.args
      const beside = sameTransaction(log, logs, disputeId)
      // A ruling that is executed in the transaction that makes it final is one filing.
      if (decoded.eventName === 'RulingExecuted' && beside.has('Ruling')) return []
      const [executed, expired] = [beside.has('RulingExecuted'), beside.has('DisputeExpired')]
      return one({ name: 'ruled', disputeId: String(disputeId), ruling: Number(ruling), executed, expired, at, tx })
    }
    default:
      return []
  }
}

type Decoded = NonNullable<ReturnType<typeof decode<typeof courtRecordAbi>>>
type MoneyEvent = 'Contributed' | 'ContributionWithdrawn' | 'SeatSettled' | 'Settled' | 'Owed' | 'Withdrawn'

/** Money that moved, as the books keep it. */
function movementOf(decoded: Extract<Decoded, { eventName: MoneyEvent }>) {
  switch (decoded.eventName) {
    case 'Contributed': {
      const { disputeId, account, serial, side, amount } = decoded.args
      const whose = { disputeId: String(disputeId), account: lower(account), serial: Number(serial) }
      return { name: 'contributed', ...whose, side: side === 0 ? 'against' : 'for', amount: String(amount) }
    }
    case 'ContributionWithdrawn': {
      const { disputeId, account, serial, amount } = decoded.args
      const whose = { disputeId: String(disputeId), account: lower(account), serial: Number(serial) }
      return { name: 'contributionReturned', ...whose, amount: String(amount) }
    }
    case 'SeatSettled': {
      const { disputeId, juror, tokens, amount } = decoded.args
      const whose = { disputeId: String(disputeId), account: lower(juror) }
      return { name: 'seatSettled', ...whose, tokens: String(tokens), wei: String(amount) }
    }
    case 'Settled': {
      const { disputeId, pot, feePot, coherent } = decoded.args
      const pots = { tokenPot: String(pot), feePot: String(feePot) }
      return { name: 'settled', disputeId: String(disputeId), ...pots, coherentSeats: Number(coherent) }
    }
    case 'Owed':
    case 'Withdrawn': {
      const { account, amount, tokens } = decoded.args
      const name = decoded.eventName === 'Owed' ? 'owed' : 'withdrawn'
      return { name, account: lower(account), tokens: String(tokens), wei: String(amount) }
    }
  }
}

/** Names of the arbitrator's events about one dispute in a log's transaction, the log's own included. */
function sameTransaction(log: Log, logs: readonly Log[], disputeId: bigint): Set<string> {
  const names = logs
    .filter((other) => other.transactionHash === log.transactionHash && other.address === log.address)
    .flatMap((other) => {
      const decoded = decode(courtRecordAbi, other)
      const args: object = decoded?.args ?? {}
      const about = '_disputeID' in args ? args._disputeID : 'disputeId' in args ? args.disputeId : undefined
      return decoded && about === disputeId ? [decoded.eventName] : []
    })
  return new Set(names)
}

/**
 * What a client says by ERC-1497. Anybody can emit these events; they count only from the arbitrable of a dispute, and
 * only for its own disputes. A dispute is named once: naming it again would have the past searched again.
 */
async function clientEvents(chain: ChainReader, log: Log, at: Instant, known: Known): Promise<ChainEvent[]> {
  const decoded = decode(exhibitAbi, log)
  const client = lower(log.address)
  if (decoded?.eventName === 'Dispute') {
    const { _disputeID: disputeId, _metaEvidenceID: metaEvidence, _evidenceGroupID: group } = decoded.args
    if (known.arbitrables.get(disputeId) !== client || known.named.has(disputeId)) return []
    known.named.add(disputeId)
    join(known.groups, groupName(client, group), disputeId)
    const [id, meta] = [String(disputeId), String(metaEvidence)]
    const grouped: ChainEvent = {
      place: placeOf(log),
      event: { name: 'grouped', disputeId: id, arbitrable: client, metaEvidence: meta, group: String(group) },
    }
    const shown = await chain.exhibits(client, { metaEvidence, group }, numberOf(log))
    const earlier = shown.filter((exhibit) => orderOf(exhibit) < orderOf(log)).slice(0, MOST_EXHIBITS)
    const times = new Map<number, Promise<BlockMark>>()
    for (const exhibit of earlier) {
      const block = numberOf(exhibit)
      if (!times.has(block)) times.set(block, chain.block(block))
    }
    const timeOf = async (exhibit: Log) => (await times.get(numberOf(exhibit))!).at
    return [
      grouped,
      ...(await Promise.all(earlier.map(async (one) => earlierExhibit(one, await timeOf(one), log, id)))),
    ]
  }
  if (decoded?.eventName !== 'Evidence') return []
  const { _evidenceGroupID: group, _party: party, _evidence: reference } = decoded.args
  const disputeIds = [...(known.groups.get(groupName(client, group)) ?? [])].map(String)
  if (disputeIds.length === 0) return []
  return [
    { place: placeOf(log), event: { name: 'evidence', disputeIds, party: lower(party), reference, meta: false, at } },
  ]
}

/** An exhibit shown before its dispute existed: it joins the docket when the client names the dispute. */
function earlierExhibit(exhibit: Log, at: Instant, naming: Log, disputeId: string): ChainEvent {
  const decoded = decode(exhibitAbi, exhibit)
  const place = { ...placeOf(exhibit), block: numberOf(naming), position: naming.logIndex! }
  const meta = decoded?.eventName === 'MetaEvidence'
  const party = decoded?.eventName === 'Evidence' ? lower(decoded.args._party) : lower(exhibit.address)
  const reference = decoded && '_evidence' in decoded.args ? decoded.args._evidence : ''
  return { place, event: { name: 'evidence', disputeIds: [disputeId], party, reference, meta, at } }
}

/** The event in a log, if the ABI has it. Logs of events it doesn't know are other people's business. */
function decode<
  const A extends typeof courtRecordAbi | typeof laneRecordAbi | typeof vaultRecordAbi | typeof exhibitAbi,
>(abi: A, log: Log) {
  try {
    return decodeEventLog({ abi, topics: log.topics as [Hex, ...Hex[]], data: log.data })
  } catch {
    return undefined // not an event of this ABI: the library says so by throwing
  }
}

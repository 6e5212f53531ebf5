/**
 * Sweep: reads the chain, files what it says, and drains whatever is due. Once a minute in production; on demand in a
 * local world, where the clock moves by hand.
 *
 * Everything here may run twice, late, or beside itself. No step of a dispute depends on an alarm having fired: what
 * an alarm missed is a row that is due.
 * @module
 */
import { epochAt } from '#jurors/roll'
import type { ChainFiling, Courtrooms, Ports } from '#ports'
import type { Instant } from '#primitives/time'
import { rollsDeadline } from './press.ts'
import { drain } from './relay.ts'

/** Filings taken from the indexer at a time. */
const BATCH = 100
/** Spans of blocks read, and rounds of a whole sweep, at most; the next sweep goes on. */
const MOST_SPANS = 20
const MOST_ROUNDS = 30

/** What a sweep did. */
export type Swept = { filings: number; effects: number }

/** One round: chain, rolls of the epoch, effects. */
export async function sweep(ports: Ports, courtrooms: Courtrooms): Promise<Swept> {
  await readChain(ports)
  const filings = await fileFromChain(ports, courtrooms)
  const now = await ports.now()
  await remindOfRolls(ports, now)
  return { filings, effects: await drain(ports, courtrooms, now) }
}

/** A chain that can't be read holds up nothing that doesn't need it: a ballot opens with the beacon alone. */
async function readChain({ indexer }: Ports): Promise<void> {
  try {
    for (let span = 0; span < MOST_SPANS && (await indexer.index()) === 'more'; span++);
  } catch (error) {
    console.error(`sweep: the chain was not read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Rounds until one finds nothing to do. */
export async function sweepUntilIdle(ports: Ports, courtrooms: Courtrooms): Promise<Swept> {
  const sum = { filings: 0, effects: 0 }
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { filings, effects } = await sweep(ports, courtrooms)
    if (filings + effects === 0) break
    sum.filings += filings
    sum.effects += effects
  }
  return sum
}

/** Files what the chain has said, in its order. A dispute whose filing fails waits; the others go on. */
async function fileFromChain({ indexer }: Ports, courtrooms: Courtrooms): Promise<number> {
  let total = 0
  const waiting = new Map<string, string>()
  for (;;) {
    const pending = await indexer.pending(BATCH, [...waiting.values()])
    if (pending.length === 0) return total
    for (const each of pending) {
      if (waiting.has(each.disputeKey)) continue
      if (await fileOne(indexer, courtrooms, each)) total++
      else waiting.set(each.disputeKey, each.id)
    }
  }
}

/** A no of the law is the end of a chain's filing, and kept; only the world's failures are tried again. */
async function fileOne(
  indexer: Ports['indexer'],
  courtrooms: Courtrooms,
  { id, disputeKey, filing }: ChainFiling,
): Promise<boolean> {
  try {
    const answer = await courtrooms.file(disputeKey, filing)
    const repeated = !answer.ok && answer.refusal.code === 'AlreadyRecorded'
    if (!answer.ok && !repeated)
      console.error(`sweep: ${filing.kind} ${id} was refused: ${JSON.stringify(answer.refusal)}`)
    await indexer.filed([id], answer.ok || repeated ? undefined : answer.refusal.code)
    return true
  } catch (error) {
    console.error(`sweep: ${filing.kind} ${id} waits: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

/** Rolls of epoch e are due when boundary T_e is safe, and until a quarter of the epoch has passed. */
async function remindOfRolls({ deployment, gazettes, outbox }: Ports, now: Instant): Promise<void> {
  const { epochSeconds, clockwork } = deployment
  const epoch = epochAt(now, epochSeconds)
  const dueAt = epoch * epochSeconds + clockwork.confirmSeconds
  if (now < dueAt || now >= rollsDeadline(epoch, epochSeconds) || (await gazettes.bringsRolls(epoch))) return
  await outbox.add([{ id: `chain:rolls:${epoch}`, stream: 'chain', kind: 'rolls', of: epoch, dueAt }])
}

/**
 * Follow: an attestor's own copy of a docket, page by page as the court shows it. What was shown once stays.
 * @module
 */
import { begun, type Case, type Dispute, enter, isOpened, unfold } from '#law/dispute'
import { chain, firstHead } from '#law/docket'
import type { Entry } from '#law/filing'
import type { Digest } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import type { Bench } from './attest.ts'
import { faultInAsking, faultInOpened, holdFor } from './attestAsked.ts'

/** Seconds by which the court's clock may be ahead of the attestor's. */
const AHEAD_SECONDS = 120
/** Spans of blocks read before an answer at most. */
const MOST_SPANS = 50

/** Reads on along the chain, so that what is asked next finds it as it is. */
export async function catchUp({ indexer }: Pick<Bench, 'indexer'>): Promise<void> {
  for (let span = 0; span < MOST_SPANS && (await indexer.index()) === 'more'; span++);
}

/** Takes on what a docket has gained since it was last shown. What was shown once stays: another history is refused. */
export async function follow(bench: Bench, key: Digest): Promise<Result<Case, string>> {
  const latestAt = (await bench.now()) + AHEAD_SECONDS
  let dispute = unfold(await bench.docket.load(key))
  for (;;) {
    const page = await bench.court.entries(key, (dispute?.number ?? 0) + 1)
    if (page.length === 0) return dispute ? ok(dispute) : no('the court has no docket of it')
    const taken = take(key, dispute, page, latestAt)
    if (!taken.ok) return taken
    const foreign = await faultInBeginning(bench, dispute, taken.value)
    if (foreign) return no(foreign)
    const asked = isOpened(taken.value) ? taken.value.asked : taken.value
    const hold = !dispute && asked ? await holdFor(bench, asked) : undefined
    const appended = await bench.docket.append(dispute, taken.value, page, [], [], hold)
    dispute = appended === 'appended' ? taken.value : unfold(await bench.docket.load(key))
  }
}

/** The state after a page of entries, each hashed anew. */
function take(key: Digest, before: Case | undefined, page: readonly Entry[], latestAt: Instant): Result<Case, string> {
  let dispute = before
  let last: Pick<Entry, 'number' | 'head' | 'acceptedAt'> = before
    ? { number: before.number, head: before.head, acceptedAt: 0 }
    : { number: 0, head: firstHead(key), acceptedAt: 0 }
  for (const entry of page) {
    const { number, hash, head, ...line } = entry
    const expected = chain(key, last, line)
    if (expected.number !== number || expected.hash !== hash || expected.head !== head)
      return no(`entry ${number} does not continue the docket`)
    if (line.acceptedAt < last.acceptedAt || line.acceptedAt > latestAt)
      return no(`entry ${number} was not accepted at ${line.acceptedAt}`)
    dispute = dispute ? enter(dispute, entry) : begun(entry)
    last = entry
  }
  return dispute?.key === key ? ok(dispute) : no('it is the docket of another dispute')
}

/** What is wrong with a docket's beginning, where a page brings it. */
async function faultInBeginning(bench: Bench, before: Case | undefined, after: Case): Promise<string | undefined> {
  if (isOpened(after) && !after.asked) return before ? undefined : faultInOpening(bench, after)
  const asked = isOpened(after) ? after.asked! : after
  const wrong = before ? undefined : await faultInAsking(bench, asked)
  return wrong ?? (isOpened(after) && !isOpened(before) ? faultInOpened(bench, after) : undefined)
}

async function faultInOpening(bench: Bench, { facts }: Dispute): Promise<string | undefined> {
  const onChain = await bench.chain.dispute(BigInt(facts.disputeId))
  if (!onChain) return 'the arbitrator has no such dispute'
  const wrong = Object.entries(onChain.facts).find(([name, value]) => facts[name as keyof typeof facts] !== value)
  return wrong && `its ${wrong[0]} is ${wrong[1]} on chain`
}

/**
 * Carry: brings a call to the chain with one nonce at a time.
 *
 *   write the intent down, with the signed bytes ─▶ broadcast ─▶ look for the receipt
 *          ▲                                            │ no answer, or a bad one
 *          └──────────── the same bytes again ◀─────────┘
 *
 * A nonce is never given to a second call while it isn't known what became of the first. Nothing counts as sent
 * because a node said so: only a receipt at a safe depth ends an intent. What is stuck is offered again for more.
 * @module
 */
import type { Attempt, Call, Carrier, Fees, Intent, Intents } from '#ports'
import type { Instant } from '#primitives/time'

/** What carrying needs. `safeDepth`: blocks on top of a receipt's before it is believed. */
export type Hand = { intents: Intents; carrier: Carrier; safeDepth: number }
export type Carried = 'sent' | 'confirmed' | { reverted: string }
type Ended = { id: string; carried: Carried }

/** Seconds that a transaction may wait before it is offered for more. */
const RAISE_SECONDS = 90
/** Fees go up by a quarter, twelve times at most: nodes ask for an eighth, and fifteenfold is a misprice to look at. */
const RAISE_PERCENT = 125n
const MOST_ATTEMPTS = 12
/** Seconds before a used nonce without a receipt of ours is believed: receipts may lag behind the count. */
const LAG_SECONDS = 30
/** Seconds for which nothing else is begun after a posting had to wait; it is offered again long before they are over. */
const POSTING_FIRST_SECONDS = 60

/**
 * Carries one account's calls, and lets no other begin before a posting that found the account busy: a posting that
 * comes too late leaves ballots out, while everything else can wait.
 */
export function inTurn(): typeof carry {
  let postingUntil: Instant = 0
  return async (hand, id, call, now) => {
    if (call.kind !== 'gazette') {
      if (now >= postingUntil) return carry(hand, id, call, now)
      const ended = await tend(hand, now)
      return typeof ended === 'object' && ended.id === id ? ended.carried : 'sent'
    }
    const before = await hand.intents.open(hand.carrier.account)
    const carried = await carry(hand, id, call, now)
    const isBehind = carried === 'sent' && before !== undefined && before.id !== id
    postingUntil = isBehind ? now + POSTING_FIRST_SECONDS : 0
    return carried
  }
}

/** Carries `call` under the name `id`, or looks after the one on its way. Harmless to repeat. */
export async function carry(hand: Hand, id: string, call: Call, now: Instant): Promise<Carried> {
  const { intents, carrier } = hand
  const known = await intents.find(id)
  if (known?.state === 'confirmed') return 'confirmed'
  const ended = await tend(hand, now)
  if (ended === 'open') return 'sent'
  if (ended?.id === id) return ended.carried

  const weighed = await carrier.weigh(call)
  if ('reverted' in weighed) return weighed
  // It was mined and reverted once, and would succeed now: a new intent, since the old one can't.
  if (known?.state === 'reverted') await intents.forget(id)
  const [nonce, fees] = await Promise.all([carrier.nonce(), carrier.fees()])
  const signed = await carrier.sign(call, nonce, weighed.gas, fees)
  const attempt: Attempt = { ...signed, fees, signedAt: now }
  if ((await intents.begin({ id, account: carrier.account, nonce }, attempt)) === 'conflict') return 'sent'
  await offer(hand, attempt, now)
  // Some chains mine at once.
  const mined = await look(hand, { id, account: carrier.account, nonce, state: 'open', attempts: [attempt] })
  return typeof mined === 'object' ? mined.carried : 'sent'
}

/**
 * Looks after the account's open intent.
 * @returns 'open' if it stays so, how it ended if it did, undefined if there is none (any more).
 */
export async function tend(hand: Hand, now: Instant): Promise<'open' | Ended | undefined> {
  const { intents, carrier } = hand
  const open = await intents.open(carrier.account)
  if (!open) return undefined
  const mined = await look(hand, open)
  if (mined) return mined
  const last = open.attempts.at(-1)!
  if ((await carrier.nonce()) > open.nonce) {
    if (now < last.signedAt + LAG_SECONDS) return 'open'
    console.error(`carry: nonce ${open.nonce} of ${carrier.account} was used by a transaction that isn't ours`)
    await intents.forget(open.id)
    return undefined
  }
  await offer(hand, now >= last.signedAt + RAISE_SECONDS ? await raise(hand, open, last, now) : last, now)
  return 'open'
}

/** What became of an intent's transactions: the dearest was most likely mined. 'open': mined, but not deep enough. */
async function look({ intents, carrier, safeDepth }: Hand, open: Intent): Promise<'open' | Ended | undefined> {
  for (const { hash } of open.attempts.toReversed()) {
    const receipt = await carrier.receipt(hash)
    if (!receipt) continue
    return receipt.depth < safeDepth ? 'open' : end(intents, open, receipt.succeeded, hash)
  }
  return undefined
}

async function end(intents: Intents, { id }: Intent, succeeded: boolean, hash: string): Promise<Ended> {
  if (!succeeded) console.error(`carry: ${id} reverted in ${hash}`)
  const why = succeeded ? undefined : `reverted in ${hash}`
  await intents.end(id, succeeded ? 'confirmed' : 'reverted', why)
  return { id, carried: why === undefined ? 'confirmed' : { reverted: why } }
}

/** A failure here says nothing about whether the transaction is known; the next look does. */
async function offer({ intents, carrier }: Hand, attempt: Attempt, now: Instant): Promise<void> {
  try {
    await carrier.broadcast(attempt.raw)
    if (attempt.sentAt === undefined) await intents.sent(attempt.hash, now)
  } catch (error) {
    console.error(`carry: ${attempt.hash} was not taken: ${error instanceof Error ? error.message : String(error)}`)
  }
}

async function raise(
  { intents, carrier }: Hand,
  { id, attempts }: Intent,
  last: Attempt,
  now: Instant,
): Promise<Attempt> {
  if (attempts.length >= MOST_ATTEMPTS) return last
  const fees = dearer(last.fees, await carrier.fees())
  const raised: Attempt = { ...(await carrier.reprice(last.raw, fees)), fees, signedAt: now }
  await intents.raise(id, raised)
  if (attempts.length + 1 === MOST_ATTEMPTS) {
    console.error(`carry: ${id} is stuck at ${fees.maxFeePerGas} wei per gas and is not raised any more`)
  }
  return raised
}

/** A quarter above the last offer, rounded up, or today's price if that is more. */
export function dearer(last: Fees, today: Fees): Fees {
  const quarterUp = (wei: bigint) => (wei * RAISE_PERCENT + 99n) / 100n
  const most = (a: bigint, b: bigint) => (a > b ? a : b)
  return {
    maxFeePerGas: most(quarterUp(last.maxFeePerGas), today.maxFeePerGas),
    maxPriorityFeePerGas: most(quarterUp(last.maxPriorityFeePerGas), today.maxPriorityFeePerGas),
  }
}

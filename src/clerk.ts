/**
 * Clerk: asks the law what filings do to a dispute, and writes the answer down in one stroke.
 *
 * Append is the truth. Everything else that has to happen is a row written beside the entries (an effect), and so are
 * the receipts: a crash after this function loses nothing, and a crash before it has promised nothing.
 * @module
 */

import { askDocket, lawOf, mayAsk, priceOf, type Standing } from '#law/ask'
import { decide } from '#law/decide'
import { type Case, openDispute, record, unfold } from '#law/dispute'
import { type Effect, effectsOf } from '#law/effects'
import type { Asking, Entry, Filing, Opening } from '#law/filing'
import type { Refusal } from '#law/refusal'
import type { Hold, Ports, Receipt, Recorded } from '#ports'
import type { Digest } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'
import { earliest, type Instant } from '#primitives/time'
import { typedDigest } from '#primitives/typed'
import { streaksOf } from './record.ts'

/** What became of one filing. One that the law chokes on is thrown back to its filer alone. */
export type Answer = Result<Recorded, Refusal> | { thrown: unknown }

export type Written = {
  /** The state after all of them. */
  docket: Case | undefined
  /** One answer per filing, in their order. */
  answers: readonly Answer[]
  /** How many entries were added, and when the first of their effects is due. */
  entries: number
  dueAt: Instant | undefined
}

type Desk = Pick<Ports, 'now' | 'docket' | 'signer' | 'deployment' | 'books' | 'credits'>
type Filed = Filing | Opening | Asking

/** Filings of people, who get a promise for what they filed. The chain and the relay need none. */
const PROMISED: readonly Filed['kind'][] = ['ask', 'commit', 'recuse', 'reveal', 'controls']

/**
 * Hears filings in their order; what they bring goes down together.
 * @param before - The state that all of them find; undefined for a docket without entries.
 * @returns 'conflict' if another writer was first. Nothing is written then: load the docket and file again.
 */
export async function file(
  desk: Desk,
  key: Digest,
  before: Case | undefined,
  filings: readonly Filed[],
): Promise<Written | 'conflict'> {
  const at = await desk.now()
  const entries: Entry[] = []
  const effects: Effect[] = []
  let after = before
  let hold: Hold | undefined
  const funds = await Promise.all(filings.map((filing) => fundsOf(desk, before, filing)))
  const heard = filings.map((filing, i) => {
    const one = hear(key, after, filing, funds[i], at)
    if ('thrown' in one || !one.ok) return one
    after = one.value.after
    hold ??= one.value.hold
    entries.push(...one.value.entries)
    effects.push(...one.value.effects)
    return one
  })
  const receipts = await Promise.all(heard.map((one, i) => promise(desk, key, filings[i]!, one)))
  const written = await write(
    desk,
    key,
    before,
    after,
    entries,
    effects,
    receipts.flatMap((each) => each ?? []),
    hold,
  )
  if (written === 'conflict') return 'conflict'
  const answers = await Promise.all(heard.map((one, i) => answerTo(desk, key, one, receipts[i])))
  return { docket: written, answers, entries: entries.length, dueAt: earliest(...effects.map(({ dueAt }) => dueAt)) }
}

/** Appends; the state after it, which is more than `after` if others wrote too once it was done. */
async function write(
  { docket }: Desk,
  key: Digest,
  before: Case | undefined,
  after: Case | undefined,
  entries: readonly Entry[],
  effects: readonly Effect[],
  receipts: readonly Receipt[],
  hold: Hold | undefined,
): Promise<Case | undefined | 'conflict'> {
  if (!after || entries.length === 0) return after
  let failure: { error: unknown } | undefined
  try {
    if ((await docket.append(before, after, entries, effects, receipts, hold)) === 'appended') return after
  } catch (error) {
    failure = { error }
  }
  // A write that failed, or met itself, may have happened all the same. The docket knows.
  const all = await docket.load(key)
  if (entries.every(({ number, hash }) => all[number - 1]?.hash === hash)) return unfold(all)
  if (failure) throw failure.error
  return 'conflict'
}

/** The operator's promise for what a person filed. It is worth nothing until the entry is written, and shown to nobody. */
async function promise(
  { signer, deployment }: Desk,
  key: Digest,
  filing: Filed,
  heard: Result<Heard, Refusal> | { thrown: unknown },
): Promise<Receipt | undefined> {
  if ('thrown' in heard || !heard.ok || !PROMISED.includes(filing.kind)) return undefined
  const entry = heard.value.entries.at(-1)
  if (!entry) return undefined
  const { number, hash, head, acceptedAt } = entry
  const statement = { disputeKey: key, number, entryHash: hash, head, acceptedAt }
  const signature = await signer.sign(typedDigest(deployment.domain, 'Receipt', statement))
  return { number, entryHash: hash, head, acceptedAt, signature, operator: signer.address }
}

async function answerTo(
  { docket }: Desk,
  key: Digest,
  heard: Result<Heard, Refusal> | { thrown: unknown },
  receipt: Receipt | undefined,
): Promise<Answer> {
  if ('thrown' in heard) return heard
  if (heard.ok) return ok({ receipt, already: false })
  if (heard.refusal.code !== 'AlreadyRecorded') return no(heard.refusal)
  return ok({ receipt: await docket.receipt(key, heard.refusal.number), already: true })
}

type Heard = { after: Case; entries: Entry[]; effects: Effect[]; hold?: Hold }
type Funds = Standing & { nextHold: number }

/** What the court says of itself and of the account, when somebody asks for a docket that isn't there. */
async function fundsOf(desk: Desk, docket: Case | undefined, filing: Filed): Promise<Funds | undefined> {
  if (docket || filing.kind !== 'ask') return undefined
  const { books, credits } = desk
  const { account, court } = filing.body.open
  const known = await books.court(Number(court))
  if (!known) return undefined
  const { free, nextHold } = await credits.of(account)
  const { under, stated, resolvedBy } = lawOf(filing.body) ?? {}
  const trusted = stated?.trusted
  const streaks = under && trusted && (await streaksOf(desk, under.court, Number(trusted.at)))
  const telling = resolvedBy && unfold(await desk.docket.load(resolvedBy))
  return { court: known, freeCredit: free, nextHold, streaks, telling }
}

function hear(
  key: Digest,
  docket: Case | undefined,
  filing: Filed,
  funds: Funds | undefined,
  now: Instant,
): Result<Heard, Refusal> | { thrown: unknown } {
  try {
    if (!docket && filing.kind === 'open') return ok(opened(filing, now))
    if (!docket && filing.kind === 'ask') return asked(filing, funds, now)
    if (!docket) return no({ code: 'UnknownDispute', dispute: key })
    const decided = decide(docket, filing, now)
    return decided.ok ? ok(recorded(docket, decided.value)) : decided
  } catch (thrown) {
    return { thrown }
  }
}

function opened(filing: Opening, now: Instant): Heard {
  const { dispute, entry } = openDispute(filing.body, now)
  return { after: dispute, entries: [entry], effects: effectsOf(dispute, entry) }
}

function asked(filing: Asking, funds: Funds | undefined, now: Instant): Result<Heard, Refusal> {
  const { open } = filing.body
  if (!funds) return no({ code: 'UnknownCourt', court: Number(open.court) })
  const may = mayAsk(filing, funds, now)
  if (!may.ok) return may
  const { asked, entry } = askDocket(filing.body, now)
  const hold = { account: open.account, number: funds.nextHold, wei: priceOf(open, funds.court.terms) }
  return ok({ after: asked, entries: [entry], effects: effectsOf(asked, entry), hold })
}

/** Line by line, since what an entry causes depends on the state right after it. */
function recorded(docket: Case, lines: Parameters<typeof record>[1]): Heard {
  let after = docket
  const entries: Entry[] = []
  const effects: Effect[] = []
  for (const line of lines) {
    const step: { after: Case; entries: Entry[] } = record(after, [line])
    after = step.after
    entries.push(...step.entries)
    effects.push(...step.entries.flatMap((entry) => effectsOf(after, entry)))
  }
  return { after, entries, effects }
}

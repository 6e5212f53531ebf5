/**
 * Errands: what each kind of effect comes to, one function a kind.
 *
 * Each looks at the dispute as it stands, does the one thing that is missing, and says when to look again. An errand
 * ends by itself once the dispute has moved past it; one that something depends on is never given up before that.
 * Carrying to the chain is not the end of an errand: the event that comes back is.
 * @module
 */
import { nextDueAt } from '#law/decide'
import { type Dispute, finalOf, isOpened, lastDelivered, lotteryOf, present, unfold, windowsOf } from '#law/dispute'
import type { EffectKind } from '#law/effects'
import type { Filing, Opening } from '#law/filing'
import type { RefusalCode } from '#law/refusal'
import type { Resolution } from '#law/resolution'
import { type Sitting, verdictOf } from '#law/sitting'
import type { Attested, Courtrooms, LeasedEffect, Outcome, Ports, Teller } from '#ports'
import { randomnessOf, timeOfRound } from '#primitives/beacon'
import type { Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { look, lookAsked } from './look.ts'
import { summonings } from './news.ts'
import { fold } from './purser.ts'

/** Does one thing; see `errands`. */
export type Errand = (ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant) => Promise<Outcome>

/** Seconds until another look at something that the world is about to do. */
const SOON_SECONDS = 4
/** Seconds until attestors are asked again for a verdict that no gazette has delivered, and until a missing roll may be there. */
const LATER_SECONDS = 60
/** Ballots opened in one entry: about a pairing each, so that a request stays far from its time limit. */
const UNSEALED_AT_ONCE = 20
/**
 * Until an arbitrable that doesn't take its ruling is called again, twice as long each time, and how long it is called
 * at all. Each call may burn all the gas it gets, at the operator's cost.
 */
const RETRY_SECONDS = 6 * 3600
const RETRIES_END_SECONDS = 30 * 86_400

const done: Outcome = { kind: 'done' }
const again = (at: Instant, why: string): Outcome => ({ kind: 'again', at, why })

/** All errands but those of press and purser, which serve many disputes at once. */
export const errands: Record<Exclude<EffectKind, 'gazette' | 'rolls' | 'settle' | 'send'>, Errand> = {
  open,
  draw,
  unseal,
  resolve,
  pass,
  deliver,
  execute,
  final,
  expire,
  fold: (ports, _, effect, now) => fold(ports, effect, now),
  ...summonings,
}

/** True while this sitting is the one being heard. */
export function isOn(dispute: Dispute, sitting: Sitting | undefined): sitting is Sitting {
  return sitting !== undefined && sitting === present(dispute) && !sitting.judged && !dispute.final
}

/** What an account asked for is a dispute from the gazette on that holds it; its roll and policy have to be here. */
async function open(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const asked = await lookAsked(ports, effect)
  if (!asked) return done
  const body = await ports.indexer.opening(asked)
  if (!body) return again(now + LATER_SECONDS, 'its court has no policy or no roll in force here')
  await filed(courtrooms, asked, { kind: 'open', body }, ['AlreadyRecorded'])
  return done
}

async function draw(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute, sitting } = (await look(ports, effect)) ?? {}
  if (!dispute || !isOn(dispute, sitting) || sitting.draws.length > 0) return done
  const { seedRound, commitClosesAt } = sitting.times
  const seedAt = timeOfRound(dispute.clockwork.beacon, seedRound)
  if (now < seedAt) return again(seedAt, 'the seed is not out yet')
  if (now >= commitClosesAt) return done

  const signature = await ports.beacon.signature(seedRound)
  if (!signature) return again(now + SOON_SECONDS, `no relay has beacon round ${seedRound}`)
  const inForceAt = Math.max(dispute.openedAt, (dispute.rollEpoch + 1) * dispute.epochSeconds)
  const roll = await ports.rolls.inForce(sitting.under.court, inForceAt)
  // A parent in which nobody had weight then has no roll of that epoch: its panel misses its quorum, and confirms.
  if (roll?.header.epoch !== dispute.rollEpoch && sitting.step > 0) return done
  if (roll?.header.epoch !== dispute.rollEpoch) throw new Error(`draw: expected the roll of epoch ${dispute.rollEpoch}`)
  if (roll.header.total === 0n) return done
  const { draws, paths } = await ports.rolls.draw(roll.header, lotteryOf(dispute, randomnessOf(signature)))
  const { panel } = sitting
  const { header, rollsRoot } = roll
  await filed(courtrooms, dispute, { kind: 'draw', panel, signature, rollsRoot, roll: header, draws, paths }, [
    'AlreadyDrawn',
  ])
  return done
}

async function unseal(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute, sitting } = (await look(ports, effect)) ?? {}
  if (!dispute || !isOn(dispute, sitting)) return done
  const { beaconRound, revealAt } = sitting.times
  if (now < revealAt) return again(revealAt, 'R is not out yet')
  const signature = sitting.revealSignature ?? (await ports.beacon.signature(beaconRound))
  if (!signature) return again(now + SOON_SECONDS, `no relay has beacon round ${beaconRound}`)
  const { panel } = sitting
  const batch: Filing = { kind: 'unseal', panel, signature, limit: UNSEALED_AT_ONCE }
  let opened = await filed(courtrooms, dispute, batch, ['NothingDue', 'WrongPeriod', 'WrongPanel'])
  while (opened) opened = await filed(courtrooms, dispute, batch, ['NothingDue', 'WrongPeriod', 'WrongPanel'])
  await filed(courtrooms, dispute, { kind: 'pass' }, ['NothingDue'])
  const after = await look(ports, effect)
  if (!after || !isOn(after.dispute, after.sitting)) return done
  // The posting that admits ballots may still wait for its confirmations, and a second commit period has another R.
  return again(Math.max(nextDueAt(after.dispute) ?? now, now + SOON_SECONDS), 'the sitting is not judged yet')
}

/** What another dispute came to is filed here once its attestors have signed it. */
async function resolve(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute, sitting } = (await look(ports, effect)) ?? {}
  const telling = dispute?.question.law?.resolvedBy
  if (!dispute || !telling || !isOn(dispute, sitting) || dispute.resolution) return done
  if (now < sitting.times.revealAt) return again(sitting.times.revealAt, 'R is not out yet')
  const resolution = await endOf(ports, telling)
  if (!resolution) return again(now + LATER_SECONDS, 'the dispute that tells the truth is not over')
  await filed(courtrooms, dispute, { kind: 'resolve', ...resolution }, ['AlreadyRecorded', 'WrongPeriod'])
  return done
}

/** How another dispute ended; undefined while it isn't over, or its attestors haven't said so. */
async function endOf({ docket, attestations }: Ports, dispute: Digest): Promise<Resolution | undefined> {
  const entries = await docket.load(dispute)
  const ended = unfold(entries)
  if (ended?.void !== undefined) return { dispute, at: entries.at(-1)!.acceptedAt, last: null }
  const attested = await attestations.of(dispute, 'final')
  if (!isOpened(ended) || !ended.final || !attested) return undefined
  const { ruling, outcome, serial } = finalOf(ended)
  const word = lastDelivered(ended)?.judged?.word
  const { k, members } = attested.set
  const last = {
    ruling: String(ruling),
    outcome,
    serial: String(serial),
    ...(word ? { word } : {}),
    set: { k: String(k), members },
    signatures: quorum({ ...attested, refusals: [] }),
  }
  return { dispute, at: ended.final.at, last }
}

async function pass(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const before = await look(ports, effect)
  const asked = before ? undefined : await lookAsked(ports, effect)
  if (asked) await filed(courtrooms, asked, { kind: 'pass' }, ['NothingDue'])
  if (!before || !isOn(before.dispute, before.sitting)) return done
  await filed(courtrooms, before.dispute, { kind: 'pass' }, ['NothingDue'])
  const after = await look(ports, effect)
  if (!after || !isOn(after.dispute, after.sitting)) return done
  const nextAt = nextDueAt(after.dispute)
  return nextAt === undefined ? done : again(Math.max(nextAt, now + 1), 'time has not done its work yet')
}

async function deliver(ports: Ports, _: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute, entries, sitting } = (await look(ports, effect)) ?? {}
  if (!dispute || !entries || !sitting?.judged || sitting.delivered || dispute.final) return done
  if (sitting !== present(dispute) || now >= dispute.deadlineAt) return done
  const { panel } = sitting
  const set = await ports.attestors.set()
  const verdict = verdictOf(dispute, panel, set.configDigest, entries)
  if (!verdict) return done
  const attested = await ports.attestors.verdict(dispute.key, panel, verdict)
  await ports.attestations.keep(dispute.key, panel, attested)
  const signatures = quorum(attested)
  if (dispute.asked) return again(now + LATER_SECONDS, 'waits for its gazette')
  const disputeId = BigInt(dispute.facts.disputeId)
  const call = { kind: 'deliver', disputeId, verdict, set: attested.set, signatures } as const
  return carried(await ports.teller.send(`${effect.id}:${verdict.serial}:${attested.set.configDigest}`, call), now)
}

async function execute(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute } = (await look(ports, effect)) ?? {}
  if (!dispute) return done
  if (dispute.asked) return ruleByTime(courtrooms, dispute, now)
  const { final: ruled } = dispute
  const disputeId = BigInt(dispute.facts.disputeId)
  if (ruled?.executed) return done
  if (ruled) {
    if (now >= ruled.at + RETRIES_END_SECONDS) return { kind: 'parked', why: 'the arbitrable does not take its ruling' }
    const attempt = Math.floor(Math.log2(Math.max(0, now - ruled.at) / RETRY_SECONDS + 1))
    const sent = await ports.teller.send(`${effect.id}:retry:${attempt}`, { kind: 'retry', disputeId })
    const nextAt = ruled.at + RETRY_SECONDS * (2 ** (attempt + 1) - 1)
    return again(sent === 'sent' ? now + SOON_SECONDS : nextAt, 'the arbitrable did not take its ruling')
  }
  const opensAt = windowsOf(dispute)
  // An appealed verdict is never executed: the next one is, or the deadline makes it final.
  if (opensAt === undefined || lastDelivered(dispute)?.appealed) return done
  if (now < opensAt) return again(opensAt, 'a window is open')
  return carried(await ports.teller.send(effect.id, { kind: 'execute', disputeId }), now)
}

/** Off chain there is nothing to call: once it is time, the docket says so. */
async function ruleByTime(courtrooms: Courtrooms, dispute: Dispute, now: Instant): Promise<Outcome> {
  const dueAt = nextDueAt(dispute)
  if (dispute.final || dueAt === undefined) return done
  if (now < dueAt) return again(dueAt, 'it is not time to rule')
  await filed(courtrooms, dispute, { kind: 'pass' }, ['NothingDue'])
  return again(now + SOON_SECONDS, 'time has not done its work yet')
}

async function expire(ports: Ports, courtrooms: Courtrooms, effect: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute } = (await look(ports, effect)) ?? {}
  if (!dispute || dispute.final) return done
  if (dispute.asked && now >= dispute.deadlineAt) return ruleByTime(courtrooms, dispute, now)
  if (now < dispute.deadlineAt) return again(dispute.deadlineAt, 'the deadline is not reached')
  return carried(
    await ports.teller.send(effect.id, { kind: 'expire', disputeId: BigInt(dispute.facts.disputeId) }),
    now,
  )
}

async function final(ports: Ports, _: Courtrooms, effect: LeasedEffect): Promise<Outcome> {
  const { dispute } = (await look(ports, effect)) ?? {}
  if (!dispute?.final) return done
  const attested = await ports.attestors.final(BigInt(dispute.facts.disputeId), finalOf(dispute))
  await ports.attestations.keep(dispute.key, 'final', attested)
  quorum(attested)
  return done
}

/**
 * k signatures in ascending order of their signers.
 * @throws Error with what the others said, if fewer came.
 */
export function quorum({ set, signatures, refusals }: Attested): `0x${string}`[] {
  if (signatures.length < set.k) {
    const reasons = refusals.map(({ attestor, why }) => `${attestor}: ${why}`).join('; ')
    throw new Error(`attestors: expected ${set.k} signatures, got ${signatures.length} (${reasons || 'no answer'})`)
  }
  const ascending = signatures.toSorted((a, b) => (a.signer < b.signer ? -1 : 1))
  return ascending.slice(0, set.k).map(({ signature }) => signature)
}

/** Files; false if the law said no in a way that means the work is done. @throws Error for every other no. */
async function filed(
  courtrooms: Courtrooms,
  dispute: { key: Digest },
  filing: Filing | Opening,
  harmless: readonly RefusalCode[],
): Promise<boolean> {
  const answer = await courtrooms.file(dispute.key, filing)
  if (answer.ok) return true
  if (harmless.includes(answer.refusal.code)) return false
  throw new Error(`${filing.kind}: expected it to be recorded, got ${JSON.stringify(answer.refusal)}`)
}

function carried(sent: Awaited<ReturnType<Teller['send']>>, now: Instant): Outcome {
  if (typeof sent === 'object') throw new Error(`teller: expected the call to succeed, got ${sent.reverted}`)
  return again(now + SOON_SECONDS, sent === 'sent' ? 'waits for its block' : 'waits for its event')
}

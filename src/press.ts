/**
 * Press: puts gazettes together and has them signed and posted.
 *
 * One posting serves every docket whose head has to be on chain, and brings the rolls of an epoch when it is their
 * time. A serial is given to one gazette for ever, before anybody is asked to sign it; a gazette that still says all
 * that is wanted is offered again as it is, so nobody is ever asked to sign two under one serial.
 * @module
 */

import type { Asked } from '#law/ask'
import type { Dispute } from '#law/dispute'
import type { Entry } from '#law/filing'
import type { Gazette } from '#law/gazette'
import { type GazettedHead, headsTree, onChainHead, sortHeads } from '#law/gazette'
import { GAZETTE_MARGIN_SECONDS, lastDeliveryAt } from '#law/period'
import { admission, type Sitting, verdictOf } from '#law/sitting'
import { verdictHash } from '#law/verdict'
import type { LeasedEffect, Outcome, Ports } from '#ports'
import { type Digest, ZERO32 } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { isOn, quorum } from './errands.ts'
import { failureOf } from './failure.ts'
import { look, lookAsked } from './look.ts'
import { pauseSeconds } from './pause.ts'

/** Seconds until another look at a posting that waits for its block or its confirmations. */
const SOON_SECONDS = 4
/** Attempts at a joint gazette after which each docket gets one of its own. */
const APART_AFTER_ATTEMPTS = 3

type Wanted = { head: GazettedHead; from: number } | { epoch: number; rollsRoot: Digest }

const done: Outcome = { kind: 'done' }
const again = (at: Instant, why: string): Outcome => ({ kind: 'again', at, why })

/** Posts one gazette with all that `effects` want of it. Answers for each effect, in their order. */
export async function publish(ports: Ports, effects: readonly LeasedEffect[], now: Instant): Promise<Outcome[]> {
  const asked = await Promise.all(
    effects.map((effect) => (effect.kind === 'rolls' ? wantRolls(ports, effect, now) : wantHead(ports, effect, now))),
  )
  const wanted = asked.filter((each): each is Wanted => !('kind' in each))
  const failures = await postTogether(ports, wanted, Math.max(0, ...effects.map(({ attempts }) => attempts)))
  return asked.map((each, i) => {
    if ('kind' in each) return each
    const failure = failures.get(each)
    if (failure === undefined) return again(now + SOON_SECONDS, 'waits for its posting to be confirmed')
    return again(now + pauseSeconds(effects[i]!.attempts), failure)
  })
}

/**
 * One gazette for all; where that keeps failing, one for each, so that a docket which attestors don't take holds up no
 * other. Answers with what couldn't be posted, and why.
 */
async function postTogether(ports: Ports, wanted: readonly Wanted[], attempts: number): Promise<Map<Wanted, string>> {
  const failures = new Map<Wanted, string>()
  const groups = attempts >= APART_AFTER_ATTEMPTS ? wanted.map((each) => [each]) : wanted.length > 0 ? [wanted] : []
  for (const group of groups) {
    try {
      await post(ports, await compose(ports, group))
    } catch (error) {
      const why = failureOf(error)
      console.error(`press: ${group.length} of a gazette not posted: ${why}`)
      for (const each of group) failures.set(each, why)
    }
  }
  return failures
}

async function wantHead(ports: Ports, effect: LeasedEffect, now: Instant): Promise<Wanted | Outcome> {
  const found = await look(ports, effect)
  if (!found) return wantOpening(await lookAsked(ports, effect), now)
  const { dispute, sitting } = found
  if (dispute.asked && sitting?.judged) return wantDelivery(ports, found, sitting, now)
  if (!isOn(dispute, sitting)) return done
  const { commitClosesAt, revealAt } = sitting.times
  const ballots = lastBallot(sitting)
  const admitted = admission(dispute.postings, sitting)
  if (admitted && admitted.number >= ballots) return done
  if (now <= commitClosesAt) return again(commitClosesAt + 1, 'the commit period is open')
  // Too late for this R. If the panel commits again, there is another.
  if (now > revealAt - GAZETTE_MARGIN_SECONDS) {
    if (sitting.again || admitted) return done
    return again(revealAt + dispute.clockwork.confirmSeconds + 1, 'too late for this reveal round')
  }
  const head = onChainHead(dispute.key, dispute.number, dispute.head)
  return { head: dispute.asked ? { ...head, openHash: dispute.asked.openHash } : head, from: ballots }
}

/** What an account asked for becomes a dispute with the first gazette that holds it. */
function wantOpening(asked: Asked | undefined, now: Instant): Wanted | Outcome {
  if (!asked || asked.postings.length > 0 || now > Number(asked.ask.open.expiresAt)) return done
  const { key, number, head, openHash } = asked
  return { head: { ...onChainHead(key, number, head), openHash }, from: number }
}

/** A verdict off chain is delivered by the gazette that holds its hash, once k have signed it. */
async function wantDelivery(
  { attestations }: Ports,
  { dispute, entries }: { dispute: Dispute; entries: readonly Entry[] },
  { panel, delivered }: Sitting,
  now: Instant,
): Promise<Wanted | Outcome> {
  const { key, number, head, asked, final, deadlineAt, terms, challengeFloorSeconds } = dispute
  if (delivered || final || now > lastDeliveryAt(deadlineAt, terms, challengeFloorSeconds)) return done
  const signed = await attestations.of(key, panel)
  if (!signed || signed.signatures.length < signed.set.k)
    return again(now + SOON_SECONDS, 'the verdict is not attested')
  const verdict = verdictOf(dispute, panel, signed.set.configDigest, entries)!
  const { openHash } = asked!
  return { head: { disputeKey: key, number, head, verdictHash: verdictHash(verdict), openHash }, from: number }
}

async function wantRolls(ports: Ports, { of: epoch }: LeasedEffect, now: Instant): Promise<Wanted | Outcome> {
  const { epochSeconds } = ports.deployment
  if (await ports.gazettes.bringsRolls(epoch)) return done
  const endsAt = rollsDeadline(epoch, epochSeconds)
  if (now >= endsAt) {
    console.error(`press: the rolls of epoch ${epoch} were not posted in time`)
    return done
  }
  const { rollsRoot, headers } = await ports.rolls.compile(epoch)
  return headers.length === 0 ? again(endsAt, 'nobody has weight in any court') : { epoch, rollsRoot }
}

/** Rolls are posted in the first quarter of their epoch, or not at all. */
export function rollsDeadline(epoch: number, epochSeconds: number): Instant {
  return epoch * epochSeconds + Math.floor(epochSeconds / 4)
}

/** The draft that says all that is wanted, or a new gazette. */
async function compose(ports: Ports, wanted: readonly Wanted[]): Promise<Gazette> {
  const draft = await ports.gazettes.draft()
  if (draft && says(draft, wanted)) return draft
  const heads = sortHeads(wanted.flatMap((each) => ('head' in each ? [each.head] : [])))
  const rolls = wanted.find((each) => 'epoch' in each)
  return ports.gazettes.keep({
    epoch: rolls?.epoch ?? 0,
    rollsRoot: rolls?.rollsRoot ?? ZERO32,
    headsRoot: headsTree(heads).root,
    heads,
  })
}

/** True if a draft says all that is wanted and nothing else: what isn't wanted any more might never be signed. */
function says(draft: Gazette, wanted: readonly Wanted[]): boolean {
  const rolls = wanted.find((each) => 'epoch' in each)
  const heads = wanted.flatMap((each) => ('head' in each ? [each] : []))
  if (draft.epoch !== (rolls?.epoch ?? 0) || draft.rollsRoot !== (rolls?.rollsRoot ?? ZERO32)) return false
  return (
    draft.heads.length === heads.length &&
    heads.every(({ head, from }) => draft.heads.some((d) => isSame(d, head) && d.number >= from))
  )
}

/** Of the same docket, and delivering the same verdict or none. */
const isSame = (a: GazettedHead, b: GazettedHead): boolean =>
  a.disputeKey === b.disputeKey && a.verdictHash === b.verdictHash && a.openHash === b.openHash

async function post(ports: Ports, gazette: Gazette): Promise<void> {
  const attested = await ports.attestors.gazette(gazette)
  await ports.gazettes.sign(gazette.serial, attested.set, attested.signatures)
  const { serial, epoch, rollsRoot, headsRoot } = gazette
  const { members, k, configDigest } = attested.set
  const posting = { serial, epoch, rollsRoot, headsRoot, members, k, signatures: quorum(attested) }
  const sent = await ports.teller.send(`gazette:${serial}:${configDigest}`, { kind: 'gazette', posting })
  if (typeof sent === 'object') throw new Error(`press: expected gazette ${serial} to be posted, got ${sent.reverted}`)
}

/** Number of the entry that brought this sitting's last ballot for its present R, or recusal; 1 where there is none. The lane's need no gazette. */
function lastBallot({ ballots, recused, times }: Sitting): number {
  const counting = [...ballots.values()]
    .flat()
    .filter((b) => b.beaconRound === times.beaconRound && b.inLaneAt === undefined)
  return [...counting, ...recused.values()].reduce((last, { number }) => Math.max(last, number), 1)
}

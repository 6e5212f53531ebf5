/**
 * Purser: settles disputes with a final ruling, many in one transaction, and folds the debts that this leaves.
 *
 * Nobody needs the operator for it: whoever has the dockets can hand the same leaves in. A dispute that somebody else
 * settled first is passed over by the contract, so a batch that meets another costs gas and nothing more.
 * @module
 */

import { chargeCase } from '#law/charge'
import { type Dispute, lastDelivered } from '#law/dispute'
import { effect } from '#law/effects'
import type { Entry } from '#law/filing'
import { coherence } from '#law/purse/coherent'
import { penaltyDown } from '#law/purse/penalty'
import {
  deliveredBy,
  nextRun,
  type RunCase,
  SETTLED_AT_ONCE,
  type SettlementCase,
  settlementCase,
  settlingOf,
} from '#law/settlement'
import { type Sitting, serialOf, verdictOf } from '#law/sitting'
import { verdictHash } from '#law/verdict'
import type { LeasedEffect, Outcome, Ports } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { jsonHash } from '#primitives/json'
import type { Instant } from '#primitives/time'
import { look } from './look.ts'
import { postingsOf } from './transcripts.ts'

/** Leaves in one transaction: at 224 bytes each it stays within the 128 kB that nodes take. */
const LEAVES_AT_ONCE = 500
/** Seconds until another look at something that the world is about to do. */
const SOON_SECONDS = 4

const done: Outcome = { kind: 'done' }
const again = (at: Instant, why: string): Outcome => ({ kind: 'again', at, why })

type Case = { key: Digest; settlement: SettlementCase }
type Part = { key: Digest; run: RunCase }

/** Settles the disputes of these effects, as many at a time as fit a transaction. Outcomes in the effects' order. */
export async function settleTogether(
  ports: Ports,
  effects: readonly LeasedEffect[],
  now: Instant,
): Promise<readonly Outcome[]> {
  const cases = await Promise.all(effects.map((each) => caseOf(ports, each, now)))
  const outcomes = new Map<Digest, Outcome>()
  const open = cases.flatMap((each) => ('settlement' in each ? [each] : []))
  for (const each of cases) if ('run' in each) outcomes.set(each.key, await settleRun(ports, each, now))
  for (const batch of batches(open)) {
    for (const [key, outcome] of await settle(ports, batch, now)) outcomes.set(key, outcome)
  }
  return cases.map((each) => ('key' in each ? outcomes.get(each.key)! : each))
}

/** What a dispute hands in, or what there is to do instead. */
async function caseOf(ports: Ports, leased: LeasedEffect, now: Instant): Promise<Case | Part | Outcome> {
  const { dispute, entries } = (await look(ports, leased)) ?? {}
  if (!dispute?.final || !entries || !lastDelivered(dispute)) return done
  const disputeId = BigInt(dispute.facts.disputeId)
  const onChain = await ports.chain.dispute(disputeId)
  if (!onChain && dispute.asked) return charge(ports, leased, dispute, entries, now)
  if (!onChain?.isFinal) return again(now + SOON_SECONDS, 'the ruling is not deep enough yet')
  if (onChain.isSettled) {
    await ports.outbox.add([effect(dispute.key, 'fold', leased.of, now)])
    return done
  }
  const isContested = await contested(ports, dispute)
  const heard = dispute.asked ? await afterCharge(ports, dispute) : dispute
  const settlement = settlementCase(heard, isContested)
  if (settlement.leaves.length <= SETTLED_AT_ONCE) return { key: dispute.key, settlement }
  const progress = await ports.chain.settlementProgress(disputeId)
  return { key: dispute.key, run: nextRun(heard, isContested, progress) }
}

/** Off chain, the arbitrator hears of a dispute only now: its price leaves the account's credit first. */
async function charge(
  ports: Ports,
  leased: LeasedEffect,
  dispute: Dispute,
  entries: readonly Entry[],
  now: Instant,
): Promise<Outcome> {
  const { panel, delivered: taken } = lastDelivered(dispute)!
  const signed = await ports.attestations.of(dispute.key, panel)
  const verdict = signed && verdictOf(dispute, panel, signed.set.configDigest, entries)
  if (!verdict || verdictHash(verdict) !== taken!.verdictHash)
    throw new Error(`purser: expected the signatures under verdict ${taken!.verdictHash} to be kept`)
  const charged = chargeCase(dispute, await postingsOf(ports, dispute, dispute.asked!), verdict)!
  const sent = await ports.teller.send(`${leased.id}:charge`, { kind: 'charge', charged })
  if (typeof sent === 'object') throw new Error(`purser: expected the credit to be charged, got ${sent.reverted}`)
  return again(now + SOON_SECONDS, 'the credit is being charged')
}

async function afterCharge({ credits }: Ports, dispute: Dispute): Promise<Dispute> {
  const deliverer = await credits.deliverer(BigInt(dispute.facts.disputeId))
  if (!deliverer) throw new Error(`purser: expected the charge of ${dispute.key} to be known here`)
  return deliveredBy(dispute, deliverer)
}

/** Of which sittings' appeals both sides were full: what only the chain knows. */
async function contested({ chain }: Ports, dispute: Dispute): Promise<(sitting: Sitting) => boolean> {
  const disputeId = BigInt(dispute.facts.disputeId)
  const appealed = dispute.sittings.filter((sitting) => sitting.appealed)
  const full = new Set<Sitting>()
  for (const sitting of appealed) {
    if ((await chain.appeal(disputeId, serialOf(dispute.sittings, sitting.panel))).isContested) full.add(sitting)
  }
  return (sitting) => full.has(sitting)
}

function batches(cases: readonly Case[]): Case[][] {
  const made: Case[][] = []
  let room = 0
  for (const each of cases) {
    const leaves = each.settlement.leaves.length
    if (made.length === 0 || leaves > room) {
      made.push([])
      room = LEAVES_AT_ONCE
    }
    made.at(-1)!.push(each)
    room -= leaves
  }
  return made
}

/** Carries a batch; one that would revert is taken apart, so that no dispute is held up by another. */
async function settle(ports: Ports, batch: readonly Case[], now: Instant): Promise<[Digest, Outcome][]> {
  const keys = batch.map(({ key }) => key)
  const call = { kind: 'settle' as const, cases: batch.map(({ settlement }) => settlement) }
  const sent = await ports.teller.send(`settle:${jsonHash(keys)}`, call)
  if (typeof sent !== 'object')
    return keys.map((key) => [
      key,
      again(now + SOON_SECONDS, sent === 'sent' ? 'waits for its block' : 'is not deep enough yet'),
    ])
  if (batch.length > 1) return (await Promise.all(batch.map((one) => settle(ports, [one], now)))).flat()
  const why = `the purse does not take it: ${sent.reverted}`
  console.error(`purser: ${keys[0]}: ${why}`)
  return [[keys[0]!, again(now + 3600, why)]]
}

/** Carries the next run of a long settlement. The contract's event says where the one after it begins. */
async function settleRun(ports: Ports, { key, run }: Part, now: Instant): Promise<Outcome> {
  const { nextPanel, nextLeaf, isPaying } = run.progress
  const id = `settle:${key}:${isPaying ? 'pay' : 'charge'}:${nextPanel}:${nextLeaf}`
  const sent = await ports.teller.send(id, { kind: 'settleRun', of: run })
  // Somebody else may have been faster with this run: the next look finds the progress that there is.
  return again(now + (typeof sent === 'object' ? 60 : SOON_SECONDS), 'the settlement goes on')
}

/** Takes what a settled dispute's jurors owe out of their stakes, one after the other. */
export async function fold(ports: Ports, leased: LeasedEffect, now: Instant): Promise<Outcome> {
  const { dispute } = (await look(ports, leased)) ?? {}
  if (!dispute?.final) return done
  const [debtor] = await ports.chain.debtors(charged(dispute))
  if (!debtor) return done
  const sent = await ports.teller.send(`${leased.id}:${debtor}`, { kind: 'fold', juror: debtor })
  if (typeof sent === 'object')
    throw new Error(`purser: expected the debt of ${debtor} to be folded, got ${sent.reverted}`)
  return again(now + SOON_SECONDS, `the debt of ${debtor} is being folded`)
}

/** Jurors of whom the settlement took something, if they had it. */
function charged(dispute: Dispute): Address[] {
  const settling = settlingOf(dispute, {
    inToken: false,
    opener: dispute.facts.arbitrable,
    forfeited: 0n,
    holds: () => 0n,
  })
  const isCoherent = coherence(settling)
  const jurors = settling.panels.flatMap((panel) =>
    panel.leaves.filter((leaf) => penaltyDown(leaf.state, isCoherent(leaf), panel) > 0n).map(({ juror }) => juror),
  )
  return [...new Set(jurors)]
}

/**
 * Effects: what has to be done because of an entry, and when. Rows, written with the entry; a relay performs them.
 *
 * An effect is a wake-up, not an order: whoever performs it looks at the present truth first. Its id is a function of
 * dispute, kind and panel, so writing it twice is writing it once.
 * @module
 */

import type { Occasion } from '#jurors/summons'
import { timeOfRound } from '#primitives/beacon'
import type { Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { type Asked, lapsesAtOf } from './ask.ts'
import { type Case, type Dispute, isOpened, lastDelivered, present } from './dispute.ts'
import type { Entry } from './filing.ts'
import { noticesOf } from './notices.ts'
import { windowsEndAt } from './period.ts'

export type EffectKind =
  /** Fetch the seed and draw the panel. */
  | 'draw'
  /** Put the docket's head on chain. */
  | 'gazette'
  /** Fetch R's signature and open ballots. */
  | 'unseal'
  /** See whether the dispute is over that tells the truth. */
  | 'resolve'
  /** Let time do its work: commit again, redraw, judge. */
  | 'pass'
  /** Have the verdict attested, then deliver it. */
  | 'deliver'
  /** Execute the ruling on chain once both windows are over. */
  | 'execute'
  /** Have a dispute with a final ruling settled: penalties taken, fees and rewards paid. */
  | 'settle'
  /** Take the debts that its settlement left out of the jurors' stakes. */
  | 'fold'
  /** Have the final ruling attested. */
  | 'final'
  /** End the dispute at its deadline if nothing else has. */
  | 'expire'
  /** Open a dispute that somebody asked for, now that a gazette holds it. */
  | 'open'
  /** Tell whoever wants to know of an entry; jurors of what it means for them. */
  | 'tell'
  /** Remind jurors, see jurors/summons.ts. */
  | Occasion
  /** Carry a message to an endpoint, in a stream of the endpoint's own. */
  | 'send'
  /** Compile and post the rolls of an epoch. */
  | 'rolls'

/** Rulings of this long are settled in one transaction: the more share it, the less each costs. */
const SETTLED_EVERY_SECONDS = 600

export type Effect = {
  /** `${stream}:${kind}:${panel or epoch}` */
  id: string
  /** Effects of one stream are performed in order: a dispute's key, or 'chain' for what belongs to no dispute. */
  stream: string
  kind: EffectKind
  /** Panel, epoch, number of an entry or of a message. */
  of: number
  dueAt: Instant
}

/** The effect of `kind` on a panel of a dispute. */
export function effect(disputeKey: Digest, kind: EffectKind, panel: number, dueAt: Instant): Effect {
  return { id: `${disputeKey}:${kind}:${panel}`, stream: disputeKey, kind, of: panel, dueAt }
}

/** What an entry causes, given the state after it. */
export function effectsOf(after: Case, entry: Entry): Effect[] {
  return isOpened(after) ? [...stepsOf(after, entry), ...noticesOf(after, entry)] : effectsOfAsking(after, entry)
}

/** What brings the dispute on. */
function stepsOf(after: Dispute, entry: Entry): Effect[] {
  const { panel, times } = present(after)
  const on = (kind: EffectKind, dueAt: Instant) => effect(after.key, kind, panel, dueAt)
  const sit = [
    on('gazette', times.commitClosesAt + 1),
    on('unseal', times.revealAt),
    on('pass', times.revealAt + after.clockwork.confirmSeconds),
    ...(after.question.law?.resolvedBy ? [on('resolve', times.revealAt)] : []),
  ]
  const toDraw = [on('draw', timeOfRound(after.clockwork.beacon, times.seedRound)), on('pass', times.commitClosesAt)]
  switch (entry.kind) {
    case 'open':
      return [...toDraw, on('expire', after.deadlineAt)]
    case 'draw':
    case 'again':
      return sit
    case 'redraw':
      return toDraw
    case 'reveal':
      return [on('unseal', entry.acceptedAt), on('pass', entry.acceptedAt)]
    case 'controls':
    case 'resolve':
      return [on('pass', entry.acceptedAt)]
    case 'judge':
      // Off chain a gazette delivers.
      return [on('deliver', entry.acceptedAt), ...(after.asked ? [on('gazette', entry.acceptedAt)] : [])]
    case 'deliver':
      return [on('execute', windowsEndAt(Number(entry.body.at), after.terms, after.challengeFloorSeconds))]
    case 'strike':
      return present(after).judged ? [on('deliver', entry.acceptedAt)] : []
    case 'appeal':
      return toDraw
    case 'rule': {
      // Without a verdict the fee went back to who paid it, and nobody is owed anything.
      const settle = lastDelivered(after) ? [on('settle', together(entry.acceptedAt))] : []
      return [...settle, on(entry.body.executed ? 'final' : 'execute', entry.acceptedAt)]
    }
    default:
      return []
  }
}

/** What the entries before an opening cause. The first panel is the only one there can be. */
function effectsOfAsking(after: Asked, entry: Entry): Effect[] {
  const on = (kind: EffectKind, dueAt: Instant) => effect(after.key, kind, 0, dueAt)
  switch (entry.kind) {
    case 'ask':
      return [on('gazette', entry.acceptedAt), on('pass', lapsesAtOf(after))]
    case 'gazette':
      return [on('open', entry.acceptedAt)]
    default:
      return []
  }
}

/** The instant at which what came about at `at` is settled: with all that came about in the same ten minutes. */
function together(at: Instant): Instant {
  return (Math.floor(at / SETTLED_EVERY_SECONDS) + 1) * SETTLED_EVERY_SECONDS
}

/**
 * Appeal: whether the verdict delivered last can be appealed, what sits then, and until when.
 *
 * Money is the chain's business: the docket learns that an appeal was made, not by whom. What can be made follows from
 * the docket alone, so that a reader can ask the same question again.
 * @module
 */
import { no, ok, type Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import { type Dispute, lastDelivered, present, windowsOf } from './dispute.ts'
import { fits, type Rung, rungAbove } from './ladder.ts'
import type { Refusal } from './refusal.ts'
import { panelIndex } from './sitting.ts'

type AppealRefusal = Extract<Refusal, { code: 'AppealImpossible' }>

export type AppealOffer = {
  /** The panel that would sit. */
  rung: Rung
  /** Until when "against" can be filled. */
  untilAt: Instant
  /** Until when "for" can be; then the appeal takes effect. */
  effectAt: Instant
}

/** What an appeal against the verdict delivered last leads to, or why there is none. */
export function appealOffer(dispute: Dispute): Result<AppealOffer, Refusal> {
  const sitting = lastDelivered(dispute)
  const refuse = (reason: AppealRefusal['reason']): Result<AppealOffer, Refusal> =>
    no({ code: 'AppealImpossible', reason, panel: sitting?.panel ?? 0 })
  const effectAt = windowsOf(dispute)
  if (!sitting?.delivered || effectAt === undefined || sitting !== present(dispute)) return refuse('undelivered')
  if (dispute.final) return refuse('late')
  // Credit pays for one panel: a dispute off chain has no appeals.
  const rung =
    !dispute.asked && panelIndex(sitting) < dispute.terms.appeals ? rungAbove(dispute.courts, sitting) : undefined
  if (!rung) return refuse('last')
  if (!fits(effectAt, rung.under.terms, dispute)) return refuse('deadline')
  return ok({ rung, untilAt: sitting.delivered.at + dispute.terms.appealSeconds, effectAt })
}

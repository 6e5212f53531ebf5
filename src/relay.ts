/**
 * Relay: leases effects that are due and performs them, at least once, in order within a dispute.
 *
 * An effect is a wake-up. What it leads to is decided by the present truth when it is performed, so a second
 * performance, or one that comes late, does no harm. A failure is tried again after a growing pause; one that nobody
 * needs any more, or that keeps failing with nothing depending on it, is parked, loudly, for a person to look at.
 * @module
 */
import type { EffectKind } from '#law/effects'
import type { Courtrooms, LeasedEffect, Outcome, Ports } from '#ports'
import type { Instant } from '#primitives/time'
import { errands } from './errands.ts'
import { failureOf } from './failure.ts'
import { pauseSeconds } from './pause.ts'
import { publish } from './press.ts'
import { settleTogether } from './purser.ts'

/** Effects leased at a time. */
const BATCH = 50
/** Rounds of one drain; what is left waits for the next. */
const ROUNDS = 40
/** Attempts after which an effect that nobody's rights depend on is parked. The others never are: they end by themselves. */
const MOST_ATTEMPTS: Partial<Record<EffectKind, number>> = { tell: 12, final: 200 }

/**
 * Performs what is due, until nothing is.
 * @param stream - Only this dispute's effects. A gazette serves all disputes and a settlement many, so one that is due
 * brings in the others.
 * @returns how many effects were performed.
 */
export async function drain(ports: Ports, courtrooms: Courtrooms, now: Instant, stream?: string): Promise<number> {
  let performed = 0
  let only = stream
  for (let round = 0; round < ROUNDS; round++) {
    const leased = await ports.outbox.lease(now, BATCH, only)
    if (leased.length === 0) return performed
    if (leased.some(isShared) && only !== undefined) {
      only = undefined
      leased.push(...(await ports.outbox.lease(now, BATCH)))
    }
    performed += leased.length
    const outcomes = [
      ...(await Promise.all(
        leased
          .filter((e) => !isShared(e))
          .map((e) => attempt(e, now, () => errands[e.kind as keyof typeof errands](ports, courtrooms, e, now))),
      )),
      ...(await together(leased.filter(isPrinted), now, (some) => publish(ports, some, now))),
      ...(await together(leased.filter(isSettling), now, (some) => settleTogether(ports, some, now))),
    ]
    for (const { effect, outcome } of outcomes) await ports.outbox.settle(effect, outcome)
  }
  return performed
}

type Settled = { effect: LeasedEffect; outcome: Outcome }

const isPrinted = ({ kind }: LeasedEffect): boolean => kind === 'gazette' || kind === 'rolls'
const isSettling = ({ kind }: LeasedEffect): boolean => kind === 'settle'
const isShared = (effect: LeasedEffect): boolean => isPrinted(effect) || isSettling(effect)

async function attempt(effect: LeasedEffect, now: Instant, perform: () => Promise<Outcome>): Promise<Settled> {
  try {
    return { effect, outcome: await perform() }
  } catch (error) {
    return { effect, outcome: failed(effect, now, error) }
  }
}

/** Effects that are performed in one go: one failure is a failure of all. */
async function together(
  effects: readonly LeasedEffect[],
  now: Instant,
  perform: (effects: readonly LeasedEffect[]) => Promise<readonly Outcome[]>,
): Promise<Settled[]> {
  if (effects.length === 0) return []
  try {
    const outcomes = await perform(effects)
    return effects.map((effect, i) => ({ effect, outcome: outcomes[i]! }))
  } catch (error) {
    return effects.map((effect) => ({ effect, outcome: failed(effect, now, error) }))
  }
}

function failed(effect: LeasedEffect, now: Instant, error: unknown): Outcome {
  const why = failureOf(error)
  const parked = effect.attempts >= (MOST_ATTEMPTS[effect.kind] ?? Number.POSITIVE_INFINITY)
  if (effect.attempts <= 1 || parked) console.error(`relay: ${parked ? 'parked' : 'failed'} ${effect.id}: ${why}`)
  return parked ? { kind: 'parked', why } : { kind: 'again', at: now + pauseSeconds(effect.attempts), why }
}

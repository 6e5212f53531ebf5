/**
 * Holding: an outcome that is looked at again and again, and isn't dropped for a trifle.
 *
 * Once a round accepted, later ones must fall below the bar by `hysteresis` to take it back; after `freezeSeconds` from
 * the first outcome nothing changes any more. Until there is an outcome it waits for more ballots.
 * @module
 */
import { fraction, integer, nanosIn } from '../block.ts'
import { final, type Round, type RungRule, type Story } from './rung.ts'

export const holding: RungRule = {
  fields: {
    wants: {
      bar: fraction(-1, 1),
      hysteresis: fraction(0, 1),
      freezeSeconds: integer(1, 1e9),
      seats: integer(1, 4095),
    },
    /** A dispute may ask so many at once instead of `seats`, see `mostSeats`. */
    takes: { most: integer(1, 4095) },
  },
  ends: true,
  climb: (block, story) => {
    if (story.rounds.length === 0) return { step: 'panel', seats: Number(block.seats) }
    const { held, since } = heldBy(story, nanosIn(block, 'bar') - nanosIn(block, 'hysteresis'))
    if (since === undefined) return { step: 'wait' }
    const until = since + Number(block.freezeSeconds)
    return story.now >= until ? final(held, 'it has stood long enough') : { step: 'wait', until }
  },
}

/** The outcome that holds after all rounds, and when there first was one. */
export function heldBy(
  { rounds }: Story,
  floor: bigint,
): { held: Round['finding']['outcome']; since: number | undefined } {
  let held: Round['finding']['outcome']
  let since: number | undefined
  for (const { finding, endedAt } of rounds) {
    const merit = finding.trace?.intercept ?? finding.support
    const keeps = held !== undefined && finding.outcome === undefined && BigInt(merit) >= floor
    if (!keeps) held = finding.outcome
    if (held !== undefined) since ??= endedAt
  }
  return { held, since }
}

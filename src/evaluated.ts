/**
 * Evaluated: attestors whose every answer is put down, so that they can be judged by what they did. What is put down
 * decides nothing: where it can't be kept the court goes on without it.
 * @module
 */
import type { Attested, Attestors, Evaluations } from '#ports'
import type { Instant } from '#primitives/time'

export function evaluated(attestors: Attestors, evaluations: Evaluations, now: () => Promise<Instant>): Attestors {
  const keeping = async (subject: string, answer: Promise<Attested>): Promise<Attested> => {
    const attested = await answer
    try {
      const at = await now()
      await evaluations.keep((attested.asked ?? []).map((one) => ({ ...one, subject, at })))
    } catch (error) {
      console.error(`evaluated ${subject}: ${error instanceof Error ? error.message : String(error)}`)
    }
    return attested
  }
  return {
    set: () => attestors.set(),
    gazette: (gazette) => keeping(`gazette:${gazette.serial}`, attestors.gazette(gazette)),
    verdict: (key, panel, verdict) => keeping(`verdict:${key}:${panel}`, attestors.verdict(key, panel, verdict)),
    final: (disputeId, statement) => keeping(`final:${statement.disputeKey}`, attestors.final(disputeId, statement)),
  }
}

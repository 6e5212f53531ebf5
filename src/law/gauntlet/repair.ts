/**
 * Repair: what can be changed about a policy whose best bot earns more than honest work.
 *
 * The strongest is also the simplest: control items in every list, as many of each answer, and pay multiplied by the
 * accuracy on them, averaged per class. Who doesn't look at items scores 0 there whatever answer is the commoner.
 * @module
 */
import type { Block } from '../block.ts'
import type { CourtPolicy } from '../court.ts'

/** The policy with `each` controls beside every item, half of either class; all wrong ones forgiven, since pay sees them. */
export function withControls(policy: CourtPolicy, each: number): CourtPolicy {
  const panel: Block = { weight: 'stake', ...policy.panel, controls: { each, forgive: each } }
  const times: Block = { referee: 'truth', metric: 'balanced' }
  const text = `${policy.text} Some items have known answers, as many of each; pay is multiplied by the accuracy on them.`
  return { ...policy, name: `${policy.name}, with controls`, text, panel, score: { ...policy.score, times } }
}

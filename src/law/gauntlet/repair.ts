/**
 * Repair: what can be changed about a policy whose best bot earns more than honest work, and what each change buys.
 *
 * The strongest is also the simplest: control items in every list, as many of each answer, and pay multiplied by the
 * accuracy on them, averaged per class. Who doesn't look at items scores 0 there whatever answer is the commoner. Peer
 * scores as multiplier do the same without knowing any truth, where lists are long; who holds many accounts is its own
 * peer, so they want one seat per person.
 * @module
 */
import type { Nano } from '#primitives/real'
import type { Block } from '../block.ts'
import type { CourtPolicy } from '../court.ts'
import { beats, type Cell } from './cell.ts'
import type { Strategy } from './strategies.ts'

/** One change, and the best bot's margin under it where it was worst before. */
export type Repair = { what: string; strategy: Strategy; margin: Nano; error: Nano; closes: boolean }

const CONTROLS = [4, 8, 16]
const PEER_ITEMS = 16

/** All changes that the policy's question takes. Half of the gap at most may be left, whatever the errors are.
 * @param worstUnder - The worst cell of a policy; undefined if it can't be. */
export function repairsOf(
  policy: CourtPolicy,
  before: Cell,
  worstUnder: (policy: CourtPolicy) => Cell | undefined,
): Repair[] {
  const changes: [string, CourtPolicy][] = [
    ...CONTROLS.map((each): [string, CourtPolicy] => [
      `${each} controls beside each item, half of either class,`,
      withControls(policy, each),
    ]),
    [`peer scores over ${PEER_ITEMS} items, with one seat per person,`, withPeers(policy)],
  ]
  return changes.flatMap(([what, changed]) => {
    const worst = worstUnder(changed)
    if (!worst) return []
    const { strategy, margin, marginError } = worst
    return [{ what, strategy, margin, error: marginError, closes: !beats(worst) && 2 * margin <= before.margin }]
  })
}

/**
 * The policy with `each` controls beside every item, half of either class; all wrong ones forgiven, since pay sees them.
 * Accounts that cost nothing don't count any more: one seat per person then.
 */
export function withControls(policy: CourtPolicy, each: number): CourtPolicy {
  const panel: Block = { ...bought(policy), controls: { each, forgive: each } }
  const times: Block = { referee: 'truth', metric: 'balanced' }
  const text = `${withoutWarning(policy)} Some items have known answers, as many of each; pay is multiplied by the accuracy on them.`
  return { ...policy, name: `${policy.name}, with controls`, text, panel, score: { ...policy.score, times } }
}

/** The policy with pay multiplied by agreement beyond chance, one seat per person. */
export function withPeers(policy: CourtPolicy): CourtPolicy {
  const { seeds: _, ...panel } = { ...policy.panel }
  const times: Block = { referee: 'peers', metric: 'dasgupta-ghosh', items: PEER_ITEMS }
  const text = `${withoutWarning(policy)} Pay is multiplied by how much more you agree with a peer on the same item than on others.`
  return {
    ...policy,
    name: `${policy.name}, with peers`,
    text,
    panel: { ...panel, weight: 'person' },
    score: { ...policy.score, times },
  }
}

/** Tallies that count reports, whatever stands behind each. */
const BY_HEAD = ['reporters', 'robust', 'peers']
/** Who may sit, once what anybody can have any number of counts for nothing. */
const bought = ({ panel = { weight: 'stake' }, tally }: CourtPolicy): Block =>
  panel.weight === 'one' || BY_HEAD.includes(String(tally.rule)) ? { ...panel, weight: 'person' } : panel

/** What the text of a policy says of its own weakness doesn't hold any more. */
const withoutWarning = ({ text }: CourtPolicy): string =>
  text.replace(/ As in the original, pay follows .*repair it\./, '')

/**
 * Override: an owner who opens a court that the gauntlet refuses says so over its own name, with the bot and the margin
 * by which it wins. The words are public and stand beside the court; there is no other way past a refusal.
 * @module
 */
import type { Address, Digest, Hex } from '#primitives/bytes'
import { signerOf, spokenDigest } from '#primitives/signature'
import type { Report } from './gauntlet.ts'

export type Override = {
  policy: Digest
  owner: Address
  /** What was signed, as a wallet shows it. */
  words: string
  /** Of `spokenDigest(words)`. */
  signature: Hex
}

/** What the owner signs; undefined where nothing has to be overridden. */
export function overrideWords({ passes, policy, name, worst, options }: Report): string | undefined {
  if (passes) return undefined
  const { strategy, margin, panel, baseRate } = worst
  return [
    `I open the court “${name}” although the gauntlet refuses it.`,
    '',
    `Policy: ${policy}`,
    `Strategy that earns most: ${strategy}`,
    `More than honest work: ${(margin / 1e9).toFixed(9)} fees a seat`,
    `In a panel of ${panel}, where one answer is true of ${Math.round(baseRate / 1e7)} in 100. Seed: ${options.seed}`,
  ].join('\n')
}

/**
 * Why a court may not open; undefined if it may.
 * @param override - Where the report refuses; signatures of contract accounts are for the chain to vouch for.
 */
export function openingFault(report: Report, owner: Address, override?: Override): string | undefined {
  const words = overrideWords(report)
  if (words === undefined) return undefined
  const { strategy, margin } = report.worst
  if (!override)
    return `the gauntlet refuses it: “${strategy}” earns ${(margin / 1e9).toFixed(3)} fees more than honest work`
  if (override.policy !== report.policy) return `the override is of policy ${override.policy}`
  if (override.words !== words) return 'the override says something else than the report'
  return override.owner === owner && signerOf(spokenDigest(words), override.signature) === owner
    ? undefined
    : `the override is not signed by ${owner}`
}

/**
 * Override: an owner who opens a court that the gauntlet refuses says so over its own name, with the bot and the margin
 * by which it wins. The words are public and stand beside the court; there is no other way past a refusal.
 * @module
 */
import type { Address, Digest, Hex } from '#primitives/bytes'
import { signerOf, spokenDigest } from '#primitives/signature'
import type { Report } from './gauntlet.ts'

export type Override = {
  /** What was signed, as a wallet shows it. It names the policy. */
  words: string
  /** Of `spokenDigest(words)`. */
  signature: Hex
  /** The block at which the owner, a contract, called the signature its own; the court asks the chain, nobody else says it. */
  vouchedAt?: string
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

/** The same for a court whose gauntlet is too long to be played when it opens: nobody has shown that honest work pays. */
export function unplayedWords(name: string, policy: Digest): string {
  return [`I open the court “${name}” although its gauntlet was not played.`, '', `Policy: ${policy}`].join('\n')
}

/**
 * Why a court may not open; undefined if it may.
 * @param words - What has to be signed; undefined if nothing.
 * @param override - What a contract account vouched for counts as said: readers ask the chain at that block.
 */
export function openingFault(words: string | undefined, owner: Address, override?: Override): string | undefined {
  if (words === undefined) return undefined
  if (!override) return 'the gauntlet does not let it pass, and nothing overrides that'
  if (override.words !== words) return 'the override says something else than the gauntlet'
  const isSigned = override.vouchedAt !== undefined || signerOf(spokenDigest(words), override.signature) === owner
  return isSigned ? undefined : `the override is not signed by ${owner}`
}

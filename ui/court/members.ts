/**
 * Members: what the members of a policy's blocks are called in words, and what each of them is counted in, so that
 * nobody has to know what `penaltyBps 5000` means. The words themselves are in ui/words, under blocks.members.
 * @module
 */
import type { Json } from '#primitives/json'

/** What names a block's rule. */
export const RULE_OF = {
  question: 'space',
  panel: 'weight',
  tally: 'rule',
  score: 'metric',
  purse: 'split',
  ladder: 'rungs',
} as const
export type BlockName = keyof typeof RULE_OF

/** Amounts are in the smallest unit; a share is of 1, and one in basis points of 10,000. */
export type Unit = 'seconds' | 'bps' | 'share' | 'wei' | 'tokens' | 'meter' | 'degree' | 'byte'

export type Member = {
  /** Under which its name stands among the words: block, then member, inner members beyond a dot. */
  name: string
  /** As the policy spells it. */
  raw: string
  value: Json
  unit?: Unit
}

/** One name for two things: what a rule means by it is said under a name of its own. By block, rule and member. */
const RENAMED: Readonly<Record<string, string>> = {
  'tally plurality quorum': 'quorumShare',
  'purse rank curve base': 'ratio',
  'question distribution tolerance': 'toleranceShare',
  'question labels tolerance': 'toleranceShare',
}

const UNITS: Readonly<Record<string, Unit>> = {
  'question.toleranceShare': 'share',
  'question.metres': 'meter',
  'question.spanMetres': 'meter',
  'question.degrees': 'degree',
  'question.most': 'byte',
  'panel.admit.returned': 'share',
  'tally.quorumShare': 'share',
  'tally.share': 'share',
  'tally.atLeast': 'share',
  'purse.penaltyBps': 'bps',
  'purse.toWinner': 'share',
  'purse.estimate': 'wei',
  'purse.price': 'wei',
  'purse.decay': 'share',
  'purse.cap': 'share',
  'purse.factor': 'share',
  'purse.threshold': 'tokens',
  'purse.base': 'wei',
  'purse.record.returned': 'share',
  'ladder.turnout': 'share',
  'ladder.agreement': 'share',
  'ladder.bond': 'wei',
  'ladder.first': 'wei',
  'ladder.threshold': 'wei',
}

/** Inner blocks that are rules of their own, and are shown as such. */
export const INNER = { onward: 'ladder', times: 'score' } as const

/** The rule that a block names. A panel that names none is drawn by stake. */
export const ruleOf = (block: BlockName, said: Readonly<Record<string, unknown>>): string =>
  String(said[RULE_OF[block]] ?? 'stake')

/** A block's members besides its rule, its referee and what is a block itself, in the policy's order. */
export function membersOf(block: BlockName, said: Readonly<Record<string, Json>>): readonly Member[] {
  const rule = ruleOf(block, said)
  return Object.entries(said).flatMap(([raw, value]): readonly Member[] => {
    if (raw === RULE_OF[block] || raw === 'referee') return []
    if (isRecord(value) && raw in INNER) return []
    if (isRecord(value))
      return Object.entries(value).map(([inner, one]) => member(`${block}.${raw}.${inner}`, `${raw}.${inner}`, one))
    return [member(`${block}.${RENAMED[`${block} ${rule} ${raw}`] ?? raw}`, raw, value)]
  })
}

function member(name: string, raw: string, value: Json): Member {
  const unit = UNITS[name] ?? (raw.endsWith('Seconds') ? 'seconds' : undefined)
  return { name, raw, value, ...(unit ? { unit } : {}) }
}

const isRecord = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The greatest number that a term of the chain may be, which stands for none at all. */
export const NO_LIMIT = 2 ** 32 - 1

/**
 * Shares: each group of findings with one root cause is a pie of  weight · decay^(n − 1)  for n findings, cut by credit.
 *
 * A finding copied n times is worth less than alone, which is a Sybil defence of its own. The one chosen for the report
 * cuts as if its credit were 1.3 (by custom), and the pie grows by that third of a plain slice. A claim's credit is its
 * score: a quarter, a half, three quarters or all.
 * @module
 */

import type { Json } from '#primitives/json'
import { NANO } from '#primitives/real'
import { oneOf, record } from '#primitives/shape'
import { type Block, fraction, nanosIn, nanosOf, several } from '../block.ts'
import { type Claim, merit, ONE, type PurseRule, Settlement, sum } from './purse.ts'

/** Pies are kept to so many parts of a unit: 10^36. */
const FINE = 10n ** 36n

/** What a label may say of a finding: whether it counts, how grave it is, and how much of it was shown; all, if nothing is said. */
const WORDS = ['valid', 'high', 'medium', 'void', 'quarter', 'half', 'three quarters', 'best'] as const

export const shares: PurseRule = {
  fields: {
    wants: { weights: record({ high: fraction(0, 1e6), medium: fraction(0, 1e6) }), decay: fraction(0, 1) },
    takes: {
      best: fraction(1, 10),
      /** What each label of a finding says of it, in the labels' order. */
      labels: several(oneOf(...WORDS), 1, WORDS.length),
    },
  },
  tells: { entries: 'must', prize: 'must' },
  among: 'entries',
  reads: ({ labels = [] }, found) => {
    const words = Array.isArray(found) ? found.map((label) => String((labels as Json[])[Number(label)])) : []
    const kind = ['high', 'medium'].find((severity) => words.includes(severity))
    if (!kind || !words.includes('valid') || words.includes('void')) return { score: undefined }
    const part = ['quarter', 'half', 'three quarters'].findIndex((credit) => words.includes(credit))
    return { kind, best: words.includes('best'), score: part < 0 ? NANO : ((part + 1) * NANO) / 4 }
  },
  split: (block, { pot, claims }) => {
    const settlement = new Settlement(pot)
    settlement.share(
      pot,
      slices(block, claims).map(({ juror, slice }) => ({ account: juror, weight: slice })),
    )
    return settlement.close()
  },
}

/** Each claim's part of all pies, in 10^−36. Rounds down. */
export function slices(block: Block, claims: readonly Claim[]): { juror: string; slice: bigint; pie: bigint }[] {
  const best = nanosIn(block, 'best', 1_300_000_000n)
  return claims.map((claim) => {
    const group = claims.filter(
      (other) => other.group === claim.group && other.kind === claim.kind && merit(other) > 0n,
    )
    if (merit(claim) === 0n) return { juror: claim.juror, slice: 0n, pie: 0n }
    const pie = pieOf(
      block,
      claim.kind ?? '',
      group.length,
      group.some((one) => one.best === true),
      best,
    )
    const credit = (one: Claim) => (one.best === true ? best : merit(one))
    return { juror: claim.juror, slice: (pie * credit(claim)) / sum(group.map(credit)), pie }
  })
}

function pieOf(block: Block, kind: string, n: number, hasBest: boolean, best: bigint): bigint {
  const weights = block.weights as Readonly<Record<string, string>>
  const weight = Object.hasOwn(weights, kind) ? nanosOf(weights[kind]!) : 0n
  const decay = nanosIn(block, 'decay')
  const pie = (FINE * weight * decay ** BigInt(n - 1)) / ONE ** BigInt(n)
  return hasBest ? pie + (pie * (best - ONE)) / (ONE * BigInt(n)) : pie
}

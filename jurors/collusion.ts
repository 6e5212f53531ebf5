/**
 * Collusion: jurors who err together more often than their own records explain.
 *
 * Good jurors agree because they are right; so what is compared is not answers but surprises. With skill p, a juror's
 * residual on an item is (right − p) / √(p(1 − p)); for two who work alone the mean product of residuals is 0, and
 *
 *   z(pair) = Σ r_u r_v / √N          z(group) = Σ over its pairs and items / √(all N)
 *
 * are near to standard normal. Blind search is hopeless in large pools with small panels: test pairs and groups that
 * were named beforehand, and set the bound for how many are tested. What follows is never a slash: a group is shown,
 * and seated as one.
 * @module
 */
import { type Nano, nanos } from '#primitives/real'

/** Each juror's answers by item, in any comparable spelling. */
export type Sheet = ReadonlyMap<string, ReadonlyMap<string, string>>
/** What was found of each item. */
export type Outcomes = ReadonlyMap<string, string>

export type Pair = { a: string; b: string; items: number; agreed: number; z: Nano }
/** A juror's residuals by item, with the answers that they belong to. */
type Residuals = ReadonlyMap<string, { said: string; residual: number }>

/** Skills are kept off 0 and 1 by one answer of either kind, so that nobody is infinitely surprising. */
export function residualsOf(sheet: Sheet, outcomes: Outcomes): Map<string, Residuals> {
  return new Map(
    [...sheet].map(([juror, answers]) => {
      const judged = [...answers].filter(([item]) => outcomes.has(item))
      const hits = judged.filter(([item, said]) => outcomes.get(item) === said).length
      const skill = (hits + 1) / (judged.length + 2)
      const spread = Math.sqrt(skill * (1 - skill))
      const own = judged.map(([item, said]) => {
        return [item, { said, residual: (Number(outcomes.get(item) === said) - skill) / spread }] as const
      })
      return [juror, new Map(own)]
    }),
  )
}

/** How much two jurors err together on the items that both answered. */
export function pairOf(residuals: ReadonlyMap<string, Residuals>, a: string, b: string): Pair {
  const { sum, items, agreed } = together(residuals, a, b)
  return { a, b, items, agreed, z: items === 0 ? 0 : nanos(sum / Math.sqrt(items)) }
}

/** How much a group that was named beforehand errs together. */
export function groupScore(residuals: ReadonlyMap<string, Residuals>, members: readonly string[]): Nano {
  const sorted = members.toSorted()
  const pairs = sorted.flatMap((a, i) => sorted.slice(i + 1).map((b) => together(residuals, a, b)))
  const items = pairs.reduce((total, pair) => total + pair.items, 0)
  return items === 0 ? 0 : nanos(pairs.reduce((total, pair) => total + pair.sum, 0) / Math.sqrt(items))
}

/** Groups that hang together by pairs at or above the bound: each sorted, larger first. */
export function groupsAbove(pairs: readonly Pair[], bound: Nano): string[][] {
  let groups: Set<string>[] = []
  for (const { a, b } of pairs.filter(({ z }) => z >= bound)) {
    const touching = groups.filter((group) => group.has(a) || group.has(b))
    const joined = new Set([a, b, ...touching.flatMap((group) => [...group])])
    groups = [...groups.filter((group) => !touching.includes(group)), joined]
  }
  return groups
    .map((group) => [...group].toSorted())
    .toSorted((a, b) => b.length - a.length || (a[0]! < b[0]! ? -1 : 1))
}

/** Two wrong answers that differ are nobody's instruction: they count as unrelated. */
function together(residuals: ReadonlyMap<string, Residuals>, a: string, b: string) {
  const [ofA, ofB] = [residuals.get(a), residuals.get(b)]
  let [sum, items, agreed] = [0, 0, 0]
  for (const item of [...(ofA?.keys() ?? [])].toSorted()) {
    const [mine, yours] = [ofA!.get(item)!, ofB?.get(item)]
    if (!yours) continue
    items++
    if (mine.said === yours.said) agreed++
    const unrelated = mine.residual < 0 && yours.residual < 0 && mine.said !== yours.said
    if (!unrelated) sum += mine.residual * yours.residual
  }
  return { sum, items, agreed }
}

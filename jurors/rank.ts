/**
 * Rank: trust flows from accounts that the court's owner names, along links that people draw to each other.
 *
 * A personalised PageRank with negative links. Teleport goes to the seeds only, which is what makes it Sybil resistant:
 * a thousand accounts that nobody trusted links to have together what they were given, nothing. Rules:
 *   opposite links between the same two cancel ·
 *   negative flow ends where it arrives: distrust isn't passed on ·
 *   who is distrusted by more than 10/11 of the trust it gets passes nothing on.
 *
 * A fixed number of rounds of + − × ÷ over accounts in the order of their names; ranks are quantised to billionths.
 * The seeds are an oligarchy: a policy names them, and `pathToSeed` shows how anybody came to be trusted.
 * @module
 */
import { type Nano, nanos } from '#primitives/real'

/** One account's opinion of another; weight below 0 is distrust. Several links of a pair add up. */
export type Link = { from: string; to: string; weight: number }
export type Rank = { account: string; rank: Nano; distrust: Nano }

const DAMPING = 0.85
const ROUNDS = 100
/** Share of distrust above which nothing is passed on. */
const OUTCAST = 10 / 11

/**
 * Ranks of everybody named, in the order of their names.
 * @param seeds - Whom the court trusts from the start; none means everybody alike.
 */
export function rank(accounts: readonly string[], links: readonly Link[], seeds: readonly string[]): Rank[] {
  const names = [...new Set([...accounts, ...seeds, ...links.flatMap(({ from, to }) => [from, to])])].toSorted()
  const place = new Map(names.map((name, i) => [name, i]))
  const given = seeds.length === 0 ? names : [...new Set(seeds)]
  const teleport = names.map((name) => (given.includes(name) ? 1 / given.length : 0))
  const outgoing = merged(links).map(({ from, to, weight }) => ({ from: place.get(from)!, to: place.get(to)!, weight }))
  const degree = names.map(() => 0)
  for (const { from, weight } of outgoing) degree[from]! += Math.abs(weight)

  let trust = teleport
  let distrust = names.map(() => 0)
  for (let round = 0; round < ROUNDS; round++) {
    const next = teleport.map((share) => share * (1 - DAMPING))
    const against = names.map(() => 0)
    for (const { from, to, weight } of outgoing) {
      if (distrust[from]! > OUTCAST * trust[from]!) continue
      const flow = (DAMPING * trust[from]! * Math.abs(weight)) / degree[from]!
      if (weight > 0) next[to]! += flow
      else against[to]! += flow
    }
    // who links to nobody gives back to the seeds
    const idle = trust.reduce((sum, x, i) => (degree[i] === 0 ? sum + x : sum), 0)
    trust = next.map((x, i) => x + DAMPING * idle * teleport[i]!)
    distrust = against
  }
  return names.map((account, i) => ({
    account,
    rank: nanos(Math.max(0, trust[i]! - distrust[i]!)),
    distrust: nanos(distrust[i]!),
  }))
}

/** The shortest way from a seed to an account along trust; undefined if there is none. */
export function pathToSeed(links: readonly Link[], seeds: readonly string[], account: string): string[] | undefined {
  const trusted = merged(links).filter(({ weight }) => weight > 0)
  const paths = new Map(seeds.toSorted().map((seed) => [seed, [seed]]))
  for (const [from, path] of paths) {
    if (from === account) return path
    for (const { from: by, to } of trusted) if (by === from && !paths.has(to)) paths.set(to, [...path, to])
  }
  return undefined
}

/** One link per ordered pair, opposite ones cancelled, none to oneself, in the order of names. */
function merged(links: readonly Link[]): Link[] {
  const sums = new Map<string, Link>()
  for (const link of links.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.weight - b.weight))) {
    const before = sums.get(key(link))?.weight ?? 0
    sums.set(key(link), { ...link, weight: before + link.weight })
  }
  return [...sums.values()].filter(({ from, to, weight }) => from !== to && weight !== 0)
}

const key = ({ from, to }: Link) => JSON.stringify([from, to])

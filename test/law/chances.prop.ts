/**
 * The chances of an appeal, held against every panel there can be: for small panels all ways to vote are counted one by
 * one.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chanceToOverturn } from '#law/chances'
import { law } from '../support/law.ts'

const accuracies = fc.double({ min: 0.3, max: 0.95, noNaN: true })
const tallies = fc
  .integer({ min: 2, max: 4 })
  .chain((choices) => fc.array(fc.nat(5), { minLength: choices + 1, maxLength: choices + 1 }))

/** The same by its definition: every truth, weighed by the tally, and every way in which the seats may vote. */
function counted(ruling: number, counts: readonly number[], seats: number, p: number): number {
  const choices = counts.length - 1
  const q = (1 - p) / (choices - 1)
  const weights = Array.from({ length: choices }, (_, truth) =>
    counts.slice(1).reduce((product, count, choice) => product * (choice === truth ? p : q) ** count, 1),
  )
  const all = weights.reduce((a, b) => a + b)
  let overturned = 0
  for (let truth = 0; truth < choices; truth++)
    for (let way = 0; way < choices ** seats; way++) {
      const votes = Array.from({ length: seats }, (_, seat) => Math.floor(way / choices ** seat) % choices)
      const held = Array.from({ length: choices }, (_, choice) => votes.filter((vote) => vote === choice).length)
      const most = Math.max(...held)
      const leaders = held.flatMap((count, choice) => (count === most ? [choice + 1] : []))
      const word = leaders.length === 1 ? leaders[0]! : 0
      const chance = votes.reduce((product, vote) => product * (vote === truth ? p : q), 1)
      if (word !== ruling) overturned += (weights[truth]! / all) * chance
    }
  return overturned
}

law(
  'the chance that a panel overturns is the share of all ways to vote in which it does',
  tallies,
  fc.integer({ min: 1, max: 5 }),
  accuracies,
  fc.nat(4),
  (counts, seats, p, ruling) => {
    const appealed = ruling % counts.length
    expect(chanceToOverturn({ ruling: appealed, counts }, seats, p)).toBeCloseTo(counted(appealed, counts, seats, p), 9)
  },
)

law(
  'one more seat that was for the ruling never makes it likelier to fall, among jurors who are right more often than not',
  tallies,
  fc.integer({ min: 1, max: 31 }),
  fc.double({ min: 0.51, max: 0.95, noNaN: true }),
  (counts, seats, p) => {
    const more = counts.map((count, choice) => (choice === 1 ? count + 1 : count))
    const chance = (tally: readonly number[]) => chanceToOverturn({ ruling: 1, counts: tally }, seats, p)
    expect(chance(more)).toBeLessThanOrEqual(chance(counts) + 1e-9)
  },
)

test('jurors who toss a coin overturn every second ruling of two choices, whatever the tally', () => {
  for (const counts of [
    [0, 3, 0],
    [0, 1, 2],
    [1, 2, 0],
  ])
    expect(chanceToOverturn({ ruling: 1, counts }, 7, 0.5)).toBeCloseTo(0.5, 12)
})

test('the largest panel of a General court is counted as well as the smallest', () => {
  const chance = chanceToOverturn({ ruling: 1, counts: [0, 200, 55] }, 511, 0.6)
  expect(chance).toBeGreaterThanOrEqual(0)
  expect(chance).toBeLessThan(0.001)
})

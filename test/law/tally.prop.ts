/** The tally: laws over any panel and any ballots. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasQuorum, plurality } from '#law/tally/plurality'
import { BALLOT_STATES, NO_BALLOT, runTally, type Seat } from '#law/verdict'
import { ZERO_ADDRESS } from '#primitives/bytes'
import { law } from '../support/law.ts'

const CHOICES = 4
const seats = fc
  .array(fc.record({ state: fc.constantFrom(...BALLOT_STATES), choice: fc.integer({ min: 0, max: CHOICES }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((ballots) => ballots.map(seat))

function seat({ state, choice }: Pick<Seat, 'state' | 'choice'>, i: number): Seat {
  return { ...NO_BALLOT, panel: 0, i, number: i, juror: ZERO_ADDRESS, weight: 1n, held: 1, prev: 0, state, choice }
}

const counted = (panel: readonly Seat[]) => runTally(panel, CHOICES).at(-1)!.count

law('the order of ballots never changes the verdict', seats, fc.infiniteStream(fc.nat()), (panel, keys) => {
  const shuffled = panel.map((s) => [keys.next().value, s] as const).toSorted(([a], [b]) => a - b)
  expect(counted(shuffled.map(([, s], i) => ({ ...s, i })))).toEqual(counted(panel))
})

law('one more ballot for the winner never unseats it', seats, (panel) => {
  const { choice, tied } = plurality(counted(panel))
  if (tied) return
  expect(plurality(counted([...panel, seat({ state: 'opened', choice }, panel.length)]))).toEqual({
    choice,
    tied: false,
  })
})

law('every seat is counted exactly once, and a skipped draw never', seats, (panel) => {
  const { choices, absent, recused, unopened } = counted(panel)
  const total = choices.reduce((sum, n) => sum + n, 0) + absent + recused + unopened
  expect(total).toBe(panel.filter(({ state }) => state !== 'skipped').length)
})

law('a tie names nobody, and only a tie does', seats, (panel) => {
  const count = counted(panel)
  const most = Math.max(...count.choices)
  const leaders = count.choices.filter((n) => n === most).length
  const { choice, tied } = plurality(count)
  expect(tied).toBe(leaders !== 1)
  expect(count.choices[choice] === most || tied).toBe(true)
})

law('silence never makes a quorum', fc.integer({ min: 1, max: 511 }), fc.nat(511), (size, voters) => {
  const count = { choices: [Math.min(voters, size), 0], absent: 0, recused: 0, unopened: 0 }
  expect(hasQuorum(count, size)).toBe(2 * Math.min(voters, size) > size)
})

test('the worked example: a juror with two seats outweighs an absent one', () => {
  const drawn = [7, 2, 7].map((number, i) => ({
    ...seat(number === 7 ? { state: 'opened', choice: 1 } : { state: 'absent', choice: 0 }, i),
    number,
    held: [1, 1, 2][i]!,
    prev: [2 ** 32 - 1, 2 ** 32 - 1, 0][i]!,
  }))
  const leaves = runTally(drawn, 2)
  expect(leaves.map(({ count }) => [count.choices, count.absent])).toEqual([
    [[0, 1, 0], 0],
    [[0, 1, 0], 1],
    [[0, 2, 0], 1],
  ])
  expect(hasQuorum(leaves[2]!.count, 3)).toBe(true)
  expect(plurality(leaves[2]!.count)).toEqual({ choice: 1, tied: false })
})

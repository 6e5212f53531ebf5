/**
 * Plurality: the choice with the most seats wins.
 *
 * The order of ballots never matters, so the Worker, the contract and a sceptical reader agree whatever order they
 * arrived in. A tie at the top refuses to arbitrate: a court that cannot decide says so rather than let an option win
 * by its position.
 *
 * Mirrored by contracts/libraries/BallotLib.sol (the running tally); vectors in test/vectors/ballot.json.
 * @module
 */

/** Seats by what became of them. */
export type Count = {
  /** Seats per choice, index 0 (refuse to arbitrate) included. */
  choices: readonly number[]
  /** No ballot that counts. */
  absent: number
  recused: number
  /** Committed, and not openable, or opened to something that is void. */
  unopened: number
}

/** What a panel decided. */
export type Plurality = { choice: number; tied: boolean }

/** Nobody counted yet, for a question with `choices` choices besides 0. */
export function emptyCount(choices: number): Count {
  return { choices: Array.from({ length: choices + 1 }, () => 0), absent: 0, recused: 0, unopened: 0 }
}

/** The choice with the most seats; tied, and 0, if there isn't exactly one. No seats at all is a tie. */
export function plurality(count: Count): Plurality {
  const most = Math.max(...count.choices)
  const leaders = count.choices.flatMap((seats, choice) => (seats === most ? [choice] : []))
  const [choice = 0] = leaders
  return leaders.length === 1 ? { choice, tied: false } : { choice: 0, tied: true }
}

/** True if more than half of the seats voted. Refusing to arbitrate is a vote. */
export function hasQuorum(count: Count, seats: number): boolean {
  return 2 * count.choices.reduce((sum, n) => sum + n, 0) > seats
}

/**
 * Statement: the account of a panel's word: what the policy's purse makes of the seats' fees, and of what parties brought.
 *
 * Each seat is liable for its own fee at most, and a party for the bond that it signed. Where parties share their stakes,
 * or those who brought the items a prize, the fees are the jurors' own: whoever answered is paid alike.
 * @module
 */
import type { Address } from '#primitives/bytes'
import { type Block, byName } from './block.ts'
import type { Court } from './court.ts'
import { lacking } from './panel.ts'
import { type Change, type Claim, Settlement } from './purse/purse.ts'
import type { Law } from './question/posed.ts'
import { keyOf, type Question } from './question/question.ts'
import type { Said } from './question/space.ts'
import { bondsIn, standingIn } from './question/stated.ts'
import type { Ballot, Finding } from './tally/count.ts'
import type { Seated } from './word.ts'

/** What a panel came to, before money. */
type Sums = {
  law: Law
  jurors: readonly Seated[]
  ballots: readonly Ballot[]
  findings: readonly Finding[]
  scores: ReadonlyMap<string, number | undefined>
  pot: bigint
  feePerSeat: bigint
}

/** Changes that add up to zero. */
export function accountOf(court: Court, question: Question, sums: Sums): Change[] {
  const { law, jurors, findings, pot } = sums
  const { stated = {} } = law
  const side = (said: Said) => keyOf(question.space, said)
  const outcome = findings[0]?.outcome
  const won = outcome === undefined ? {} : { won: side(outcome) }
  const bonds = bondsIn(stated, question).map(({ said, ...bond }) => ({ ...bond, side: side(said) }))
  const { among = 'jurors', reads } = court.purse
  if (among === 'jurors') {
    const deposits = Object.fromEntries(bonds.map(({ by, side, amount }) => [side, { party: by, amount }]))
    return court.split({ pot, claims: claimsOf(court, sums), deposits, ...won })
  }
  const { entries = [], prize = '0' } = stated
  const claims =
    among === 'bonds'
      ? bonds.map(({ by, side, amount }) => ({ juror: by, side, stake: amount, score: undefined }))
      : entries.map(({ by, group }, i) => {
          const found = reads?.(court.policy.purse, findings[i]?.outcome)
          return { juror: by, group, stake: 0n, score: undefined, ...found }
        })
  return together(alike(pot, jurors), court.split({ pot: BigInt(prize), claims, ...won }))
}

/** Whoever answered is paid alike. */
export function alike(pot: bigint, jurors: readonly Seated[]): Change[] {
  const settlement = new Settlement(pot)
  const answered = jurors.filter(({ answer }) => answer)
  settlement.share(
    pot,
    answered.map(({ juror, seats }) => ({ account: juror, weight: BigInt(seats) })),
  )
  return settlement.close()
}

function claimsOf({ policy: { purse } }: Court, { law, jurors, ballots, scores, feePerSeat }: Sums): Claim[] {
  const { stated = {} } = law
  const worth = new Map(stated.worth?.map(({ juror, amount }) => [juror, BigInt(amount)]))
  const done = new Map(ballots.map(({ juror, answer }) => [juror, answer.filter((one) => one !== 'blank').length]))
  const hasRecord = (juror: Address) =>
    purse.record !== undefined && lacking({ admit: purse.record as Block }, standingIn(stated, juror)) === undefined
  return jurors.map(({ juror, seats, elapsedSeconds = 0 }) => ({
    juror,
    seats,
    score: scores.get(juror),
    stake: BigInt(seats) * feePerSeat,
    done: done.get(juror) ?? 0,
    asked: worth.get(juror) ?? 0n,
    elapsedSeconds,
    bonus: hasRecord(juror),
  }))
}

/** Two settlements as one. */
export function together(...settled: readonly (readonly Change[])[]): Change[] {
  const sums = new Map<string, bigint>()
  for (const { account, change } of settled.flat()) sums.set(account, (sums.get(account) ?? 0n) + change)
  return [...sums]
    .filter(([, change]) => change !== 0n)
    .map(([account, change]) => ({ account, change }))
    .toSorted((a, b) => byName(a.account, b.account))
}

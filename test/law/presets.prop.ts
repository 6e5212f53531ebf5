/** Every court that ships: the invariants of the six blocks, generated over all of them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hear } from '#law/court'
import { PRESETS } from '#law/presets/presets'
import { BURNED, OPENER, POT } from '#law/purse/purse'
import { isSame, type Said } from '#law/question/space'
import type { Counting } from '#law/tally/count'
import { TALLIES } from '#law/tally/tallies'
import { canonical, type Json } from '#primitives/json'
import { hearingsOf, questionIn, seatOf } from '../support/hearings.ts'
import { wideLaw } from '../support/law.ts'

const POT_UNITS = 1_000_003n
const STAKE = 10_007n
/** What jurors bring: everybody alike, with a member for whichever purse asks. */
const claims = (won: readonly string[]) => (juror: string) => ({
  stake: STAKE,
  seats: 1 + (Number(juror.slice(-1)) % 3),
  kind: 'high',
  group: won[Number(juror.slice(-1)) % 2]!,
  asked: 500n,
  elapsedSeconds: 3,
  bonus: true,
  side: String(1 + (Number(juror.slice(-1)) % 2)),
  done: Number(juror.slice(-1)),
})
const deposits = { 1: { party: 'asserter', amount: 77_777n }, 2: { party: 'challenger', amount: 77_777n } }
const moneyOf = (hearing: Counting) => ({ ...hearing, pot: POT_UNITS, claims: claims(['x', 'y']), deposits })

const spelled = (value: unknown) =>
  canonical(
    JSON.parse(JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))) as Json,
  )
const unordered = ({ findings, scores, changes }: ReturnType<typeof hear>) =>
  spelled({ findings, changes, scores: scores.toSorted((a, b) => (a.juror < b.juror ? -1 : 1)) })

for (const [name, policy] of Object.entries(PRESETS)) {
  describe(name, () => {
    const court = seatOf(policy)
    const hearings = hearingsOf(court)

    wideLaw('what goes in comes out, and nobody loses more than was at risk', hearings, (hearing) => {
      const { changes } = hear(court, moneyOf(hearing))
      expect(changes.reduce((sum, { change }) => sum + change, 0n)).toBe(0n)
      for (const { account, change } of changes) {
        if (account === POT) expect(change).toBe(-POT_UNITS)
        else if (account === OPENER || account === BURNED) expect(change).toBeGreaterThanOrEqual(0n)
        else expect(change).toBeGreaterThanOrEqual(account.startsWith('juror') ? -STAKE : -77_777n)
      }
    })

    wideLaw('who came first changes nothing', hearings, fc.infiniteStream(fc.nat()), (hearing, keys) => {
      const shuffled = hearing.ballots
        .map((ballot) => [keys.next().value, ballot] as const)
        .toSorted(([a], [b]) => a - b)
      const ballots = shuffled.map(([, ballot]) => ballot)
      expect(unordered(hear(court, moneyOf({ ...hearing, ballots })))).toBe(unordered(hear(court, moneyOf(hearing))))
    })

    wideLaw('the same record gives the same bytes again, and is left as it was', hearings, (hearing) => {
      const before = spelled(hearing.ballots)
      const first = spelled(hear(court, moneyOf(hearing)))
      expect(spelled(hear(court, moneyOf(hearing)))).toBe(first)
      expect(spelled(hearing.ballots)).toBe(before)
    })

    wideLaw('scores stay within one, and the purse sees nothing of a ballot but its score', hearings, (hearing) => {
      const { findings, scores, changes } = hear(court, moneyOf(hearing))
      for (const { score } of scores) if (score !== undefined) expect(Math.abs(score)).toBeLessThanOrEqual(1e9)
      const outcome = findings[0]!.outcome
      const again = court.split({
        pot: POT_UNITS,
        claims: scores.map(({ juror, score }) => ({ ...claims(['x', 'y'])(juror), juror, score })),
        deposits,
        ...(typeof outcome === 'number' ? { won: String(outcome) } : {}),
      })
      expect(spelled(again)).toBe(spelled(changes))
    })

    const { monotone } = TALLIES[String(policy.tally.rule)]!
    if (monotone === true || (monotone === 'exact' && policy.question.space === 'bytes')) {
      wideLaw('one more ballot turned to the outcome never makes it lose', hearings, fc.nat(), (hearing, n) => {
        const free = { ...hearing, truth: [] }
        const tally = (some: Counting) => TALLIES[String(policy.tally.rule)]!.tally(policy.tally, some)[0]!.outcome
        const outcome = tally(free)
        if (outcome === undefined) return
        const ballots = free.ballots.map((ballot, i) =>
          i === n % free.ballots.length ? { ...ballot, answer: [outcome, ...ballot.answer.slice(1)] } : ballot,
        )
        expect(isSame(tally({ ...free, ballots }) ?? 'blank', outcome)).toBe(true)
      })
    }

    test('“cannot tell” is an answer, not an error, and gives both sides their money back', () => {
      const question = questionIn(court, 2)
      const unable: Said[] = ['cannot tell', 'cannot tell']
      const ballots = ['juror 1', 'juror 2', 'juror 3', 'juror 4', 'juror 5'].map((juror) => ({
        juror,
        weight: 1n,
        answer: unable,
      }))
      const { findings, changes } = hear(court, moneyOf({ question, ballots, seed: `0x${'00'.repeat(32)}` }))
      for (const { outcome } of findings)
        expect(['cannot tell', undefined]).toContain(typeof outcome === 'object' ? undefined : outcome)
      if (policy.purse.split === 'dispense') {
        for (const party of ['asserter', 'challenger'])
          expect(changes.find(({ account }) => account === party)?.change ?? 0n).toBe(0n)
      }
    })

    test('an empty court decides nothing and pays nobody', () => {
      const question = questionIn(court, 1)
      const { findings, changes } = hear(court, moneyOf({ question, ballots: [], seed: `0x${'00'.repeat(32)}` }))
      expect(findings[0]!.outcome).toBeUndefined()
      for (const { account } of changes) expect([POT, OPENER]).toContain(account)
    })
  })
}

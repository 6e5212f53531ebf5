/** Courts: which policies can work, and what is said of those that can't. */
import { describe, expect, test } from 'vitest'
import { courtOf, hear, strayPolicy } from '#law/court'
import { generalPolicy } from '#law/policy'
import { PRESETS } from '#law/presets/presets'
import { decodeAnswer } from '#law/question/question'
import { canonical, type Json } from '#primitives/json'
import { NANO } from '#primitives/real'
import { ask, ballotsOf, counting, SEED } from '../support/crowd.ts'
import { seatOf } from '../support/hearings.ts'

const policy = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Test',
  text: 'Decide.',
  question: { space: 'choice' },
  panel: { weight: 'stake' },
  tally: { rule: 'plurality' },
  score: { metric: 'agreement', referee: 'outcome' },
  purse: { split: 'coherent' },
  ladder: { rungs: 'once', seats: 3 },
  ...more,
})

describe('policies that can’t work are refused by name', () => {
  const refused: [string, Record<string, unknown>, string][] = [
    ['an unknown block', { jury: {} }, 'policy: expected no member "jury"'],
    ['no tally', { tally: undefined }, 'policy: expected a member tally, got none'],
    ['a block that is no record', { tally: 'plurality' }, 'tally: expected a record, got "plurality"'],
    ['an unknown rule', { tally: { rule: 'dictator' } }, 'tally.rule: expected one of plurality, cluster'],
    ['a rule named like a builtin', { tally: { rule: 'constructor' } }, 'tally.rule: expected one of'],
    ['an unknown parameter', { tally: { rule: 'plurality', quorums: '0.5' } }, 'tally: expected no member "quorums"'],
    [
      'a number for a fraction',
      { tally: { rule: 'plurality', quorum: 0.5 } },
      'tally.quorum: expected a decimal string',
    ],
    [
      'a fraction with two spellings',
      { tally: { rule: 'plurality', quorum: '0.50' } },
      'tally.quorum: expected a decimal string',
    ],
    [
      'infinity',
      { ladder: { rungs: 'once', seats: Infinity } },
      'ladder.seats: expected a whole number from 1 to 4095, got null',
    ],
    [
      'not a number',
      { question: { space: 'choice', choices: Number.NaN } },
      'question.choices: expected a whole number',
    ],
    ['an unsafe number', { ladder: { rungs: 'once', seats: 2 ** 53 } }, 'ladder.seats: expected a whole number'],
    [
      'a tally of another space',
      { tally: { rule: 'ranked pairs' } },
      'tally.rule: expected a question over order, got "choice"',
    ],
    [
      'a metric of another space',
      { score: { metric: 'quadratic', referee: 'later truth' } },
      'score.metric: expected a question over distribution',
    ],
    [
      'a referee nobody knows',
      { score: { metric: 'agreement', referee: 'mood' } },
      'score.referee: expected outcome or truth or later truth or peers',
    ],
    [
      'truth without controls',
      { score: { metric: 'balanced', referee: 'truth' } },
      'panel: expected a member controls, for the referee truth',
    ],
    [
      'an impossible quorum',
      { tally: { rule: 'cluster', quorum: 5 } },
      'tally: expected a quorum of at most 3 seats, got 5',
    ],
    [
      'a need beyond the quorum’s seats',
      { tally: { rule: 'cluster', quorum: 2, need: 9 } },
      'tally: expected a quorum of at most 3 seats, got 9',
    ],
    [
      'a weight nobody knows',
      { panel: { weight: 'beauty' } },
      'panel.weight: expected stake or one or person or rank or standing',
    ],
    ['rank without seeds', { panel: { weight: 'rank' } }, 'panel: expected a member seeds, got none'],
    ['a seed twice', { panel: { weight: 'rank', seeds: ['a', 'a'] } }, 'panel.seeds[1]: expected each once'],
    [
      'an assertion that leads nowhere',
      { ladder: { rungs: 'assertion', bond: '1', windowSeconds: 60 } },
      'ladder.onward: expected a ladder that goes on',
    ],
    [
      'a last rung that goes on',
      { ladder: { rungs: 'once', seats: 3, onward: { rungs: 'once', seats: 3 } } },
      'ladder.onward: expected none, since once ends',
    ],
    [
      'a deep mistake',
      { ladder: { rungs: 'assertion', bond: '1', windowSeconds: 60, onward: { rungs: 'once' } } },
      'ladder.onward: expected a member seats, got none',
    ],
    ['deposits nobody makes', { purse: { split: 'dispense', toWinner: '0.5' } }, 'ladder.rungs: expected assertion'],
    [
      'a penalty above the cap',
      { purse: { split: 'coherent', penaltyBps: 6001 } },
      'purse.penaltyBps: expected a whole number from 0 to 6000, got 6001',
    ],
    ['terms in capitals', { terms: '0xAB' }, 'terms: expected whole bytes of lower-case hex'],
    ['no name', { name: '' }, 'name: expected 1 to 120 characters, got 0'],
    ['half a letter', { text: '\ud800' }, 'text: expected well-formed text'],
  ]
  for (const [what, more, sentence] of refused) {
    test(what, () => {
      expect(strayPolicy(policy(more)).join('; ')).toContain(sentence)
      expect(courtOf(policy(more)).ok).toBe(false)
    })
  }

  test('bridging counts people', () => {
    const bad = { ...PRESETS['community-notes'], panel: { weight: 'stake' } }
    expect(strayPolicy(bad)).toEqual(['panel.weight: expected person, since bridging counts people'])
  })
  test('what is no record at all', () => {
    for (const value of [null, 7, 'policy', [], undefined])
      expect(strayPolicy(value)[0]).toContain('policy: expected a record')
  })
})

describe('a policy', () => {
  test('has one hash whatever the order of its members', () => {
    const mixed = Object.fromEntries(Object.entries(PRESETS.tcr!).toReversed())
    expect(seatOf(mixed as never).hash).toBe(seatOf(PRESETS.tcr!).hash)
    expect(new Set(Object.values(PRESETS).map((one) => seatOf(one).hash)).size).toBe(Object.keys(PRESETS).length)
  })
  test('survives its canonical text', () => {
    for (const one of Object.values(PRESETS)) expect(JSON.parse(canonical(one as unknown as Json))).toEqual(one)
  })
  test('of the default court is one of these', () => {
    const terms = {} as never
    expect(() => generalPolicy(terms)).toThrow()
    const { panel: _, ...general } = policy({ ladder: { rungs: 'appeals' } })
    expect(strayPolicy(general)).toEqual([])
  })
})

describe('hearings', () => {
  test('a wrong control takes a ballot out of the count, and its juror out of the pay', () => {
    const court = seatOf(PRESETS.recaptcha!)
    const question = ask({ space: 'bytes', most: 256 }, { items: 2 })
    const ballots = ballotsOf([
      ['0x01', '0xaa'],
      ['0x01', '0xaa'],
      ['0x01', '0xaa'],
      ['0x02', '0xff'],
      ['0x02', '0xff'],
      ['0x02', '0xff'],
    ])
    const { findings, scores } = hear(court, {
      ...counting(question, ballots, { truth: [undefined, '0xaa'] }),
      pot: 0n,
      claims: () => ({ stake: 0n }),
    })
    expect(findings[0]!.outcome).toBe('0x01')
    expect(scores.map(({ score }) => score)).toEqual([NANO, NANO, NANO, undefined, undefined, undefined])
  })

  test('an answer out of space, too long or not canonical is no answer', () => {
    const question = ask({ space: 'bytes', most: 2 })
    for (const bad of [
      '0x',
      '0x0001',
      '0x00010000000403aabbcc',
      '0x00020000000203aa',
      '0x000100000001ff',
      '0x000100000001000',
      '0x00010000000203aa00',
    ])
      expect(bad.length % 2 ? undefined : decodeAnswer(question, bad as never)).toBeUndefined()
    expect(decodeAnswer(question, '0x00010000000203aa')).toEqual(['0xaa'])
  })

  test('nobody judges without a question that fits', () => {
    const court = seatOf(PRESETS.kleros!)
    expect(court.question()).toBe('question: expected a member choices, got none')
    expect(
      court.tally(counting(ask({ space: 'choice' }, { choices: 2 }), ballotsOf([[1], [1], [2]]), { seed: SEED }))[0]!
        .outcome,
    ).toBe(1)
  })
})

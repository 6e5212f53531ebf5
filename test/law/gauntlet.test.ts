/** The gauntlet: what bots earn in each court, held against figures found on other roads. */
import { describe, expect, test, vi } from 'vitest'
import { believe } from '#jurors/sequential'
import { captureOf, ladderCapture, panelsOf } from '#law/gauntlet/capture'
import { chanceFrom } from '#law/gauntlet/chance'
import { climbedBy } from '#law/gauntlet/climbed'
import { expectedPay } from '#law/gauntlet/exact'
import { gauntlet, panelSizes, USUAL } from '#law/gauntlet/gauntlet'
import { openingFault, overrideWords } from '#law/gauntlet/override'
import { meanOf, measuredPay } from '#law/gauntlet/sampled'
import { stageOf } from '#law/gauntlet/stage'
import { habitOf, JOINT, type Lone, type Strategy } from '#law/gauntlet/strategies'
import { PRESETS } from '#law/presets/presets'
import { peerScore, reportsOf } from '#law/report/scores'
import { determinant } from '#law/score/determinant'
import { agreementBeyond, correlatedAgreement, dasguptaGhosh } from '#law/score/manyTasks'
import { balancedOf } from '#law/score/truth'
import { addressOf, signDigest, spokenDigest } from '#primitives/signature'
import { ask, ballotsOf, SEED } from '../support/crowd.ts'
import { seatOf } from '../support/hearings.ts'

vi.setConfig({ testTimeout: 60_000 })

const kleros = PRESETS.kleros!
const world = (baseRate: number) => ({ baseRate, accuracy: 0.8 })

/** The chance that a member of one group scores above a member of the other; ties count half. */
const areaUnderCurve = (better: readonly number[], worse: readonly number[]): number =>
  better.reduce((sum, a) => sum + worse.reduce((all, b) => all + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0) /
  (better.length * worse.length)

describe('coherence pay, gone through case by case', () => {
  const stage = stageOf(seatOf(kleros), 3)
  const pay = (strategy: Lone, q: number) => expectedPay(stage, world(q), strategy, 3).pay

  test('two honest peers at 0.8, fee 1, half of a stake of 1: honest 1, lazy 0.28 + 0.90 q, coin 0.73', () => {
    for (const q of [0.5, 0.7, 0.8, 0.9, 0.95]) {
      expect(Math.abs(pay('honest', q) - 1)).toBeLessThan(1e-9)
      expect(Math.abs(pay('lazy', q) - (0.28 + 0.9 * q))).toBeLessThan(1e-9)
      expect(Math.abs(pay('coin', q) - 0.73)).toBeLessThan(1e-9)
    }
  })
  test('so a bot that never reads wins as soon as the base rate passes the accuracy', () => {
    expect(pay('lazy', 0.79)).toBeLessThan(pay('honest', 0.79))
    expect(pay('lazy', 0.81)).toBeGreaterThan(pay('honest', 0.81))
  })
  test('the same by sampling, within three standard errors', () => {
    const { pay: measured, error } = measuredPay(stage, world(0.9), 'lazy', 3, 500, 7)
    expect(Math.abs(measured - pay('lazy', 0.9))).toBeLessThan(3 * error)
  })
})

describe('a panel of five at base rate 0.9: four ways to look at the same five strategies', () => {
  const strategies = ['honest', 'lazy', 'prior', 'coin', 'inverted'] as const
  const each = { ...kleros, purse: { split: 'coherent', penaltyBps: 5000, fees: 'each' } }
  const stage = stageOf(seatOf(each), 5)

  test('pay by coherence, each with the own fee: lazy is on top', () => {
    const printed = [0.807, 0.939, 0.844, 0.448, 0.067]
    for (const [i, strategy] of strategies.entries())
      expect(Math.abs(expectedPay(stage, world(0.9), strategy, 5).pay - printed[i]!)).toBeLessThan(0.012)
  })

  const question = ask({ space: 'choice', choices: 2 }, { items: 64 })
  const played = (seed: number, strategy: Lone) => {
    const chance = chanceFrom(seed)
    const truth = Array.from({ length: 64 }, () => chance.happens(0.9))
    const say = (habit = habitOf('honest', world(0.9))) =>
      truth.map((isA) => (chance.happens(isA ? habit.whenA : habit.whenB) ? 1 : 2))
    const [own, peer] = [say(habitOf(strategy, world(0.9))), say()]
    const balanced = balancedOf({ question, truth: truth.map((isA) => (isA ? 1 : 2)) }, own)
    return {
      peers: agreementBeyond({ x: own, y: peer }, (a, b) => Number(a === b))!,
      balanced: (1 + (balanced ?? 0)) / 2,
      raw: (2 * own.filter((said, i) => (said === 1) === truth[i]).length) / 64 - 1,
    }
  }
  const expected = {
    peers: [0.0648, 0, 0, 0, -0.0648],
    raw: [0.6, 0.8, 0.64, 0, -0.6],
    balanced: [0.8, 0.5, 0.5, 0.5, 0.2],
  }
  for (const [what, values] of Object.entries(expected)) {
    test(`${what}: ${values.join(', ')}, within three standard errors`, () => {
      for (const [i, value] of values.entries()) {
        const runs = Array.from({ length: 200 }, (_, run) => played(run, strategies[i]!)[what as 'raw'])
        const { pay: mean, error } = meanOf(runs)
        expect(Math.abs(mean - value)).toBeLessThanOrEqual(3 * error + 1e-9)
      }
    })
  }
})

describe('the whole gauntlet', () => {
  const quick = { ...USUAL, hearings: 40, disputes: 40, baseRates: [0.9] }
  const report = gauntlet(kleros, quick)
  const margin = (strategy: Strategy, panel = 3) =>
    report.cells.find((cell) => cell.strategy === strategy && cell.panel === panel)!.margin / 1e9

  test('refuses coherence pay alone, and says what closes the gap', () => {
    expect(report.passes).toBe(false)
    expect(report.worst).toMatchObject({ strategy: 'lazy', panel: 5, baseRate: 900_000_000 })
    expect(report.advice.join()).toContain('controls beside each item, half of either class, would close the gap')
    expect(report.repairs.map(({ closes }) => closes).slice(1, 3)).toEqual([true, true])
  })
  test('same seed, same report, byte for byte; another seed, another sample', () => {
    const [one, two, three] = [1, 1, 2].map((seed) => JSON.stringify(gauntlet(PRESETS.recaptcha, { ...quick, seed })))
    expect(two).toBe(one)
    expect(three).not.toBe(one)
  })
  test('a policy that is none is refused before it plays, by block and member', () => {
    expect(() => gauntlet({ ...kleros, tally: { rule: 'dictator' } })).toThrow('gauntlet: tally.rule: expected one of')
  })
  test('splitting a stake over accounts gains nothing where pay is by the seat', () => {
    for (const name of ['kleros', 'kuratedao', 'tcr'])
      for (const cell of gauntlet(PRESETS[name], { ...quick, repairs: false }).cells.filter(
        ({ strategy }) => strategy === 'sybil',
      ))
        expect(Math.abs(cell.margin)).toBeLessThan(1000)
  })
  test('a tenth of the stake that reads nothing and agrees earns less than reading, until one answer is common', () => {
    expect(margin('ring')).toBeGreaterThan(0)
    expect(margin('brigade')).toBeLessThan(-0.4)
    expect(margin('bribed')).toBeCloseTo(-0.4752, 3)
    expect(expectedPay(stageOf(seatOf(kleros), 3), world(0.5), 'ring', 3, { share: 0.1 }).pay).toBeCloseTo(0.8488, 4)
  })
  test('the same by sampling, within three standard errors', () => {
    const stage = stageOf(seatOf(kleros), 3)
    for (const strategy of JOINT) {
      const exact = expectedPay(stage, world(0.7), strategy, 3, { share: 0.3 })
      const { pay, error } = measuredPay(stage, world(0.7), strategy, 3, 600, 3, { share: 0.3 })
      expect(Math.abs(pay - exact.pay)).toBeLessThan(3 * error)
    }
  })
  test('progress is told up to the end', () => {
    const told: string[] = []
    gauntlet(kleros, quick, (done, all) => told.push(`${done}/${all}`))
    expect([told[0], told.at(-1)]).toEqual(['0/11', '11/11'])
  })

  // with few hearings per figure and one base rate, so that all courts take seconds: the whole is `npm run lint:court`
  const brief = { ...USUAL, hearings: 30, disputes: 8, baseRates: [0.9], repairs: false }
  const many = { ...brief, hearings: 400, baseRates: [0.95] }
  const isRefused = (text: string) => text.includes('gauntlet refuses that')
  for (const [name, policy] of Object.entries(PRESETS)) {
    test(`${name} ${isRefused(policy.text) ? 'is refused, says why, and its repair passes' : 'passes'}`, () => {
      if (!isRefused(policy.text)) expect(gauntlet(policy, brief)).toMatchObject({ passes: true })
      else {
        const isLarge = Number(policy.ladder.seats) > 7
        expect(gauntlet(policy, isLarge ? many : brief)).toMatchObject({ passes: false })
        expect(PRESETS[`${name}-repaired`]).toBeDefined()
      }
    })
  }
})

describe('an override', () => {
  const key = `0x${'0c'.repeat(32)}` as const
  const owner = addressOf(key)
  const report = gauntlet(kleros, { ...USUAL, disputes: 0, baseRates: [0.9], repairs: false })
  const words = overrideWords(report)!
  const override = { words, signature: signDigest(spokenDigest(words), key) }

  test('says the bot and by how much it wins, and opens the court over the owner’s name', () => {
    expect(words).toContain('Strategy that earns most: lazy\nMore than honest work: 0.133200000 fees a seat')
    expect(openingFault(words, owner)).toContain('nothing overrides that')
    expect(openingFault(words, owner, override)).toBeUndefined()
  })
  test('of another margin, another policy or another hand opens nothing', () => {
    const other = `0x${'0d'.repeat(32)}` as const
    const kinder = words.replace('0.133200000', '0.000000001')
    const elsewhere = words.replace(report.policy, `0x${'00'.repeat(32)}`)
    expect(openingFault(words, owner, { ...override, words: kinder })).toContain('something else than the gauntlet')
    expect(openingFault(words, owner, { ...override, words: elsewhere })).toContain('something else than the gauntlet')
    expect(openingFault(words, owner, { ...override, signature: signDigest(spokenDigest(words), other) })).toContain(
      'is not signed by',
    )
    expect(openingFault(words, addressOf(other), override)).toContain('is not signed by')
  })
  test('isn’t needed where honest work pays best', () => {
    const brief = { ...USUAL, hearings: 20, disputes: 0, baseRates: [0.9] }
    expect(overrideWords(gauntlet(PRESETS.recaptcha, brief))).toBeUndefined()
    expect(openingFault(undefined, owner)).toBeUndefined()
  })
})

describe('a dispute up its ladder', () => {
  const lies = (name: string, share: number) => {
    const court = seatOf(PRESETS[name]!)
    return climbedBy(stageOf(court, panelSizes(court.policy.ladder)[0]!), 0.8, share, 150, 1)
  }
  test('readers are wrong in one of ten panels of three, and never after appeals to thirty-one', () => {
    expect(
      Math.abs(
        climbedBy(stageOf(seatOf({ ...kleros, ladder: { rungs: 'once', seats: 3 } }), 3), 0.8, 0, 400, 1).lie - 0.104,
      ),
    ).toBeLessThan(0.046)
    expect(lies('kleros', 0)).toMatchObject({ lie: 0, truth: expect.closeTo(1) })
  })
  test('the more appeals, the less a share of the stake is worth', () => {
    expect(lies('tcr', 0.33).lie).toBeGreaterThan(5 * lies('kleros', 0.33).lie)
  })
  test('every ladder comes to an end', () => {
    for (const name of Object.keys(PRESETS).filter((one) => !one.endsWith('-repaired')))
      expect(lies(name, 0.2).seats).toBeGreaterThan(0)
  })
})

describe('capture and its price', () => {
  test('chances of filling more than half of a panel, by share of the stake', () => {
    const printed: [number, number, number][] = [
      [0.1, 3, 0.028],
      [0.2, 7, 0.033],
      [0.3, 15, 0.05],
      [0.33, 31, 0.025],
      [0.4, 63, 0.054],
      [0.45, 127, 0.129],
    ]
    for (const [share, seats, chance] of printed) expect(captureOf(share, seats)).toBeCloseTo(chance, 3)
    expect(captureOf(0.3, 511)).toBeLessThan(1e-19)
    expect(captureOf(0, 3)).toBe(0)
  })
  test('winning 3, 7, 15 and 31 one after the other', () => {
    expect(panelsOf(3, 3)).toEqual([3, 7, 15, 31])
    expect(ladderCapture(0.2, panelsOf(3, 3))).toBeCloseTo(1.3e-9, 10)
    expect(ladderCapture(0.45, panelsOf(3, 3))).toBeCloseTo(0.017, 3)
  })
  test('a p + ε briber shows 56 times what a seat wins for the ladder to 31', () => {
    const { bribe, swing } = gauntlet(kleros, { ...USUAL, disputes: 1, baseRates: [0.5] })
    expect(swing).toBeCloseTo(0.9e9, -2)
    expect(bribe.map(({ escrow }) => Math.round(escrow / swing))).toEqual([3, 10, 25, 56])
    expect(bribe.map(({ majority }) => Math.round(majority / swing))).toEqual([2, 4, 8, 16])
  })
})

describe('telling jurors from bots', () => {
  test('an 80 % juror from a 50 % bot: both errors at most 5 %, at most 16 controls on average, of 10 000', () => {
    const chance = chanceFrom(11)
    const run = (p: number) => {
      let [right, wrong] = [0, 0]
      while (believe(right, wrong) === 'more') chance.happens(p) ? right++ : wrong++
      return { belief: believe(right, wrong), controls: right + wrong }
    }
    const jurors = Array.from({ length: 5000 }, () => run(0.8))
    const bots = Array.from({ length: 5000 }, () => run(0.5))
    expect(jurors.filter(({ belief }) => belief === 'guesses').length / 5000).toBeLessThanOrEqual(0.05)
    expect(bots.filter(({ belief }) => belief === 'reads').length / 5000).toBeLessThanOrEqual(0.05)
    expect([...jurors, ...bots].reduce((sum, { controls }) => sum + controls, 0) / 10_000).toBeLessThanOrEqual(16)
  })

  test('at base rate 0.85 with panels of three and 64 disputes, peer scores tell honest from lazy, and coherence the wrong way round', () => {
    const chance = chanceFrom(5)
    const sheet = (strategy: Lone) => {
      const [own, peer] = [habitOf(strategy, world(0.85)), habitOf('honest', world(0.85))]
      const rows = Array.from({ length: 64 }, () => {
        const isA = chance.happens(0.85)
        const say = (habit: typeof own) => Number(chance.happens(isA ? habit.whenA : habit.whenB))
        const [mine, first, second] = [say(own), say(peer), say(peer)]
        return { mine, peer: chance.happens(0.5) ? first : second, verdict: Number(mine + first + second >= 2) }
      })
      const x = rows.map(({ mine }) => mine)
      return {
        coherence: rows.filter(({ mine, verdict }) => mine === verdict).length,
        peers: peerScore({ x, y: rows.map(({ peer }) => peer) })!.score,
      }
    }
    const honest = Array.from({ length: 150 }, () => sheet('honest'))
    const lazy = Array.from({ length: 150 }, () => sheet('lazy'))
    const area = (what: 'peers' | 'coherence') =>
      areaUnderCurve(
        honest.map((one) => one[what]),
        lazy.map((one) => one[what]),
      )
    expect(area('peers')).toBeGreaterThanOrEqual(0.93)
    expect(area('coherence')).toBeLessThan(0.42)
  })

  test('who does not look at items earns 0 under peers, within three standard errors, whatever the rule', () => {
    const question = ask({ space: 'choice', choices: 2 }, { items: 16 })
    for (const rule of [dasguptaGhosh, correlatedAgreement, determinant]) {
      for (const blind of ['coin', 'prior', 'lazy'] as const) {
        const chance = chanceFrom(3)
        const scores = Array.from({ length: 40 }, () => {
          const truth = Array.from({ length: 16 }, () => chance.happens(0.7))
          const say = (strategy: Lone) => {
            const habit = habitOf(strategy, world(0.7))
            return truth.map((isA) => (chance.happens(isA ? habit.whenA : habit.whenB) ? 1 : 2))
          }
          const ballots = ballotsOf([say(blind), say('honest'), say('honest'), say('honest')])
          return rule.score({ splits: 2 }, { question, ballots, findings: [], seed: SEED })[0]!.score! / 1e9
        })
        const { pay: mean, error } = meanOf(scores)
        expect(Math.abs(mean)).toBeLessThanOrEqual(3 * error)
      }
    }
  })

  test('a report says how good a juror is, and how sure that is', () => {
    const question = ask({ space: 'choice', choices: 2 }, { items: 12 })
    const truth = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2]
    const [good, lazy] = [truth, truth.map(() => 1)]
    const reports = reportsOf({
      question,
      ballots: ballotsOf([good, lazy, good, [...good.slice(0, 11), 'blank']]),
      findings: truth.map((outcome) => ({ outcome, support: 1e9 })),
      truth: truth.map((known, i) => (i < 4 ? known : undefined)),
      seed: SEED,
    })
    expect(reports.map(({ coherence }) => coherence)).toEqual([1e9, 5e8, 1e9, 916_666_667])
    expect(reports.map(({ balanced }) => balanced)).toEqual([1e9, 0, 1e9, 1e9])
    expect(reports.map(({ answered }) => answered)).toEqual([12, 12, 12, 11])
    expect(reports[1]!.peers!.score).toBe(0)
    expect(reports[0]!.peers!.score).toBeGreaterThan(0)
    expect(reports[0]!.confusion![0]![0]).toBeGreaterThan(0.98e9)
    expect(reports[1]!.confusion![1]![0]).toBeGreaterThan(0.98e9)
  })
})

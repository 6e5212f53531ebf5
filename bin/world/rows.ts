/**
 * Rows: what the gallery asks each kind of court, what the jurors say, and what must come of it.
 *
 * Places are jurors in the order of their addresses, which is the canonical one. The expected numbers were published
 * with the system that a court is named after, or are worked out by hand beside them; none was taken from what this
 * repository computes.
 * @module
 */
import type { Block } from '#law/block'
import type { Said } from '#law/question/space'

/** Wei that each seat of the gallery's court is paid. */
export const FEE = 10n ** 16n

export type Row = {
  /** Name of the preset. */
  court: string
  asks: string
  /** What the policy leaves to the dispute to say. */
  block?: Block
  /** Control items, sealed in the question and opened after R: places in the list, and what is true there. */
  controls?: { items: readonly number[]; said: readonly Said[] }
  /** Of a dispute that a transaction opens in the court on chain, whose settlement moves money: stake tokens, by place. */
  tokens?: readonly bigint[]
  /** By place; undefined: nothing at all. */
  says: readonly (readonly Said[] | undefined)[]
  expected: Expected
  /** Where the numbers are from. */
  source: string
}

export type Expected = {
  /** Item by item; null: undecided. */
  found: readonly (Said | null)[]
  /** Billionths, by place; null: nothing to judge by. */
  scores: readonly (number | null)[]
  /** Wei, by place; what isn't theirs went back to the opener or was burned. */
  jurors: readonly bigint[]
  opener: bigint
  burned?: bigint
}

const BILLION = 1_000_000_000
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)
const sign = (north: number): Said => ({ north, east: 85_417_000 })
const update = (steps: number): Said => times(4, steps)
const opinion = (choice: number, ofFirst: number): Said => ({ choice, forecast: [ofFirst, 1_000_000 - ofFirst] })
const labelled = (items: number, blanks: number): Said[] => [
  ...times(items - blanks, [2, 7]),
  ...times(blanks, 'blank' as const),
]

/** Answers to eight controls, four whose answer is 1 and four whose answer is 2. */
const KNOWN = {
  right: [1, 1, 1, 1, 2, 2, 2, 2],
  half: [1, 1, 2, 2, 1, 1, 2, 2],
  wrong: [2, 2, 2, 2, 1, 1, 1, 1],
} as const

export const ROWS: readonly Row[] = [
  {
    court: 'mapillary',
    asks: 'Is there a stop sign within ten metres? Two agree to three metres, the third is a kilometre off.',
    says: [[sign(473_769_000)], [sign(473_769_300)], [sign(473_869_000)]],
    expected: {
      found: [sign(473_769_000)],
      scores: [BILLION, BILLION, 0],
      // the two who agree share three fees
      jurors: [(3n * FEE) / 2n, (3n * FEE) / 2n, 0n],
      opener: 0n,
    },
    source: 'Mapillary: two that agree make a verification',
  },
  {
    court: 'oracle-validators',
    asks: 'What does it cost? Five reporters, one far off, one silent.',
    block: { min: '0', max: '10000', step: '1' },
    says: [[100], [101], undefined, [5000], [100]],
    expected: {
      // of an even count the upper middle
      found: [101],
      scores: [0.9 * BILLION, BILLION, null, 0, 0.9 * BILLION],
      // a thousandth of the fee is at risk: 10^13. Slashed: 10^12 twice, nothing, 1.25 × 10^13, 10^13; with the five fees
      // that is 50 024 500 000 000 000, shared 0.9 : 1 : 0.9, rounded down
      jurors: [
        16_078_303_571_428_571n,
        17_865_892_857_142_857n,
        -12_500_000_000_000n,
        -10_000_000_000_000n,
        16_078_303_571_428_571n,
      ],
      opener: 1n,
    },
    source: 'Chainlink’s off-chain reporting: element ⌊n/2⌋ of the sorted reports',
  },
  {
    court: 'openassistant',
    asks: 'Rank three replies and “none acceptable”, for two prompts; of the second none is.',
    block: { candidates: 3, items: 2 },
    says: [
      [
        [0, 1, 2, 3],
        [3, 0, 1, 2],
      ],
      [
        [1, 0, 2, 3],
        [3, 0, 2, 1],
      ],
      [
        [0, 2, 1, 3],
        [0, 3, 1, 2],
      ],
    ],
    expected: {
      found: [
        [0, 1, 2, 3],
        [3, 0, 1, 2],
      ],
      // of six pairs in each ranking the second and third juror have one the other way round
      scores: [BILLION, 833_333_333, 833_333_333],
      // 2.25 : 1.25 : 1.25 of three fees: first place, and the mean of second and third
      jurors: [14_210_526_315_789_473n, 7_894_736_842_105_263n, 7_894_736_842_105_263n],
      opener: 1n,
    },
    source: 'Tideman’s ranked pairs; Code4rena’s rank curve: 4736.84, 3157.89, 2105.26 of 10 000',
  },
  {
    court: 'federated-learning',
    asks: 'Which update? Five honest ones about 0.7, and two copies that collude at 0.2.',
    block: { dimensions: 4 },
    says: [6900, 2000, 6980, 7000, 2000, 7010, 7100].map((steps) => [update(steps)]),
    expected: {
      // squares to the three nearest: 7700 of 0.698, 9100 of 0.701, 10 500 of 0.700
      found: [update(6980)],
      // twice the difference in steps, of 10 000
      scores: [984_000_000, 4_000_000, BILLION, 996_000_000, 4_000_000, 994_000_000, 976_000_000],
      jurors: [492n, 2n, 500n, 498n, 2n, 497n, 488n].map((parts) => parts * 10n ** 12n),
      opener: 7n * FEE - 2479n * 10n ** 12n,
    },
    source: 'Blanchard’s Krum: the smallest sum of squares to n − f − 2 neighbours',
  },
  {
    court: 'beauty-contest',
    asks: 'Is Philadelphia the capital? Twelve say yes and expect four fifths to; nine say no and expect seven tenths to say yes.',
    block: { choices: 2 },
    says: [...times(12, [opinion(1, 800_000)]), ...times(9, [opinion(2, 700_000)])],
    expected: {
      found: [opinion(2, 0)],
      // (ln(share / geometric mean of forecasts) + Σ share · ln(forecast / share)) / (2 ln 100)
      scores: [...times(12, -44_906_712), ...times(9, 59_875_615)],
      jurors: [...times(12, -449_067_120_000_000n), ...times(9, 598_756_150_000_000n)],
      opener: 21n * FEE - 9n * 598_756_150_000_000n,
      burned: 12n * 449_067_120_000_000n,
    },
    source: 'Prelec’s truth serum, and the surprisingly popular answer of Prelec, Seung and McCoy',
  },
  {
    court: 'boinc',
    asks: 'What did the computation give? Three machines ran it again, and one differs.',
    says: [['0x2a'], ['0x2b'], ['0x2a']],
    expected: {
      found: ['0x2a'],
      scores: [BILLION, 0, BILLION],
      // credit is what the machines claim, and these claim nothing
      jurors: [0n, 0n, 0n],
      opener: 3n * FEE,
    },
    source: 'BOINC’s validator: results 1, 2, 1 with a quorum of 2 give 1, and the 2 is invalid',
  },
  {
    court: 'annotation-dues',
    asks: 'Label forty pictures; one member leaves four of them blank.',
    block: { items: 40 },
    says: [labelled(40, 0), labelled(40, 0), labelled(40, 4)],
    expected: {
      found: times(40, [2, 7]),
      scores: [BILLION, BILLION, 0.9 * BILLION],
      // nine tenths of 36 are 32 items: eight are missing at 10^15 each, and 112 share that and three fees
      jurors: [13_571_428_571_428_571n, 13_571_428_571_428_571n, 2_857_142_857_142_857n],
      opener: 1n,
    },
    source: 'the policy’s own text: forty items are owed, and a tenth of a fee for each one missing',
  },
  {
    court: 'recaptcha',
    asks: 'What does it say? The first word is a control; three read the second alike, and the fourth fails the control.',
    block: { items: 2 },
    controls: { items: [0], said: ['0x6f6e65'] },
    says: [
      ['0x6f6e65', '0x63'],
      ['0x6f6e65', '0x63'],
      ['0x6f6e66', '0x62'],
      ['0x6f6e65', '0x63'],
    ],
    expected: {
      // three points of the two and a half that are needed; the fourth list is void
      found: ['0x6f6e65', '0x63'],
      scores: [BILLION, BILLION, null, BILLION],
      jurors: [(4n * FEE) / 3n, (4n * FEE) / 3n, 0n, (4n * FEE) / 3n],
      opener: 1n,
    },
    source: 'reCAPTCHA: readings c, c, c reach 2.5 points, and who misses the control adds nothing',
  },
  {
    court: 'crowd-workers',
    asks: 'Twenty-four labels of five workers, beside eight items with known answers, four of each.',
    block: { choices: 2, items: 13 },
    controls: { items: [5, 6, 7, 8, 9, 10, 11, 12], said: [1, 1, 1, 1, 2, 2, 2, 2] },
    says: [
      [2, 1, 1, 1, 1, ...KNOWN.half],
      [1, 1, 2, 1, 2, ...KNOWN.right],
      ['blank', 1, 2, 1, 2, ...KNOWN.right],
      [1, 2, 1, 1, 2, ...KNOWN.half],
      [2, 2, 2, 1, 2, ...KNOWN.wrong],
    ],
    expected: {
      found: [1, 1, 2, 1, 2, 1, 1, 1, 1, 2, 2, 2, 2],
      // right in both classes: 1; right in half of each: 0, like a coin; wrong in both: −1
      scores: [0, BILLION, BILLION, 0, -BILLION],
      jurors: [0n, (5n * FEE) / 2n, (5n * FEE) / 2n, 0n, 0n],
      opener: 0n,
    },
    source: 'crowd-kit’s example of 24 labels: Dawid and Skene’s model gives yes, yes, no, yes, no',
  },
  {
    court: 'kleros',
    asks: 'Whom does the agreement support? Two say the first party, one the second.',
    block: { choices: 2 },
    says: [[1], [2], [1]],
    expected: {
      found: [1],
      scores: [BILLION, 0, BILLION],
      // half a fee is lost by the one, and shared with the three fees by the two
      jurors: [(7n * FEE) / 4n, -FEE / 2n, (7n * FEE) / 4n],
      opener: 0n,
    },
    source: 'Kleros: the majority shares the fees and what the minority loses',
  },
  {
    court: 'kleros',
    asks: 'The same on chain: a transaction opens it, and the arbitrator itself pays.',
    says: [[1], [2], [1]],
    // half of a seat's 50 tokens at risk, to the two who agree
    tokens: [125n * 10n ** 17n, -250n * 10n ** 17n, 125n * 10n ** 17n],
    expected: {
      found: [1],
      scores: [],
      // three fees, shared by two
      jurors: [(3n * FEE) / 2n, 0n, (3n * FEE) / 2n],
      opener: 0n,
    },
    source: 'Kleros: coherent jurors share the fees, and the stake that the others lose',
  },
  {
    court: 'code4rena-qa',
    asks: 'Rank three reports. One juror ranks as the panel does, one has one pair turned, one has two.',
    block: { candidates: 3 },
    says: [[[0, 1, 2, 3]], [[0, 1, 3, 2]], [[1, 2, 0, 3]]],
    expected: {
      found: [[0, 1, 2, 3]],
      scores: [BILLION, 833_333_333, 666_666_667],
      jurors: [14_210_526_315_789_473n, 9_473_684_210_526_315n, 6_315_789_473_684_210n],
      opener: 2n,
    },
    source: 'Code4rena’s rank curve 1.5^k over three places: 4736.84, 3157.89, 2105.26 of 10 000',
  },
  {
    court: 'peer-prediction',
    asks: 'Sixteen items, and five jurors who all look.',
    block: { choices: 2, items: 16 },
    says: times(5, times(4, [1, 1, 2, 2]).flat()),
    expected: {
      found: times(4, [1, 1, 2, 2]).flat(),
      // in each half of eight: agreement on one item 1, on two different ones 24 of 56
      scores: times(5, 571_428_571),
      jurors: times(5, 5_714_285_710_000_000n),
      opener: 5n * FEE - 5n * 5_714_285_710_000_000n,
    },
    source: 'Shnayder, Agarwal, Frongillo and Parkes: agreement on the same item less agreement on different ones',
  },
  {
    court: 'folding',
    asks: 'What did the computation give? Three machines ran it, and one differs; none has a record yet.',
    says: [['0x2a'], ['0x2a'], ['0x2b']],
    expected: {
      found: ['0x2a'],
      scores: [BILLION, BILLION, 0],
      // the base, 481 × 10^12, and no bonus for who has not finished ten
      jurors: [481n * 10n ** 12n, 481n * 10n ** 12n, 0n],
      opener: 3n * FEE - 962n * 10n ** 12n,
    },
    source: 'Folding@home: base points of 481; the bonus wants ten finished units, and eight of ten returned',
  },
]

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
import type { Address } from '#primitives/bytes'
import notes from '../../test/vectors/communityNotes.json' with { type: 'json' }
import type { Brings } from './brought.ts'

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
  /** Which row's ruling is the truth that comes out later, by its court; and what that ruling says here. */
  resolvedBy?: { court: string; said: readonly Said[] }
  /** Of a dispute that a transaction opens in the court on chain, whose settlement moves money: stake tokens, by place. */
  tokens?: readonly bigint[]
  /** What is stated with it, see brought.ts. */
  brings?: Brings
  /** Streak from which on its court lets a juror sit alone, in place of the preset's. */
  trust?: number
  /** Seats, where the answers don't say how many. */
  seats?: number
  /** Of a dispute that a challenge opens in a curated list on chain: what its contract owes lister and challenger afterwards. */
  list?: { owed: readonly [bigint, bigint]; state: 'absent' | 'listed' }
  /** By place, or by who sits there; undefined: nothing at all. */
  says: Says | ((sits: Sat['sits']) => Says)
  /** Seconds from the opening of the commit period to a place's ballot at the least. */
  after?: readonly number[]
  expected: Expected | ((sat: Sat) => Expected)
  /** What of a finding is compared, where the beacon has a say in the rest. */
  seen?: (said: Said | null) => Said | null
  /** Where the numbers are from. */
  source: string
}

export type Says = readonly (readonly Said[] | undefined)[]

/** Who sat: each place's number among all jurors there are, in the order of addresses; and when its ballot came. */
export type Sat = { sits: readonly number[]; elapsed: readonly number[] }

export type Expected = {
  /** Item by item; null: undecided. */
  found: readonly (Said | null)[]
  /** Billionths, by place; null: nothing to judge by. */
  scores: readonly (number | null)[]
  /** Wei, by place; what isn't theirs went back to the opener or was burned. */
  jurors: readonly bigint[]
  opener: bigint
  burned?: bigint
  /** Wei of the parties that put up bonds or brought items, in their order. */
  parties?: readonly bigint[]
  /** A number that goes with each finding, and how far it may be off. */
  trace?: { name: string; within: number; values: readonly number[] }
}

export const seatsIn = ({ seats, says }: Row): number => seats ?? says.length
export const saysIn = ({ says }: Row, sits: Sat['sits']): Says => (typeof says === 'function' ? says(sits) : says)
export const expectedOf = ({ expected }: Row, sat: Sat): Expected =>
  typeof expected === 'function' ? expected(sat) : expected

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

const ETHER = 10n ** 18n
/** What Proof of Humanity asks of a claim and of its challenge, in wei. */
const DEPOSIT = 47_500_000_000_000_000n
/** The accounts that the trust of the policy’s court flows from. */
const SEEDS = ['a1', 'a2'].map((name): Address => `0x${name.padStart(40, '0')}`)
const bond = (party: number, choice: number, amount: bigint, ago: number) => ({ party, choice, amount, ago })
const spot = (north: number): Said => ({ north, east: 85_417_000, heading: 9000 })
/** One of eight jurors is new. */
const isNew = (n: number): boolean => n % 8 === 0
/** One of three is trusted by the seeds. */
const isTrusted = (n: number): boolean => n % 3 === 0
/** What a machine holds its work to be worth, in units of 10^14: one of three a tenfold. */
const worth = (n: number): bigint => (n % 3 === 0 ? 100n : 10n)
/** Half of the machines returned twelve of fifteen units, the others 79 of a hundred. */
const isReliable = (n: number): boolean => n % 2 === 0

/** Whole part of a square root, by bisection. */
function root(n: bigint): bigint {
  let [low, high] = [0n, n + 1n]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (middle * middle > n) high = middle
    else low = middle
  }
  return low
}

const FORECAST: Row = {
  court: 'numerai',
  asks: 'How likely is each outcome? Seven are right, seven know nothing, seven are wrong; the first came about.',
  block: { outcomes: 2 },
  controls: { items: [0], said: [[1_000_000, 0]] },
  says: [...times(7, [[800_000, 200_000]]), ...times(7, [[500_000, 500_000]]), ...times(7, [[200_000, 800_000]])],
  expected: {
    found: [[500_000, 500_000]],
    // (1 − 1/2 − squares) / (3/2): squares of 0.08, 0.5 and 1.28
    scores: [...times(7, 0.28 * BILLION), ...times(7, 0), ...times(7, -0.52 * BILLION)],
    // a twentieth of the score, of each fee
    jurors: [...times(7, 140n * 10n ** 12n), ...times(7, 0n), ...times(7, -260n * 10n ** 12n)],
    opener: 21n * FEE - 7n * 140n * 10n ** 12n,
    burned: 7n * 260n * 10n ** 12n,
  },
  source: 'Brier’s rule; Numerai: a stake moves by at most five per cent, and what is lost is burned',
}
const { controls: _, ...ABOUT_ANOTHER } = FORECAST

const CLAIM = 10n ** 15n
const machines = (seats: number): Pick<Row, 'court' | 'trust' | 'brings' | 'seats' | 'says'> => ({
  court: 'boinc',
  trust: 2,
  brings: { worth: () => CLAIM },
  seats,
  says: (sits) => sits.map(() => ['0x2a']),
})

/**
 * Eight machines are right twice, and have a record; of the same court six more disputes are asked with it, of two seats.
 * Where the beacon leaves one of them to the machine drawn first, that is its whole panel.
 */
export const TRUSTED: { first: Row; again: Row; times: number } = {
  first: {
    ...machines(8),
    asks: 'What did the computation give? Eight machines agree.',
    expected: ({ sits }) => ({
      found: ['0x2a'],
      scores: sits.map(() => BILLION),
      // Σ v (S − v) / ((n − 1) S) of equal claims is the claim
      jurors: sits.map(() => CLAIM),
      opener: 8n * FEE - BigInt(sits.length) * CLAIM,
    }),
    source: 'BOINC: equal credit, the low average of the claims',
  },
  again: {
    ...machines(2),
    asks: 'What did the next computation give?',
    expected: ({ sits }) =>
      sits.length === 1
        ? { found: ['0x2a'], scores: [null], jurors: [FEE], opener: FEE }
        : { found: ['0x2a'], scores: [BILLION, BILLION], jurors: [CLAIM, CLAIM], opener: 2n * FEE - 2n * CLAIM },
    source: 'BOINC: adaptive replication, audited once in so many times as the machine was right in a row',
  },
  times: 6,
}

/** What the published bars make of the reference's numbers: shown, not shown, or in need of more. */
const rated = notes.notes.map(({ intercept, factor }) => {
  const [merit, side] = [Number(intercept), Math.abs(Number(factor))]
  return merit >= 0.4 && side < 0.5 ? 2 : merit < -0.05 - 0.8 * side ? 0 : null
})
const ratings = notes.raters.map((rater) =>
  [...rater.ratings].map((digit) => (digit === '.' ? 'blank' : Number(digit))),
)
const decided = rated.filter((status) => status !== null).length

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
    asks: 'What did the computation give? Four machines ran it again, one differs, and some claim ten times the credit.',
    brings: { worth: (n) => worth(n) * 10n ** 14n },
    says: [['0x2a'], ['0x2b'], ['0x2a'], ['0x2a']],
    expected: ({ sits }) => {
      // Σ v (S − v) / (2 S) of the three who are right: of 10, 10 and 100 that is 17.5
      const claims = [0, 2, 3].map((place) => worth(sits[place]!) * 10n ** 14n)
      const total = claims.reduce((sum, v) => sum + v, 0n)
      const credit = claims.reduce((sum, v) => sum + v * (total - v), 0n) / (2n * total)
      return {
        found: ['0x2a'],
        scores: [BILLION, 0, BILLION, BILLION],
        jurors: [credit, 0n, credit, credit],
        opener: 4n * FEE - 3n * credit,
      }
    },
    source:
      'BOINC’s validator: results 1, 2, 1 with a quorum of 2 give 1, and the 2 is invalid; low([10, 10, 100]) = 17.5',
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
    asks: 'What does it say? Two machines read it differently; two people side with one, and a bot misses the control.',
    block: { items: 2 },
    controls: { items: [0], said: ['0x6f6e65'] },
    brings: { machines: { 'OCR A': ['blank', '0x61'], 'OCR B': ['blank', '0x62'] } },
    says: [
      ['0x6f6e65', '0x61'],
      ['0x6f6e65', '0x61'],
      ['0x6f6e66', '0x62'],
    ],
    expected: {
      // of the control, which is known, only two readings count; of the word one machine's besides, and not the bot's
      found: [null, '0x61'],
      scores: [BILLION, BILLION, null],
      jurors: [(3n * FEE) / 2n, (3n * FEE) / 2n, 0n],
      opener: 0n,
    },
    source: 'reCAPTCHA: machines a and b, people a and a: 2.5 points for a; who misses the control adds nothing',
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
    asks: 'What did the computation give? Six machines ran it; one differs, one is late, and some have no record.',
    brings: {
      standing: (n) => (isReliable(n) ? { asked: 15, done: 12, mean: '1' } : { asked: 100, done: 79, mean: '1' }),
    },
    says: [...times(5, ['0x2a'] as const), ['0x2b']],
    after: [1800, 1800, 1800, 1800, 3600, 1800],
    expected: ({ sits, elapsed }) => {
      // 481 · √(2 · six days / elapsed) for who returns four of five: 24 times after half an hour; 481 for the others
      const earned = [0, 1, 2, 3, 4].map((place) => {
        const factor = root((2n * 518_400n * 10n ** 18n) / BigInt(elapsed[place]!))
        return isReliable(sits[place]!) ? (481n * 10n ** 12n * factor) / 10n ** 9n : 481n * 10n ** 12n
      })
      return {
        found: ['0x2a'],
        scores: [...times(5, BILLION), 0],
        jurors: [...earned, 0n],
        opener: earned.reduce((left, one) => left - one, 6n * FEE),
      }
    },
    source:
      'Folding@home: base 481, k 2, six days: 2356.409 after half a day, which is the square root of 24; the bonus wants 80 % returned',
  },
  {
    court: 'work-ticket',
    asks: 'Which one? Five pay for their ballots with hashes, the fifth a quarter more; one differs.',
    block: { choices: 2 },
    says: [[1], [1], [2], [1], [1]],
    expected: {
      found: [1],
      scores: [BILLION, BILLION, 0, BILLION, BILLION],
      jurors: [(5n * FEE) / 4n, (5n * FEE) / 4n, 0n, (5n * FEE) / 4n, (5n * FEE) / 4n],
      opener: 0n,
    },
    source: 'the policy’s own text: 2^16 hashes for each of the first four ballots; equal shares for who is right',
  },
  {
    court: 'hivemapper',
    asks: 'Where does it stand? Three models disagree, so people are asked; newcomers count for nothing.',
    brings: {
      machines: { one: [spot(473_769_000)], two: [spot(473_869_000)], three: [spot(473_969_000)] },
      standing: (n) => (isNew(n) ? undefined : { asked: 4, done: 4, mean: '0.9' }),
    },
    seats: 5,
    says: (sits) => sits.map((n) => [isNew(n) ? spot(474_769_000) : spot(473_769_000)]),
    expected: ({ sits }) => {
      const known = sits.filter((n) => !isNew(n)).length
      // two must agree; where too few have a record nothing is found, and who was known loses as by silence
      const isFound = known >= 2
      const each = isFound ? (5n * FEE) / BigInt(known) : -(FEE * 125n) / 1000n
      return {
        found: [isFound ? spot(473_769_000) : null],
        scores: sits.map((n) => (isFound && !isNew(n) ? BILLION : null)),
        jurors: sits.map((n) => (isNew(n) ? 0n : each)),
        opener: 5n * FEE - BigInt(known) * each,
      }
    },
    source: 'Hivemapper: models first, people where they differ, and half of the weight decides',
  },
  FORECAST,
  {
    ...ABOUT_ANOTHER,
    asks: 'How will the agreement be read? The same forecasts of a dispute that is open, which wait for its ruling.',
    resolvedBy: { court: 'kleros', said: [[1_000_000, 0]] },
  },
  {
    court: 'relevant',
    asks: 'What deserves attention? Whom the seeds trust names one thing; twice as many, who trust each other, another.',
    block: { choices: 2 },
    brings: {
      links: (everybody) => [
        ...everybody.flatMap((to, n) => (isTrusted(n) ? SEEDS.map((from) => ({ from, to, weight: 1 })) : [])),
        ...everybody.flatMap((from, n) => (isTrusted(n) ? [] : [{ from, to: everybody[n - 1]!, weight: 1 }])),
      ],
    },
    seats: 21,
    says: (sits) => sits.map((n) => [isTrusted(n) ? 1 : 2]),
    expected: ({ sits }) => {
      const trusted = BigInt(sits.filter(isTrusted).length)
      const each = (21n * FEE) / trusted
      return {
        found: [1],
        scores: sits.map((n) => (isTrusted(n) ? BILLION : 0)),
        jurors: sits.map((n) => (isTrusted(n) ? each : 0n)),
        opener: 21n * FEE - trusted * each,
      }
    },
    source: 'Relevant: trust teleports to the seeds alone, so accounts without a path from them rank 0, however many',
  },
  {
    court: 'peer-selection',
    asks: 'Which three of twelve? All grade all others alike, and the beacon says which of each four.',
    block: { dimensions: 12 },
    says: times(12, [times(12, 50)]),
    seen: (said) => (Array.isArray(said) ? said.toSorted((a, b) => b - a) : said),
    expected: {
      // each group of four is graded by the other eight: a third of three seats
      found: [[1, 1, 1, ...times(9, 0)]],
      scores: times(12, 0),
      jurors: times(12, 0n),
      opener: 12n * FEE,
    },
    source: 'Aziz and others’ exact dollar partition: each quota is the others’ share of three, here 1, 1, 1',
  },
  {
    court: 'community-notes',
    asks: 'Are these 24 notes helpful? Sixty raters of two camps.',
    block: { items: 24 },
    brings: { standing: () => ({ asked: 12, done: 12, mean: '0.8' }) },
    says: ratings as Says,
    expected: {
      found: rated,
      scores: ratings.map((own) =>
        Math.round((BILLION * own.filter((said, i) => rated[i] !== null && said === rated[i]).length) / decided),
      ),
      jurors: times(60, 0n),
      opener: 60n * FEE,
      trace: { name: 'intercept', within: 0.02, values: notes.notes.map(({ intercept }) => Number(intercept)) },
    },
    source: 'the public scorer’s factorisation, default parameters and seed, on the same 877 ratings',
  },
  {
    court: 'code4rena',
    asks: 'How grave is each of twenty findings? One stands alone; nineteen have one root cause.',
    block: { items: 20 },
    brings: {
      standing: () => ({ asked: 3, done: 3, mean: '1' }),
      groups: ['alone', ...times(19, 'together')],
      prize: 5000n * 10n ** 15n,
    },
    says: times(3, [
      [0, 1, 7],
      ...times(5, [0, 1, 4]),
      ...times(5, [0, 1, 5]),
      ...times(5, [0, 1, 6]),
      ...times(3, [0, 1]),
      [0, 1, 7],
    ]),
    expected: {
      found: [
        [0, 1, 7],
        ...times(5, [0, 1, 4]),
        ...times(5, [0, 1, 5]),
        ...times(5, [0, 1, 6]),
        ...times(3, [0, 1]),
        [0, 1, 7],
      ],
      scores: times(3, BILLION),
      jurors: times(3, FEE),
      // 13 and 10 · 0.85^18 · (1 + 0.3 / 19), cut by credit
      parties: [
        4_798_841_928_529_684_624n,
        ...times(5, 4_261_823_548_099_902n),
        ...times(5, 8_523_647_096_199_804n),
        ...times(5, 12_785_470_644_299_706n),
        ...times(3, 17_047_294_192_399_608n),
        22_161_482_450_119_490n,
      ],
      opener: 2n,
    },
    source: 'Code4rena, pool 5000: 4798.84, and 22.16, 17.05, 12.79, 8.52, 4.26 for best, full, ¾, ½, ¼',
  },
  {
    court: 'tcr',
    asks: 'Does it belong on the list? Applied for and challenged with ten each; three of five say no.',
    brings: { bonds: [bond(0, 1, 10n * ETHER, 300), bond(1, 2, 10n * ETHER, 60)] },
    says: [[2], [1], [2], [1], [2]],
    expected: {
      found: [2],
      scores: [BILLION, 0, BILLION, 0, BILLION],
      // a third of five of the ten, and of five fees; both round down
      jurors: [1_683_333_333_333_333_332n, 0n, 1_683_333_333_333_333_332n, 0n, 1_683_333_333_333_333_332n],
      parties: [-10n * ETHER, 5n * ETHER + 2n],
      opener: 2n,
    },
    source: 'the registry of 2017: minDeposit 10, dispensation 50: the winner has 15, the voters 5',
  },
  {
    court: 'tcr',
    asks: 'The same on chain: listed with a bond of one, challenged with another, and the contract pays the challenger.',
    says: [[2], [1], [2]],
    list: { owed: [0n, 2n * ETHER], state: 'absent' },
    expected: { found: [2], scores: [], jurors: [], opener: 0n },
    source: 'the list’s own terms: the loser’s bond is the winner’s, who takes its own back',
  },
  {
    court: 'optimistic',
    asks: 'Is it so? Asserted and challenged with a bond of one each; two of three say it is.',
    brings: { bonds: [bond(0, 1, ETHER, 3600), bond(1, 2, ETHER, 60)] },
    says: [[1], [1], [2]],
    expected: {
      found: [1],
      scores: [BILLION, BILLION, 0],
      jurors: [ETHER / 4n + (3n * FEE) / 2n, ETHER / 4n + (3n * FEE) / 2n, 0n],
      parties: [ETHER / 2n, -ETHER],
      opener: 0n,
    },
    source: 'UMA’s optimistic oracle: half of the loser’s bond to the winner; here the other half to who was right',
  },
  {
    court: 'proof-of-humanity',
    asks: 'Is this a person, once? Claimed and challenged with the deposit; two of three say it isn’t.',
    brings: { bonds: [bond(0, 1, DEPOSIT, 86_400), bond(1, 2, DEPOSIT, 60)] },
    says: [[2], [1], [2]],
    expected: {
      found: [2],
      scores: [BILLION, 0, BILLION],
      jurors: [(3n * FEE) / 2n, 0n, (3n * FEE) / 2n],
      parties: [-DEPOSIT, DEPOSIT],
      opener: 0n,
    },
    source: 'Proof of Humanity: the challenger of a rejected claim takes its deposit; jurors have their fees',
  },
  {
    court: 'kuratedao',
    asks: 'Keep the row? 1, 2, 4, 8 and 16 were staked in turn, and the court overrides the last stake.',
    brings: {
      bonds: [
        bond(0, 1, ETHER, 5000),
        bond(1, 2, 2n * ETHER, 4000),
        bond(0, 1, 4n * ETHER, 3000),
        bond(2, 2, 8n * ETHER, 2000),
        bond(0, 1, 16n * ETHER, 1000),
      ],
    },
    says: [[2], [2], [2], [2], [1], [1], [1]],
    expected: {
      found: [2],
      scores: [...times(4, BILLION), 0, 0, 0],
      jurors: times(7, FEE),
      // 21 of the one side, two to eight
      parties: [-21n * ETHER, (42n * ETHER) / 10n, (168n * ETHER) / 10n],
      opener: 0n,
    },
    source:
      'KurateDAO: each side doubles the other’s stake; the winning side takes it all, and the court has the last word',
  },
]

/**
 * Policy: what a court is. Six blocks, the terms that the chain needs, and the text that jurors read.
 *
 * A policy is data: it is hashed, versioned, and pinned by a dispute when it opens; later versions never reach it.
 * `terms` is the hex of abi.encode(Terms), so the chain and the policy can't mean different numbers.
 *
 * Mirrored by contracts/interfaces (struct Terms); vectors in test/vectors/policy.json.
 * @module
 */
import { addressWord, boolWord, encode, word } from '#primitives/abi'
import { type Address, type Digest, type Hex, toBytes, toHex, toUint } from '#primitives/bytes'
import { jsonHash } from '#primitives/json'

/** What the chain must know of a court. Durations in seconds, money in the smallest unit. */
export type Terms = {
  /** Seats of the first panel, unless the dispute asks for more. */
  seats: number
  /** From the opening to the draw. */
  evidenceSeconds: number
  /** From the draw to the opening of the commit period: time to be summoned. */
  drawSeconds: number
  commitSeconds: number
  /** From the commit deadline to the reveal round: room for the gazette. */
  sealSeconds: number
  /** From the reveal round to the end of the reveal period at the latest. */
  revealSeconds: number
  appealSeconds: number
  challengeSeconds: number
  /** From the end of the timetable to the moment when a fully proven ruling may be posted. */
  silenceSeconds: number
  /** How many appeals a dispute may have. */
  appeals: number
  /** A panel larger than this sits in the parent court. */
  jumpSeats: number
  /** Seats of one juror in the first 8n draws; 0 for no cap. */
  seatCap: number
  /** True if the draw ends after 8n draws whatever is seated. */
  strict: boolean
  /** 0: weight is stake. 1: one per juror. */
  weight: number
  /** 0 none, 1 registry with isHuman/humanityOf, 2 attestation registry, 3 credential. */
  personSource: number
  personRegistry: Address
  /** Stake in this court below which weight is 0. */
  minStake: bigint
  /** Stake at risk per seat: the most it can cost, in stake tokens. */
  seatStake: bigint
  /** Penalty per incoherent seat, in basis points of `seatStake`; at most 6000, so that half as much again is less than all. */
  penaltyBps: number
  /** Fee per seat in wei. */
  feePerSeat: bigint
  /** Fee for the delivery of a panel's verdict. */
  deliveryFee: bigint
  /** The same two in stake tokens, for disputes paid in them; both 0 where tokens aren't taken. */
  tokenFeePerSeat: bigint
  tokenDeliveryFee: bigint
}

/** Members of `Terms` in ABI order, with their types. */
const LAYOUT = [
  ['seats', 32],
  ['evidenceSeconds', 32],
  ['drawSeconds', 32],
  ['commitSeconds', 32],
  ['sealSeconds', 32],
  ['revealSeconds', 32],
  ['appealSeconds', 32],
  ['challengeSeconds', 32],
  ['silenceSeconds', 32],
  ['appeals', 32],
  ['jumpSeats', 32],
  ['seatCap', 32],
  ['strict', 'bool'],
  ['weight', 8],
  ['personSource', 8],
  ['personRegistry', 'address'],
  ['minStake', 128],
  ['seatStake', 128],
  ['penaltyBps', 32],
  ['feePerSeat', 128],
  ['deliveryFee', 128],
  ['tokenFeePerSeat', 128],
  ['tokenDeliveryFee', 128],
] as const satisfies readonly (readonly [keyof Terms, number | 'bool' | 'address'])[]

/** abi.encode(terms). @throws Error when a member doesn't fit. */
export function encodeTerms(terms: Terms): Hex {
  return toHex(
    encode(
      ...LAYOUT.map(([name, type]) => {
        if (type === 'bool') return boolWord(terms[name] as boolean)
        if (type === 'address') return addressWord(terms[name] as Address)
        return word(terms[name] as bigint | number, type)
      }),
    ),
  )
}

/** The terms back from their ABI form. @throws Error unless `hex` is exactly what `encodeTerms` gives. */
export function decodeTerms(hex: Hex): Terms {
  const bytes = toBytes(hex, 32 * LAYOUT.length)
  const terms = Object.fromEntries(
    LAYOUT.map(([name, type], i) => {
      const slot = bytes.subarray(32 * i, 32 * i + 32)
      if (type === 'bool') return [name, slot[31] === 1]
      if (type === 'address') return [name, toHex(slot.slice(12))]
      return [name, type === 128 ? toUint(slot) : Number(toUint(slot))]
    }),
  ) as Terms
  if (encodeTerms(terms) !== hex) throw new Error('policy: expected canonical terms')
  return terms
}

/** The law of a court, as its makers publish it. */
export type Policy = {
  name: string
  /** What jurors are told to do. */
  text: string
  question: { space: 'choice' }
  tally: { rule: 'plurality' }
  score: { metric: 'agreement'; referee: 'outcome' }
  purse: { split: 'coherent' }
  ladder: { rungs: 'appeals' }
  /** Hex of abi.encode(Terms). */
  terms: Hex
}

/** H(RFC 8785 JSON of the policy). */
export function policyHash(policy: Policy): Digest {
  return jsonHash(policy)
}

/** The default court's policy, for any terms: an ordinary dispute between two parties. */
export function generalPolicy(terms: Terms): Policy {
  return {
    name: 'General',
    text:
      'Read the agreement and all evidence shown before the draw. Decide which choice the agreement and the facts ' +
      'support. Facts that no exhibit supports do not count. Refuse to arbitrate (0) if the question cannot be ' +
      'answered as asked or if any answer would be unlawful. Recuse yourself if you know a party or gain by the outcome.',
    question: { space: 'choice' },
    tally: { rule: 'plurality' },
    score: { metric: 'agreement', referee: 'outcome' },
    purse: { split: 'coherent' },
    ladder: { rungs: 'appeals' },
    terms: encodeTerms(terms),
  }
}

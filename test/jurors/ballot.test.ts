/** The sealed ballot: vectors, and who can't read, copy or change it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  BALLOT_KEY_NOTICE,
  ballotKey,
  commitmentOf,
  mayOpen,
  openingOf,
  opens,
  readBallot,
  sealBallot,
  sealedBytes,
  supersedes,
  unsealBallot,
} from '#jurors/ballot'
import { QUICKNET } from '#primitives/beacon'
import { type Hex, toBytes, toHex } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { signDigest } from '#primitives/signature'
import { typedDigest } from '#primitives/typed'
import { addresses, digests, hexOf, secretKeys, turnBit } from '../support/arbitraries.ts'
import { beaconSignature, LOCAL_BEACON } from '../support/beacon.ts'
import { dearLaw, law } from '../support/law.ts'
import { type Row, vectors } from '../support/vectors.ts'

const file = vectors('ballot')
const placeOf = (row: Row) => ({
  disputeKey: row.disputeKey,
  panel: Number(row.panel),
  juror: row.juror,
  beaconRound: Number(row.beaconRound),
  revision: Number(row.revision),
})
const quicknetSignatures = new Map(
  vectors('beacon').rounds!.map((row) => [Number(row.beaconRound), row.signature as Hex]),
)

const places = fc.record({
  disputeKey: digests,
  panel: fc.nat({ max: 20 }),
  juror: addresses,
  beaconRound: fc.constant(5_000),
  revision: fc.integer({ min: 1, max: 2 ** 44 }),
})
const answers = fc.constantFrom<Hex>('0x000100000000', '0x000100000001', '0x000100000002')
const ROUND = 5_000

describe('vectors', () => {
  test('ballot keys, openings, commitments and seals are those of the vectors', () => {
    for (const row of file.ballots!) {
      const key = ballotKey(row.ballotKeySignature)
      expect(ballotKey(row.ballotKeySignatureHighS)).toBe(key)
      expect(key).toBe(row.ballotKey)
      expect(openingOf(key, placeOf(row))).toBe(row.opening)
      expect(commitmentOf(placeOf(row), row.answerHash, row.opening)).toBe(row.commitment)
      const sealed = toBytes(sealBallot(QUICKNET, key, placeOf(row), row.answer, 6).sealed)
      const isJunk = file.panels!.some(({ rows }) =>
        rows.some((leaf: Row) => leaf.state === '3' && leaf.commitment === row.commitment),
      )
      expect(toHex(isJunk ? turnBit(sealed, 8 * 159) : sealed)).toBe(row.sealed)
    }
  })
  test('the beacon’s signature opens each ballot of the vectors, but for the one with a turned bit', () => {
    const opened = file.ballots!.map((row) => {
      const ballot = { ...placeOf(row), commitment: row.commitment, sealed: row.sealed }
      const found = unsealBallot(ballot, quicknetSignatures.get(ballot.beaconRound)!)
      if (found) expect(found).toEqual({ answer: row.answer, opening: row.opening })
      return found
    })
    expect(opened.filter((found) => !found)).toHaveLength(1)
  })
  test('the text of the ballot key is the one wallets are shown in the vectors', () => {
    expect(BALLOT_KEY_NOTICE).toBe((file as unknown as { notice: string }).notice)
  })
})

describe('one wallet, any device', () => {
  dearLaw(
    'the same wallet on another device makes the same bytes',
    secretKeys,
    places,
    answers,
    (key, place, answer) => {
      const domain = { chainId: 31337n, arbitrator: `0x${'5f'.repeat(20)}` as const }
      const sign = () =>
        signDigest(typedDigest(domain, 'BallotKey', { juror: place.juror, notice: BALLOT_KEY_NOTICE }), key)
      const once = sealBallot(LOCAL_BEACON, ballotKey(sign()), place, answer, 6)
      expect(sealBallot(LOCAL_BEACON, ballotKey(sign()), { ...place }, answer, 6)).toEqual(once)
      expect(openingOf(ballotKey(sign()), place)).toBe(once.opening)
      expect(readBallot(once, once.opening)).toEqual({ answer, opening: once.opening })
      expect(readBallot(once, openingOf(ballotKey(sign()), { ...place, panel: place.panel + 1 }))).toBeUndefined()
    },
  )
  law('wallets differ in v, and the ballot key does not', hexOf(64), (rs) => {
    expect(ballotKey(`${rs}1b`)).toBe(ballotKey(`${rs}1c`))
  })
  law('another dispute, panel, R or revision has another opening', hexOf(32), places, digests, (key, place, other) => {
    fc.pre(other !== place.disputeKey)
    const openings = [
      place,
      { ...place, disputeKey: other },
      { ...place, panel: place.panel + 1 },
      { ...place, beaconRound: place.beaconRound + 1 },
      { ...place, revision: place.revision + 1 },
    ].map((each) => openingOf(key, each))
    expect(new Set(openings).size).toBe(5)
  })
})

describe('what a ballot withstands', () => {
  dearLaw(
    'a sealed ballot opens when its beacon round is signed, and with no other signature',
    hexOf(32),
    places,
    answers,
    (key, place, answer) => {
      const ballot = sealBallot(LOCAL_BEACON, key, place, answer, 6)
      expect(mayOpen(ballot.sealed, 6)).toBe(true)
      expect(unsealBallot(ballot, beaconSignature(ROUND))).toEqual({ answer, opening: ballot.opening })
      expect(unsealBallot(ballot, beaconSignature(ROUND + 1))).toBeUndefined()
    },
  )
  law(
    'a commitment copied from another juror cannot be opened',
    hexOf(32),
    places,
    addresses,
    answers,
    (key, place, thief, answer) => {
      fc.pre(thief !== place.juror)
      const opening = openingOf(key, place)
      const commitment = commitmentOf(place, digest(toBytes(answer)), opening)
      expect(opens({ ...place, commitment }, { answer, opening })).toBe(true)
      expect(opens({ ...place, juror: thief, commitment }, { answer, opening })).toBe(false)
    },
  )
  dearLaw(
    'a sealed ballot copied whole is junk in the copier’s hands',
    hexOf(32),
    places,
    addresses,
    answers,
    (key, place, thief, answer) => {
      fc.pre(thief !== place.juror)
      const { commitment, sealed } = sealBallot(LOCAL_BEACON, key, place, answer, 6)
      expect(unsealBallot({ ...place, juror: thief, commitment, sealed }, beaconSignature(ROUND))).toBeUndefined()
    },
  )
  law('an opening fits one answer, one panel, one R and one revision', hexOf(32), places, (key, place) => {
    const opening = openingOf(key, place)
    const commitment = commitmentOf(place, digest(toBytes('0x000100000001')), opening)
    expect(opens({ ...place, commitment }, { answer: '0x000100000002', opening })).toBe(false)
    for (const other of [{ panel: place.panel + 1 }, { beaconRound: ROUND + 1 }, { revision: place.revision + 1 }]) {
      expect(opens({ ...place, ...other, commitment }, { answer: '0x000100000001', opening })).toBe(false)
    }
  })
  dearLaw(
    'a flipped bit of a sealed ballot never opens',
    hexOf(32),
    places,
    answers,
    fc.nat({ max: 8 * sealedBytes(6) - 1 }),
    (key, place, answer, bit) => {
      const ballot = sealBallot(LOCAL_BEACON, key, place, answer, 6)
      const sealed = toHex(turnBit(toBytes(ballot.sealed), bit))
      expect(unsealBallot({ ...ballot, sealed }, beaconSignature(ROUND))).toBeUndefined()
    },
  )
  law('bytes of any other length are refused before R', fc.uint8Array({ maxLength: 300 }), (bytes) => {
    fc.pre(bytes.length !== sealedBytes(6))
    expect(mayOpen(toHex(bytes), 6)).toBe(false)
  })
  test('an answer longer than the padding is an error', () => {
    const place = {
      disputeKey: digest(),
      panel: 0,
      juror: `0x${'11'.repeat(20)}` as const,
      beaconRound: 1,
      revision: 1,
    }
    expect(() => sealBallot(LOCAL_BEACON, digest(), place, '0x00010000000000', 6)).toThrow('at most 6 bytes')
  })
  dearLaw(
    'a sealed ballot’s length says nothing of its answer',
    hexOf(32),
    places,
    answers,
    answers,
    (key, place, a, b) => {
      const lengths = [a, b].map((answer) => sealBallot(LOCAL_BEACON, key, place, answer, 6).sealed.length)
      expect(lengths[0]).toBe(lengths[1])
    },
  )
})

describe('which of two ballots counts', () => {
  const ballots = fc.record({ revision: fc.nat({ max: 3 }), commitment: digests })
  law('the order of arrival never matters', fc.array(ballots, { minLength: 1, maxLength: 8 }), (filed) => {
    const best = (some: typeof filed) => some.reduce((a, b) => (supersedes(b, a) ? b : a))
    expect(best(filed.toReversed())).toEqual(best(filed))
  })
  law('the highest revision counts, of equal ones the smaller commitment', ballots, ballots, (a, b) => {
    fc.pre(a.commitment !== b.commitment)
    expect(supersedes(a, b)).toBe(!supersedes(b, a))
    if (a.revision > b.revision) expect(supersedes(a, b)).toBe(true)
    if (a.revision === b.revision && a.commitment < b.commitment) expect(supersedes(a, b)).toBe(true)
  })
})

/** The law's bytes against the vectors: dockets, gazettes, policies, answers, leaves, tallies. */
import { describe, expect, test } from 'vitest'
import { commitBodyHash, entriesTree, entryHash, firstHead } from '#law/docket'
import type { Bodies, Line } from '#law/filing'
import { gazetteWord, headLeaf, headsTree, sortHeads } from '#law/gazette'
import { ladder, priceOf } from '#law/ladder'
import { decodeTerms, encodeTerms, type Terms } from '#law/policy'
import { leadingChoices, settle } from '#law/purse/coherent'
import { penaltyDown } from '#law/purse/penalty'
import { refunds } from '#law/purse/sides'
import { answerHash, BLANK, decodeChoices, encodeChoices } from '#law/question/choice'
import { type Count, hasQuorum, plurality } from '#law/tally/plurality'
import {
  BALLOT_STATES,
  type BallotLeaf,
  ballotsTree,
  leafHash,
  outcomeOf,
  runTally,
  type Seat,
  tallyHash,
} from '#law/verdict'
import { bytes32 } from '#primitives/abi'
import { type Address, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { jsonHash } from '#primitives/json'
import { rootFromPath } from '#primitives/merkle'
import { pieces, type Row, vectors } from '../support/vectors.ts'

const countOf = (row: Row): Count => ({
  choices: row.seatsPerChoice.map(Number),
  absent: Number(row.absent),
  recused: Number(row.recused),
  unopened: Number(row.unopened),
})

describe('dockets', () => {
  test.each(vectors('docket').dockets!)(
    'entries, heads and root of docket $disputeKey',
    ({ disputeKey, entries, entriesRoot, head0, head }) => {
      expect(firstHead(disputeKey)).toBe(head0)
      const ballots = new Map(vectors('ballot').ballots!.map((row) => [row.structHash, row]))
      let before = head0
      const chained = entries.map((row: Row) => {
        const ballot = ballots.get(row.commitHash)
        const body = (row.kind === 'commit' ? { ...ballot, vouchedAt: null } : JSON.parse(row.body)) as Bodies['commit']
        const line = { kind: row.kind, acceptedAt: Number(row.acceptedAt), body } as Line
        expect(row.kind === 'commit' ? commitBodyHash(disputeKey, body) : jsonHash(body)).toBe(row.bodyHash)
        expect(entryHash(disputeKey, Number(row.number), line)).toBe(row.entryHash)
        before = digest(bytes32(before), bytes32(row.entryHash))
        expect(before).toBe(row.head)
        expect(rootFromPath(row.leaf, Number(row.number) - 1, pieces(row.path, 32))).toBe(entriesRoot)
        return { number: Number(row.number), hash: row.entryHash, head: row.head }
      })
      expect(before).toBe(head)
      expect(entriesTree(chained).root).toBe(entriesRoot)
    },
  )
})

describe('gazettes', () => {
  test('leaves, roots, paths and the contract’s word are those of the vectors', () => {
    for (const row of vectors('gazette').gazettes!) {
      const heads = row.heads.map((head: Row) => ({ ...head, number: Number(head.number) }))
      const tree = headsTree(sortHeads(heads.toReversed()))
      expect(tree.root).toBe(row.headsRoot)
      row.heads.forEach((head: Row, i: number) => {
        expect(headLeaf(heads[i])).toBe(head.leaf)
        expect(tree.path(i)).toEqual(pieces(head.path, 32))
      })
      if (Number(row.serial) > Number.MAX_SAFE_INTEGER) continue // above what the operator hands out
      const gazette = {
        serial: Number(row.serial),
        epoch: Number(row.epoch),
        rollsRoot: row.rollsRoot,
        headsRoot: row.headsRoot,
      }
      expect(gazetteWord(gazette, Number(row.blockTime))).toBe(row.slot)
    }
  })
  test('a dispute stands once in a gazette', () => {
    const head = vectors('gazette').gazettes![0]!.heads[0]
    expect(() => sortHeads([head, head])).toThrow('once')
  })
})

describe('policies', () => {
  test('terms are encoded, and come back, as in the vectors', () => {
    for (const row of vectors('policy').terms!) {
      const wide = new Set([
        'minStake',
        'seatStake',
        'feePerSeat',
        'deliveryFee',
        'tokenFeePerSeat',
        'tokenDeliveryFee',
      ])
      const terms = Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'boolean' || name === 'personRegistry'
            ? value
            : wide.has(name)
              ? BigInt(value)
              : Number(value),
        ]),
      ) as unknown as Terms
      expect(encodeTerms(terms)).toBe(row.encoded)
      const { encoded, termsHash, ...members } = terms as Terms & Row
      expect(decodeTerms(row.encoded)).toEqual(members)
      expect(digest(bytes32(`0x${row.encoded.slice(2, 66)}`), ...pieces(row.encoded, 32).slice(1).map(bytes32))).toBe(
        row.termsHash,
      )
    }
  })
  test('terms with a dirty word are refused', () => {
    const { encoded } = vectors('policy').terms![0]!
    expect(() => decodeTerms(`${encoded.slice(0, 2)}ff${encoded.slice(4)}` as never)).toThrow()
    expect(() => decodeTerms(encoded.slice(0, -2))).toThrow()
  })
  test('policies and questions are hashed as in the vectors', () => {
    for (const row of vectors('policy').policies!) expect(jsonHash(JSON.parse(row.canonical))).toBe(row.policyHash)
    for (const row of vectors('policy').questions!) expect(digest(utf8(row.canonical))).toBe(row.questionHash)
  })
})

describe('answers', () => {
  test('choices are encoded, hashed and read back as in the vectors', () => {
    for (const row of vectors('answer').choices!) {
      const items = row.items.map(Number)
      expect(encodeChoices(items)).toBe(row.answer)
      expect(answerHash(row.answer)).toBe(row.answerHash)
      expect(decodeChoices({ space: 'choice', items: items.length, choices: 255 }, row.answer)).toEqual(items)
    }
    for (const row of vectors('answer').outcomes!) expect(outcomeOf(Number(row.ruling))).toBe(row.outcome)
  })
  test('an answer to another question, or beyond its choices, is no answer', () => {
    const question = { space: 'choice' as const, items: 1, choices: 2 }
    expect(decodeChoices(question, '0x000100000003')).toBeUndefined()
    expect(decodeChoices(question, '0x00020000000100000001')).toBeUndefined()
    expect(decodeChoices(question, '0x00010000000100')).toBeUndefined()
    expect(decodeChoices(question, '0x')).toBeUndefined()
    expect(decodeChoices(question, '0x0001ffffffff')).toEqual([BLANK])
  })
})

/** The seats of a panel's rows, as they are before the tally runs over them. */
const seatOf = (row: Row): Seat => ({
  panel: Number(row.panel),
  i: Number(row.i),
  number: Number(row.jurorNumber),
  juror: row.juror,
  weight: BigInt(row.weight),
  held: Number(row.held),
  prev: Number(row.prev),
  state: BALLOT_STATES[Number(row.state)]!,
  revision: Number(row.revision),
  opening: row.opening,
  answerHash: row.answerHash,
  choice: Number(row.choice),
  commitment: row.commitment,
  entryHash: row.entryHash,
})

describe('leaves and tallies', () => {
  test.each(vectors('ballot').panels!)('every leaf, the running tally and the root of the panel “$name”', (panel) => {
    const seats = panel.rows.map(seatOf)
    const leaves: BallotLeaf[] = runTally(seats, Number(panel.choices))
    leaves.forEach((leaf, i) => {
      expect(tallyHash(leaf.count)).toBe(panel.rows[i].tally)
      expect(leafHash(leaf)).toBe(panel.rows[i].leaf)
    })
    expect(ballotsTree(leaves).root).toBe(panel.ballotsRoot)
    expect(leaves.at(-1)!.count).toEqual(countOf(panel))
    expect(plurality(leaves.at(-1)!.count)).toEqual({ choice: Number(panel.ruling), tied: panel.tied })
  })
  test.each(vectors('ballot').redrawn!)('both sittings of a redrawn panel stand under one root: $name', (panel) => {
    const seats: Seat[] = panel.rows.map(seatOf)
    const sittings = [Number(panel.panel) - 1, Number(panel.panel)]
    const leaves = sittings.flatMap((sat) =>
      runTally(
        seats.filter((seat) => seat.panel === sat),
        Number(panel.choices),
      ),
    )
    expect(leaves.map(leafHash)).toEqual(panel.rows.map((row: Row) => row.leaf))
    expect(ballotsTree(leaves).root).toBe(panel.ballotsRoot)
    expect(leaves.length).toBe(Number(panel.draws))
  })
  test('plurality, quorum and tally hashes are those of the vectors', () => {
    for (const row of vectors('tally').tallies!) {
      expect(plurality(countOf(row))).toEqual({ choice: Number(row.choice), tied: row.tied })
      expect(hasQuorum(countOf(row), Number(row.seats))).toBe(row.quorum)
      expect(tallyHash(countOf(row))).toBe(row.tally)
    }
    for (const row of vectors('ballot').tallies!) expect(tallyHash(countOf(row))).toBe(row.tally)
  })
})

describe('money', () => {
  const account = (row: Row, amounts: ReadonlyMap<string, bigint>) =>
    row.accounts.map((who: string) => String(amounts.get(who) ?? 0n))
  const courtOf = (row: Row) => ({
    terms: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, BigInt(value)])) as never,
  })

  test.each(vectors('payments').disputes!)('who pays and who is paid: $name', (row) => {
    const panels = row.panels.map((panel: Row) => ({
      panel: Number(panel.panel),
      seats: Number(panel.seats),
      feePerSeat: BigInt(panel.feePerSeat),
      deliveryFee: BigInt(panel.deliveryFee),
      seatStake: BigInt(panel.seatStake),
      penaltyBps: Number(panel.penaltyBps),
      deliverer: panel.deliverer,
      leaves: panel.jurors.map((juror: Address, i: number) => ({
        panel: Number(panel.sittings[i]),
        juror,
        state: BALLOT_STATES[Number(panel.states[i])]!,
        choice: Number(panel.choices[i]),
      })),
    }))
    const paid = settle({
      ruling: Number(row.ruling),
      tied: row.tied,
      inToken: row.inToken,
      opener: row.opener,
      forfeited: BigInt(row.forfeited),
      holds: (juror) => BigInt(row.holds[row.accounts.indexOf(juror)]),
      panels,
    })
    expect(account(row, paid.debits)).toEqual(row.debits)
    expect(account(row, paid.tokens)).toEqual(row.tokens)
    expect(account(row, paid.wei)).toEqual(row.wei)
    expect([paid.tokenPot, paid.feePot, paid.coherentSeats].map(String)).toEqual([
      row.tokenPot,
      row.feePot,
      row.coherent,
    ])
    expect(paid.panels.map(({ earningSeats, feeShare }) => [String(earningSeats), String(feeShare)])).toEqual(
      row.panels.map(({ earning, feeShare }: Row) => [earning, feeShare]),
    )
    expect(leadingChoices(panels[0]).sort().map(String)).toEqual(row.leading)
  })
  test('what a seat costs in each state', () => {
    for (const { state, coherent, seatStake, penaltyBps, amount } of vectors('payments').penalties!) {
      const price = { seatStake: BigInt(seatStake), penaltyBps: Number(penaltyBps) }
      expect(String(penaltyDown(BALLOT_STATES[Number(state)]!, coherent, price))).toBe(amount)
    }
  })
  test.each(vectors('payments').ladders!)('where appeals lead and what they cost: $name', (row) => {
    const [own, ...above] = row.courts.map(courtOf)
    const line = [{ terms: { ...own.terms, appeals: Number(row.appeals) } }, ...above]
    const rungs = ladder(line as never, Number(row.seats)).slice(1)
    const spelled = rungs.map((rung) => {
      const [wei, token] = [priceOf(rung, 'wei'), priceOf(rung, 'token')]
      return {
        court: String(rung.step),
        seats: String(rung.seats),
        ...Object.fromEntries(Object.entries(wei).map(([name, amount]) => [`${name}InWei`, String(amount)])),
        ...Object.fromEntries(Object.entries(token).map(([name, amount]) => [`${name}InToken`, String(amount)])),
      }
    })
    expect(spelled).toEqual(row.steps)
  })
  test.each(vectors('payments').contributions!)('what contributors take back: $name', (row) => {
    const given = { against: row.against.map(BigInt), for: row.for.map(BigInt) }
    const outcome = row.finished ? (row.overturned ? 'overturned' : 'upheld') : 'unfinished'
    const back = refunds(BigInt(row.cost), given, outcome)
    expect({ against: back.against.map(String), for: back.for.map(String), forfeited: String(back.forfeited) }).toEqual(
      {
        against: row.backAgainst,
        for: row.backFor,
        forfeited: row.forfeited,
      },
    )
  })
})

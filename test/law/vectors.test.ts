/** The law's bytes against the vectors: dockets, gazettes, policies, answers, leaves, tallies. */
import { describe, expect, test } from 'vitest'
import { commitBodyHash, entriesTree, entryHash, firstHead } from '#law/docket'
import type { Bodies, Line } from '#law/filing'
import { gazetteWord, headLeaf, headsTree, sortHeads } from '#law/gazette'
import { decodeTerms, encodeTerms, type Terms } from '#law/policy'
import { answerHash, BLANK, decodeChoices, encodeChoices } from '#law/question/choice'
import { type Count, hasQuorum, plurality } from '#law/tally/plurality'
import { BALLOT_STATES, type BallotLeaf, ballotsTree, leafHash, outcomeOf, runTally, tallyHash } from '#law/verdict'
import { bytes32 } from '#primitives/abi'
import { utf8 } from '#primitives/bytes'
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
      const wide = new Set(['minStake', 'seatStake', 'feePerSeat', 'deliveryFee'])
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

describe('leaves and tallies', () => {
  test.each(vectors('ballot').panels!)('every leaf, the running tally and the root of the panel “$name”', (panel) => {
    const seats = panel.rows.map((row: Row) => ({
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
      signatureHash: row.signatureHash,
    }))
    const leaves: BallotLeaf[] = runTally(seats, Number(panel.choices))
    leaves.forEach((leaf, i) => {
      expect(tallyHash(leaf.count)).toBe(panel.rows[i].tally)
      expect(leafHash(leaf)).toBe(panel.rows[i].leaf)
    })
    expect(ballotsTree(leaves).root).toBe(panel.ballotsRoot)
    expect(leaves.at(-1)!.count).toEqual(countOf(panel))
    expect(plurality(leaves.at(-1)!.count)).toEqual({ choice: Number(panel.ruling), tied: panel.tied })
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

/** The gallery's rows, worked out by the law alone: what bin/gallery.ts shows through the API of a running Worker. */
import { expect, test } from 'vitest'
import { courtOf } from '#law/court'
import { PRESETS } from '#law/presets/presets'
import { readLaw } from '#law/question/posed'
import { encodeAnswer, saidBy } from '#law/question/question'
import { balanceOf, type Panel, unheardUnder, wordOf } from '#law/word'
import type { Address, Digest } from '#primitives/bytes'
import { stated } from '../../bin/world/brought.ts'
import { expectedOf, FEE, ROWS, type Row, type Sat, saysIn, seatsIn } from '../../bin/world/rows.ts'

const NOWHERE: Digest = `0x${'00'.repeat(32)}`
const SEED: Digest = `0x${'5e'.repeat(32)}`
const addressOf = (place: number): Address => `0x${String(place).padStart(40, '0')}`
const PARTIES = Array.from({ length: 20 }, (_, n) => addressOf(900 + n))

function hear(row: Row, change: Partial<Panel> = {}) {
  const { court, block = {}, controls, resolvedBy, brings = {}, after = [] } = row
  const seats = seatsIn(row)
  // Three of them stay at home.
  const everybody = Array.from({ length: seats + 3 }, (_, n) => addressOf(n))
  const sat: Sat = {
    sits: Array.from({ length: seats }, (_, place) => (place < 2 ? place : place + 2)),
    elapsed: Array.from({ length: seats }, (_, place) => after[place] ?? 5),
  }
  const pin = { under: { court: NOWHERE, version: '1', policyHash: NOWHERE }, policy: PRESETS[court]!, asked: block }
  const { question } = readLaw(pin)
  const law = {
    ...pin,
    ...(controls ? { controls: NOWHERE } : {}),
    ...(resolvedBy ? { resolvedBy: NOWHERE } : {}),
    stated: stated(brings, question, everybody, PARTIES, 1e6),
  }
  const jurors = saysIn(row, sat.sits).map((said, place) => ({
    juror: addressOf(sat.sits[place]!),
    seats: 1,
    elapsedSeconds: sat.elapsed[place]!,
    ...(said ? { answer: encodeAnswer(question, said) } : {}),
  }))
  const sealed = controls && Array.from({ length: question.items }, (_, i) => controls.said[controls.items.indexOf(i)])
  const truth = sealed ?? resolvedBy?.said
  const panel = { asker: addressOf(99), jurors, seats, feePerSeat: FEE, quorum: true, openedAt: 0, endedAt: 1 }
  const heard = { law, truth, ...panel, randomness: SEED, ...change }
  const word = wordOf(heard)
  const found = word.findings.map(({ answer }) => (answer === null ? null : saidBy(question.space, answer)!))
  return { word, found, law, seats, sat, jurors: heard.jurors }
}

test.each(ROWS.filter(({ tokens, list }) => !tokens && !list).map((row) => [row.court, row] as const))(
  '%s may be asked, and comes to the numbers of its row',
  (_, row) => {
    const { word, found, law, seats, sat } = hear(row)
    const court = courtOf(law.policy)
    expect(court.ok && unheardUnder(law, court.value, seats)).toBe(undefined)
    const paid = new Map(word.payments.map(({ account, change }) => [account, change]))
    const expected = expectedOf(row, sat)
    const { parties = [], trace } = expected
    expect(found.map((said) => row.seen?.(said) ?? said)).toEqual(expected.found)
    expect(word.scores.map(({ score }) => (score === null ? null : Number(score)))).toEqual(expected.scores)
    expect(sat.sits.map((n) => BigInt(paid.get(addressOf(n)) ?? 0))).toEqual(expected.jurors)
    expect(parties.map((_, n) => BigInt(paid.get(PARTIES[n]!) ?? 0))).toEqual(parties)
    expect(BigInt(paid.get('opener') ?? 0)).toBe(expected.opener)
    expect(BigInt(paid.get('burned') ?? 0)).toBe(expected.burned ?? 0n)
    expect(balanceOf(word)).toBe(0n)
    for (const [i, value] of (trace?.values ?? []).entries())
      expect(Math.abs(Number(word.findings[i]!.trace[trace!.name]) / 1e9 - value)).toBeLessThanOrEqual(trace!.within)
  },
)

test.each(ROWS.filter(({ tokens, list }) => !tokens && !list).map((row) => [row.court, row] as const))(
  '%s scores nobody by a truth that never came out, and pays one who sat alone for one seat',
  (_, row) => {
    const { jurors } = hear(row)
    const sums = (change: Partial<Panel>) => {
      const { word } = hear(row, change)
      expect(word.ladder).not.toBe('a rule of the policy failed')
      expect(balanceOf(word)).toBe(0n)
      return { word, paid: new Map(word.payments.map(({ account, change }) => [account, BigInt(change)])) }
    }
    const untold = sums({ untold: 'it never came out' })
    const answered = jurors.filter(({ answer }) => answer)
    expect(untold.word.scores.every(({ score }) => score === null)).toBe(true)
    // Whom the policy doesn't admit sits in vain, and isn't paid.
    expect(new Set(answered.flatMap(({ juror }) => untold.paid.get(juror) ?? [])).size).toBe(1)

    const [first] = answered
    const lone = sums({ jurors: [first!], alone: true })
    expect(lone.paid.get(first!.juror) ?? 0n).toBeLessThanOrEqual(FEE)
    expect(lone.paid.get('opener') ?? 0n).toBeGreaterThanOrEqual(BigInt(seatsIn(row) - 1) * FEE)
  },
)

/** The gallery's rows, worked out by the law alone: what bin/gallery.ts shows through the API of a running Worker. */
import { expect, test } from 'vitest'
import { PRESETS } from '#law/presets/presets'
import { readLaw } from '#law/question/posed'
import { encodeAnswer, saidBy } from '#law/question/question'
import { balanceOf, wordOf } from '#law/word'
import type { Address, Digest } from '#primitives/bytes'
import { FEE, ROWS, type Row } from '../../bin/world/rows.ts'

const NOWHERE: Digest = `0x${'00'.repeat(32)}`
const addressOf = (place: number): Address => `0x${String(place).padStart(40, '0')}`

function hear({ court, block = {}, says, controls }: Row) {
  const law = { under: { court: NOWHERE, version: '1', policyHash: NOWHERE }, policy: PRESETS[court]!, asked: block }
  const { question } = readLaw(law)
  const jurors = says.map((said, place) => ({
    juror: addressOf(place),
    seats: 1,
    ...(said ? { answer: encodeAnswer(question, said) } : {}),
  }))
  const truth = Array.from({ length: question.items }, (_, i) => controls?.said[controls.items.indexOf(i)])
  const opened = controls ? { law: { ...law, controls: NOWHERE }, truth } : { law }
  const panel = {
    asker: addressOf(99),
    jurors,
    seats: says.length,
    feePerSeat: FEE,
    quorum: true,
    openedAt: 0,
    endedAt: 1,
  }
  const word = wordOf({ ...opened, ...panel, randomness: undefined })
  const found = word.findings.map(({ answer }) => (answer === null ? null : saidBy(question.space, answer)))
  return { word, found }
}

test.each(ROWS.filter(({ tokens }) => !tokens).map((row) => [row.court, row] as const))(
  '%s comes to the numbers of its row',
  (_, row) => {
    const { word, found } = hear(row)
    const paid = new Map(word.payments.map(({ account, change }) => [account, change]))
    const { expected } = row
    expect(found).toEqual(expected.found)
    expect(word.scores.map(({ score }) => (score === null ? null : Number(score)))).toEqual(expected.scores)
    expect(row.says.map((_, place) => BigInt(paid.get(addressOf(place)) ?? 0))).toEqual(expected.jurors)
    expect(BigInt(paid.get('opener') ?? 0)).toBe(expected.opener)
    expect(BigInt(paid.get('burned') ?? 0)).toBe(expected.burned ?? 0n)
    expect(balanceOf(word)).toBe(0n)
  },
)

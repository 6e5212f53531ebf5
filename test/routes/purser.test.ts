/** Purser: many final rulings in one transaction, none held up by another, and debts folded one by one. */
import { expect, test } from 'vitest'
import { type Effect, effect } from '#law/effects'
import type { Call, ChainDispute, LeasedEffect, Ports } from '#ports'
import type { Address } from '#primitives/bytes'
import { fold, settleTogether } from '#src/purser'
import { type Heard, hearing } from '../support/hearing.ts'

const NOW = 2_000_000_000
const three = [1, 2, 3].map((disputeId) => hearing({ disputeId, deed: (i) => ({ does: 'vote', choice: 1 + (i % 2) }) }))
const leased = ({ dispute }: Heard, kind: Effect['kind']): LeasedEffect => ({
  ...effect(dispute.key, kind, 0, NOW),
  attempts: 1,
  lease: 'mine',
})

/** A court with these dockets, on a chain that settles unless it is told not to. */
function courtOf(hearings: readonly Heard[], { refuses = [] as bigint[], debtors = [] as Address[] } = {}) {
  const settled = new Set<bigint>()
  const sent: Call[] = []
  const added: Effect[] = []
  const owing = new Set(debtors)
  const ports = {
    docket: { load: async (key: string) => hearings.find(({ dispute }) => dispute.key === key)?.entries ?? [] },
    chain: {
      dispute: async (id: bigint) => ({ isFinal: true, isSettled: settled.has(id) }) as ChainDispute,
      appeal: async () => ({ against: 0n, for: 0n, isMade: false, isContested: false }),
      debtors: async (asked: readonly Address[]) => asked.filter((each) => owing.has(each)),
    },
    outbox: { add: async (effects: readonly Effect[]) => void added.push(...effects) },
    teller: {
      send: async (_: string, call: Call) => {
        if (call.kind === 'settle' && call.cases.some(({ disputeId }) => refuses.includes(disputeId)))
          return { reverted: 'WrongBallots' }
        sent.push(call)
        if (call.kind === 'settle') for (const { disputeId } of call.cases) settled.add(disputeId)
        if (call.kind === 'fold') owing.delete(call.juror)
        return 'confirmed'
      },
    },
  } as unknown as Ports
  return { ports, sent, added }
}

test('rulings that are due together are settled in one transaction, and their debts folded afterwards', async () => {
  const { ports, sent, added } = courtOf(three)
  const effects = three.map((each) => leased(each, 'settle'))
  expect((await settleTogether(ports, effects, NOW)).map(({ kind }) => kind)).toEqual(['again', 'again', 'again'])
  expect(sent.map((call) => call.kind === 'settle' && call.cases.map(({ disputeId }) => disputeId))).toEqual([
    [1n, 2n, 3n],
  ])
  expect((await settleTogether(ports, effects, NOW + 4)).map(({ kind }) => kind)).toEqual(['done', 'done', 'done'])
  expect(added.map(({ kind }) => kind)).toEqual(['fold', 'fold', 'fold'])
  expect(sent).toHaveLength(1)
})

test('one that the contract doesn’t take holds up none of the others', async () => {
  const { ports, sent } = courtOf(three, { refuses: [2n] })
  const outcomes = await settleTogether(
    ports,
    three.map((each) => leased(each, 'settle')),
    NOW,
  )
  expect(sent.flatMap((call) => (call.kind === 'settle' ? call.cases : [])).map(({ disputeId }) => disputeId)).toEqual([
    1n,
    3n,
  ])
  expect(outcomes[1]).toMatchObject({ kind: 'again', why: expect.stringContaining('WrongBallots') })
})

test('a dispute that somebody else settled first costs nothing more', async () => {
  const { ports, sent } = courtOf(three)
  await settleTogether(ports, [leased(three[0]!, 'settle')], NOW)
  await settleTogether(
    ports,
    three.map((each) => leased(each, 'settle')),
    NOW,
  )
  expect(sent.map((call) => call.kind === 'settle' && call.cases.length)).toEqual([1, 2])
})

test('debts are folded of those alone who owe, until nobody does', async () => {
  const [heard] = three as [Heard, ...Heard[]]
  const wrong = heard.transcript.sittings[0]!.leaves.filter(({ choice }) => choice !== heard.transcript.verdict.ruling)
  const debtors = [...new Set(wrong.map(({ juror }) => juror))]
  const { ports, sent } = courtOf(three, { debtors })
  for (let rounds = 0; rounds <= debtors.length; rounds++) {
    const outcome = await fold(ports, leased(heard, 'fold'), NOW + rounds)
    expect(outcome.kind).toBe(rounds < debtors.length ? 'again' : 'done')
  }
  expect(sent.flatMap((call) => (call.kind === 'fold' ? [call.juror] : []))).toEqual(debtors)
})

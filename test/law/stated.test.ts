/** Facts that are stated with a question, and tickets: what may be said, and what nobody gets past the door. */
import { describe, expect, test } from 'vitest'
import { pay } from '#jurors/ticket'
import { faultInAsk, mayAsk, priceOf } from '#law/ask'
import { type CourtPolicy, courtOf } from '#law/court'
import { decide } from '#law/decide'
import { record, replay } from '#law/dispute'
import type { Filing, Question } from '#law/filing'
import { decodeTerms, policyHash } from '#law/policy'
import { PRESETS } from '#law/presets/presets'
import { encodeAnswer } from '#law/question/question'
import type { Said } from '#law/question/space'
import { bondWords, type Stated, type StatedBond } from '#law/question/stated'
import { spellTranscript } from '#law/transcript'
import { verify } from '#law/verify'
import { wordOf } from '#law/word'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { addressOf, signDigest, spokenDigest } from '#primitives/signature'
import { asking, hearing, opening } from '../support/hearing.ts'
import { COURT, must } from '../support/posed.ts'

const KEYS: readonly Hex[] = [1, 2].map((n) => `0x${String(n).padStart(64, '0')}` as const)
const PARTIES = KEYS.map(addressOf)
const BOND = 10n ** 18n
const [FROM, UNTIL] = [1_000, 1_000 + 7200]

function asked(policy: CourtPolicy, seats: number, asks: Record<string, number>, stated: Stated) {
  const { hash } = must(courtOf(policy))
  const question: Question = {
    under: { court: COURT, version: '1', policyHash: hash },
    asked: asks,
    stated,
    title: 'Which?',
  }
  return asking({ seats, asks: { question, ask: (ask) => ({ ...ask, policy }) } })
}
const answerIn = (policy: CourtPolicy, said: Said, asks = {}): Hex => {
  const question = must(courtOf(policy)).question(asks)
  if (typeof question === 'string') throw new Error(question)
  return encodeAnswer(question, [said])
}

describe('bonds', () => {
  const policy = PRESETS.optimistic!
  const bond = (party: number, choice: number, more: Partial<StatedBond> = {}): StatedBond => ({
    by: PARTIES[party]!,
    answer: answerIn(policy, choice),
    amount: String(BOND),
    at: String(FROM + party),
    signature: `0x${'00'.repeat(65)}`,
    ...more,
  })
  /** An ask whose bonds are signed by these keys. */
  function bonded(bonds: readonly StatedBond[], keys: readonly Hex[] = KEYS, change: Partial<StatedBond> = {}) {
    const { open, question } = asked(policy, 3, {}, { bonds })
    const signed = bonds.map((one, i) => ({
      ...one,
      signature: signDigest(
        spokenDigest(bondWords(open, question as { title: string; stated: Stated }, one)),
        keys[i]!,
      ),
      ...change,
    }))
    return asked(policy, 3, {}, { bonds: signed })
  }
  const refused = (bonds: readonly StatedBond[]) => faultInAsk(asked(policy, 3, {}, { bonds }), UNTIL)

  test('of two sides in time bring a panel together', () => {
    expect(faultInAsk(bonded([bond(0, 1), bond(1, 2)]), UNTIL)).toBeUndefined()
  })

  test.each([
    ['one that nobody challenged', [bond(0, 1)], /it would wait/],
    ['a challenge after the window', [bond(0, 1), bond(1, 2, { at: String(FROM + 7200) })], /nobody challenged it/],
    ['two on one side', [bond(0, 1), bond(1, 1)], /it would wait|one for each side/],
    ['one of less than the policy says', [bond(0, 1), bond(1, 2, { amount: '1' })], /such as the ladder counts/],
    ['out of order', [bond(1, 1), bond(0, 2)], /order/],
    ['for an answer that isn’t one', [bond(0, 1), bond(1, 2, { answer: '0x0001' })], /expected answers/],
    ['three of two sides', [bond(0, 1), bond(1, 2), bond(1, 2)], /one for each side/],
  ])('%s are refused', (_, bonds, reason) => {
    expect(refused(bonds)).toMatchObject({ code: 'MalformedQuestion', reason: expect.stringMatching(reason) })
  })

  test('that the party didn’t sign, or signed for another dispute, are refused with its name', () => {
    const forged = { code: 'BadSignature', juror: PARTIES[1] }
    expect(faultInAsk(bonded([bond(0, 1), bond(1, 2)], [KEYS[0]!, KEYS[0]!]), UNTIL)).toEqual(forged)
    const { open, question } = bonded([bond(0, 1), bond(1, 2)])
    const other = asked(policy, 3, {}, (question as { stated: Stated }).stated)
    expect(
      faultInAsk({ ...other, open: { ...other.open, nonce: String(Number(open.nonce) + 1) } }, UNTIL),
    ).toMatchObject({
      code: 'BadSignature',
    })
  })

  test('put up in the future are refused', () => {
    const ask = bonded([bond(0, 1), bond(1, 2)])
    const { policy: law } = opening({ seats: 3 })
    const court = { court: 1, policyHash: policyHash(law), terms: decodeTerms(law.terms) }
    const standing = { court, freeCredit: priceOf(ask.open, court.terms) }
    expect(mayAsk({ kind: 'ask', body: ask }, standing, FROM)).toMatchObject({
      refusal: { code: 'MalformedQuestion', reason: expect.stringContaining('stated.bonds') },
    })
    expect(mayAsk({ kind: 'ask', body: ask }, standing, UNTIL).ok).toBe(true)
  })
})

describe('what is stated', () => {
  const spots = (...norths: number[]) =>
    norths.map((north, n) => ({
      name: `m${n}`,
      answer: answerIn(PRESETS.hivemapper!, { north, east: 0, heading: 0 }),
    }))
  const standings = [{ juror: PARTIES[0]!, asked: 4, done: 4, mean: '0.9', streak: 0 }]
  const fault = (policy: CourtPolicy, seats: number, asks: Record<string, number>, stated: object) =>
    faultInAsk(asked(policy, seats, asks, stated), UNTIL)

  test('by machines that agree leaves nothing to ask, and nobody to pay', () => {
    const agree = { machines: spots(1, 1, 1), standings }
    expect(fault(PRESETS.hivemapper!, 5, {}, agree)).toMatchObject({
      reason: expect.stringContaining('the machines agreed'),
    })
    expect(fault(PRESETS.hivemapper!, 5, {}, { machines: spots(1, 1, 9e7), standings })).toBeUndefined()
  })

  test.each([
    ['that no rule looks at', PRESETS.mapillary!, 3, {}, { prize: '5' }, /stated.prize: expected none/],
    ['that nobody knows', PRESETS.mapillary!, 3, {}, { rumours: [] }, /rumours/],
    ['of a juror twice', PRESETS.folding!, 3, {}, { standings: [...standings, ...standings] }, /once/],
    ['of more done than asked', PRESETS.folding!, 3, {}, { standings: [{ ...standings[0]!, done: 5 }] }, /at most 4/],
    [
      'for too few items',
      PRESETS.code4rena!,
      3,
      { items: 2 },
      { entries: [{ by: PARTIES[0]!, group: 'a' }], prize: '1' },
      /2 items/,
    ],
    ['without the prize', PRESETS.code4rena!, 3, {}, { entries: [{ by: PARTIES[0]!, group: 'a' }] }, /prize/],
    ['in a spelling of its own', PRESETS.boinc!, 3, {}, { worth: [{ juror: PARTIES[0]!, amount: '01' }] }, /worth/],
  ])('%s is refused', (_, policy, seats, asks, stated, reason) => {
    expect(fault(policy, seats, asks, stated)).toMatchObject({
      code: 'MalformedQuestion',
      reason: expect.stringMatching(reason),
    })
  })

  test('of who brought an item keeps that one’s own ballot from counting, and a newcomer’s out of the account', () => {
    const [author, newcomer, ...known] = [1, 2, 3, 4].map((n): Address => `0x${String(n).padStart(40, '0')}`)
    const policy = PRESETS.code4rena!
    const answer = (labels: number[]) => answerIn(policy, labels)
    const record = [author!, ...known].map((juror) => ({ juror, asked: 3, done: 3, mean: '1', streak: 0 }))
    const word = wordOf({
      law: {
        under: { court: COURT, version: '1', policyHash: COURT },
        policy,
        asked: {},
        stated: { entries: [{ by: author!, group: 'a' }], prize: '1000', standings: record },
      },
      asker: `0x${'aa'.repeat(20)}`,
      jurors: [
        { juror: author!, seats: 1, answer: answer([0, 1]) },
        { juror: newcomer!, seats: 1, answer: answer([0, 1]) },
        ...known.map((juror) => ({ juror, seats: 1, answer: answer([0, 2]) })),
      ],
      seats: 4,
      feePerSeat: 30n,
      quorum: true,
      openedAt: 0,
      endedAt: 1,
      randomness: undefined,
    })
    expect(word.findings.map(({ answer }) => answer)).toEqual([`0x${answer([0, 2]).slice(6)}`])
    expect(word.scores.map(({ score }) => score)).toEqual([null, null, '1000000000', '1000000000'])
    expect(word.payments.find(({ account }) => account === newcomer)).toBeUndefined()
    expect(word.payments.find(({ account }) => account === author)).toEqual({
      account: author,
      change: String(1000 + 40),
    })
  })
})

describe('a group that was found to act as one', () => {
  const policy: CourtPolicy = {
    ...PRESETS.kleros!,
    panel: { weight: 'one', groups: true },
    ladder: { rungs: 'once', seats: 5 },
  }
  const seat = (n: number): Address => `0x${String(n).padStart(40, '0')}`
  const [a, b, c, d, e] = [1, 2, 3, 4, 5].map(seat) as [Address, Address, Address, Address, Address]
  const heardWith = (groups: readonly (readonly Address[])[] | undefined, silent: readonly Address[] = []) => {
    const { hash } = must(courtOf(policy))
    return wordOf({
      law: {
        under: { court: COURT, version: '1', policyHash: hash },
        policy,
        asked: { choices: 2 },
        ...(groups ? { stated: { groups } } : {}),
      },
      asker: PARTIES[0]!,
      jurors: [a, b, c, d, e].map((juror) => ({
        juror,
        seats: 1,
        ...(silent.includes(juror)
          ? {}
          : { answer: answerIn(policy, [a, b, c].includes(juror) ? 1 : 2, { choices: 2 }) }),
      })),
      seats: 5,
      feePerSeat: 20n,
      quorum: true,
      openedAt: 0,
      endedAt: 1,
      randomness: undefined,
    })
  }
  const outcome = (word: ReturnType<typeof wordOf>) => word.findings[0]!.answer
  const one = '0x00000001'
  const two = '0x00000002'

  test('is heard once: three who vote as one don’t outvote two', () => {
    expect(outcome(heardWith(undefined))).toBe(one)
    const word = heardWith([[c, a, b]])
    expect(outcome(word)).toBe(two)
    expect(word.scores.filter(({ score }) => score === null).map(({ juror }) => juror)).toEqual([b, c])
  })

  test('is heard by the first of its members who answered', () => {
    const word = heardWith([[a, b]], [a, d])
    expect(outcome(word)).toBe(one)
    expect(word.scores.filter(({ score }) => score !== null).map(({ juror }) => juror)).toEqual([b, c, e])
  })

  test('is taken only where the policy seats groups as one, and nobody belongs to two', () => {
    const ask = (panel: CourtPolicy['panel'], groups: readonly (readonly Address[])[]) =>
      faultInAsk(asked({ ...policy, panel }, 5, { choices: 2 }, { groups }), 0)
    expect(ask(policy.panel, [[a, b]])).toBeUndefined()
    expect(ask({ weight: 'one' }, [[a, b]])).toMatchObject({
      reason: expect.stringMatching(/^stated.groups: expected none/),
    })
    expect(
      ask(policy.panel, [
        [a, b],
        [b, c],
      ]),
    ).toMatchObject({ reason: 'stated: expected each juror and machine once' })
    expect(ask(policy.panel, [[a]])).toMatchObject({ code: 'MalformedQuestion' })
  })
})

describe('a ticket', () => {
  const policy: CourtPolicy = {
    ...PRESETS['work-ticket']!,
    panel: { weight: 'one', ticket: { work: '64', target: 2 } },
    ladder: { rungs: 'once', seats: 3 },
  }
  const { hash } = must(courtOf(policy))
  const under = { court: COURT, version: '1', policyHash: hash }
  const heard = hearing({
    seats: 3,
    seatCap: 1,
    strict: true,
    jurors: 12,
    asks: { question: { under, asked: { choices: 2 }, title: 'Which?' }, ask: (ask) => ({ ...ask, policy }) },
    deed: () => ({ does: 'answer', answer: answerIn(policy, 1, { choices: 2 }) }),
  })
  const commits = heard.entries.filter((entry) => entry.kind === 'commit')
  const docketAt = (n: number) => replay(heard.entries.slice(0, commits[n]!.number - 1))!
  const filingOf = (n: number, ticket: string | undefined): Filing => {
    const { panel, beaconRound, revision, vouchedAt: _, ticket: own, ...rest } = commits[n]!.body
    const numbers = { panel: Number(panel), beaconRound: Number(beaconRound), revision: Number(revision) }
    return { kind: 'commit', ...rest, ...numbers, ...(ticket === undefined ? {} : { ticket }) }
  }
  const refusal = (n: number, ticket: string | undefined) => {
    const decided = decide(docketAt(n), filingOf(n, ticket), commits[n]!.acceptedAt)
    return decided.ok ? undefined : decided.refusal
  }

  test('stands beside the ballot, and a transcript without it is refused', () => {
    expect(commits.map(({ body }) => typeof body.ticket)).toEqual(['string', 'string', 'string'])
    expect(verify(spellTranscript(heard.transcript)).claims.filter(({ ok }) => !ok)).toEqual([])
    const { entries } = heard.transcript
    const bare = entries.map((entry) => {
      if (entry.kind !== 'commit') return entry
      const { ticket: _, ...body } = entry.body
      return { ...entry, body }
    })
    const { claims } = verify(spellTranscript({ ...heard.transcript, entries: bare as typeof entries }))
    expect(claims.some(({ ok }) => !ok)).toBe(true)
  })

  test('that is missing, or another juror’s, or another dispute’s, is refused with its price', () => {
    const { juror } = commits[0]!.body
    const wrong = { code: 'TicketUnpaid', juror, work: '64' }
    expect(refusal(0, undefined)).toEqual(wrong)
    // one that pays for the other and not for this juror
    const isOwn = (ticket: string) => refusal(0, ticket) === undefined
    const elsewhere = (key: Digest, who: Address) => {
      for (let work = 64n; ; work *= 2n) {
        const { nonce } = pay(key, who, work, 1e6)!
        if (!isOwn(String(nonce))) return String(nonce)
      }
    }
    expect(refusal(0, elsewhere(heard.dispute.key, commits[1]!.body.juror))).toEqual(wrong)
    expect(refusal(0, elsewhere(COURT, juror))).toEqual(wrong)
    expect(refusal(0, commits[0]!.body.ticket)).toBeUndefined()
  })

  test('costs more once more than the policy’s number have handed in', () => {
    expect(refusal(2, undefined)).toMatchObject({ code: 'TicketUnpaid', work: '96' })
    expect(refusal(1, undefined)).toMatchObject({ work: '64' })
  })

  test('is no ballot: what was refused leaves the docket as it was', () => {
    const docket = docketAt(0)
    decide(docket, filingOf(0, '1'), commits[0]!.acceptedAt)
    const own = must(decide(docket, filingOf(0, commits[0]!.body.ticket), commits[0]!.acceptedAt))
    expect(record(docket as typeof heard.dispute, own).entries.at(-1)!.hash).toBe(commits[0]!.hash)
  })
})

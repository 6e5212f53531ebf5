/** Disputes under the policy of a court off chain: any answer space, heard by the one state machine. Attacks by name. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import type { Draw } from '#jurors/sortition'
import { faultInAsk, mayAsk, priceOf, questionHash } from '#law/ask'
import { type CourtPolicy, courtOf } from '#law/court'
import { decide, due, nextDueAt } from '#law/decide'
import { type Case, record, replay } from '#law/dispute'
import type { Bodies, Question } from '#law/filing'
import { decodeTerms, policyHash } from '#law/policy'
import { PRESETS } from '#law/presets/presets'
import { encodeChoices } from '#law/question/choice'
import { posed, readLaw } from '#law/question/posed'
import { encodeAnswer, saidBy } from '#law/question/question'
import type { Said } from '#law/question/space'
import { strayStreak } from '#law/question/stated'
import { recordIn, streaksAt } from '#law/report/record'
import type { LastWord, Resolution } from '#law/resolution'
import { controlsHash } from '#law/score/truth'
import { spellTranscript, type Transcript } from '#law/transcript'
import { outcomeOf } from '#law/verdict'
import { verify } from '#law/verify'
import { balanceOf, type Word, wordHash, wordOf } from '#law/word'
import { randomnessOf } from '#primitives/beacon'
import { type Digest, type Hex, toBytes, utf8 } from '#primitives/bytes'
import { keccak } from '#primitives/hash'
import { tag } from '#primitives/tags'
import { configDigest, typedDigest } from '#primitives/typed'
import { ASKER, asking, attest, JURORS, opening, TERMS } from '../support/hearing.ts'
import { COURT, heard, must, SILENT } from '../support/posed.ts'

vi.setConfig({ testTimeout: 60_000 })

const hasPython = spawnSync('python3', ['--version']).status === 0
const SCALE = { min: '0', max: '1000', step: '1' }
const FEE = TERMS.feePerSeat
/** Signatures of the attestors under the last word on a dispute. */
const attestFinal = (disputeKey: Digest, { ruling, outcome, serial, set }: LastWord) => {
  const config = configDigest(seen.dispute.domain, Number(set.k), set.members)
  const statement = { disputeKey, ruling: Number(ruling), outcome, serial: Number(serial), configDigest: config }
  return attest(typedDigest(seen.dispute.domain, 'Final', statement), Number(set.k))
}
const ASKED_AT = Number(opening().facts.openedAt) - 60

const wordIn = ({ dispute }: ReturnType<typeof heard>) => dispute.sittings.at(-1)!.judged!.word!
const failing = (transcript: Transcript) =>
  verify(spellTranscript(transcript)).claims.flatMap(({ ok, name }) => (ok ? [] : [name]))
const point = (north: number): Said => ({ north, east: 85_417_000 })
const seen = heard(PRESETS.mapillary!, {}, [[point(473_769_000)], [point(473_769_300)], [point(473_869_000)]])

describe('a panel that answers under a policy', () => {
  test('is judged by the policy’s own blocks, and its word is the verdict’s outcome', () => {
    const word = wordIn(seen)
    expect(word.findings).toMatchObject([{ answer: expect.stringMatching(/^0x03/), support: '666666666' }])
    expect(word.ladder).toBe('enough agreed')
    expect(word.scores.map(({ score }) => score).toSorted()).toEqual(['0', '1000000000', '1000000000'])
    expect(seen.dispute.sittings[0]!.judged).toMatchObject({ ruling: 1, tied: false, outcome: wordHash(word) })
  })

  test('states who would be paid out of the fees, adding up to nothing', () => {
    const { payments, scores } = wordIn(seen)
    const right = scores.filter(({ score }) => score !== '0').map(({ juror }) => juror)
    const half = String((3n * FEE) / 2n)
    const changes = [
      ...right.map((account) => ({ account, change: half })),
      { account: 'pot', change: String(-3n * FEE) },
    ]
    expect(payments).toEqual(changes.toSorted((a, b) => (a.account < b.account ? -1 : 1)))
    expect(balanceOf(wordIn(seen))).toBe(0n)
  })

  test('has a transcript whose word anybody works out again', () => {
    const { claims } = verify(spellTranscript(seen.transcript))
    expect(claims.filter(({ ok }) => !ok)).toEqual([])
    expect(claims.map(({ name }) => name)).toEqual(expect.arrayContaining(['outcome', 'scores', 'account']))
    expect(replay(seen.entries)).toEqual(seen.dispute)
  })

  test('finds nothing where the ladder would ask on, and the fees go back', () => {
    const word = wordIn(heard(PRESETS.mapillary!, {}, [[point(473_769_000)], [point(473_869_000)]]))
    expect(word).toMatchObject({ findings: [{ answer: null }], ladder: 'it would ask 1 more' })
    expect(word.payments).toEqual([
      { account: 'opener', change: String(2n * FEE) },
      { account: 'pot', change: String(-2n * FEE) },
    ])
  })

  test('finds nothing where too few came twice', () => {
    const silent = heard(PRESETS.mapillary!, {}, [[point(473_769_000)], SILENT, SILENT])
    expect(silent.dispute.sittings.at(-1)!.judged).toMatchObject({ ruling: 0, tied: true })
    expect(wordIn(silent)).toMatchObject({ findings: [{ answer: null }], ladder: 'too few answered' })
    expect(failing(silent.transcript)).toEqual([])
  })

  test('pads every ballot to the longest answer of its space', () => {
    const ballots = [...seen.dispute.sittings[0]!.ballots.values()].flat()
    expect(new Set(ballots.map(({ sealed }) => sealed.length)).size).toBe(1)
  })

  test('takes bytes that aren’t an answer, or say nothing, for a ballot that can’t be opened', () => {
    const spoilt = heard(PRESETS.mapillary!, {}, [[point(1)], [point(1)], encodeChoices([1]), ['blank']])
    const states = spoilt.transcript.sittings[0]!.leaves.map(({ state }) => state)
    expect(states.toSorted()).toEqual(expect.arrayContaining(['invalid', 'invalid', 'opened', 'opened']))
  })
})

describe('a word that isn’t the policy’s', () => {
  const forge = (change: (word: NonNullable<Bodies['judge']['word']>) => object): Transcript => {
    const file = structuredClone(seen.transcript) as Transcript
    const judge = file.afterwards.entries[0]!.body as Bodies['judge']
    judge.word = { ...judge.word!, ...change(judge.word!) }
    judge.outcome = wordHash(judge.word)
    return { ...file, verdict: { ...file.verdict, outcome: judge.outcome } }
  }

  test.each([
    ['findings', () => ({ findings: [{ answer: null, support: '0', trace: {} }] }), 'outcome'],
    [
      'scores',
      ({ scores }: { scores: readonly object[] }) => ({ scores: scores.map((one) => ({ ...one, score: '7' })) }),
      'scores',
    ],
    ['payments', () => ({ payments: [{ account: 'opener', change: '1' }] }), 'account'],
  ] as const)('in its %s is found out, though its hash fits', (_, change, claim) => {
    expect(failing(forge(change as never))).toContain(claim)
  })
})

describe('a juror whom its record lets sit alone', () => {
  const RESULT = '0xabcd'
  const TRUSTED = { ...PRESETS.boinc!, panel: { weight: 'one', trust: { streak: 2 } } }
  const AT = String(ASKED_AT - 60)
  /** A hearing of two seats in a court in which everybody has this streak. */
  const hearingAfter = (streak: number, nonce: number, says: Parameters<typeof heard>[2] = [[RESULT], [RESULT]]) =>
    heard(
      TRUSTED,
      { stated: { trusted: { at: AT, jurors: JURORS.slice(0, 12).map((juror) => ({ juror, streak })) } } },
      says,
      String(nonce),
    )
  const hearings = Array.from({ length: 6 }, (_, n) => hearingAfter(2, 100 + n))
  const isAlone = ({ dispute }: ReturnType<typeof heard>) => dispute.sittings[0]!.draws.length === 1
  const [lone, whole] = [hearings.find(isAlone)!, hearings.find((one) => !isAlone(one))!]

  test('does so unless the beacon audits it, once in so many times as it was right', () => {
    for (const { dispute } of hearings) {
      const [sitting] = dispute.sittings
      const randomness = toBytes(randomnessOf(sitting!.seed!.signature))
      const [{ address }] = sitting!.draws as [Draw]
      const drawn = keccak(tag('lot'), randomness, keccak(utf8('audit')), toBytes(dispute.key), toBytes(address))
      expect(sitting!.draws).toHaveLength(drawn.at(-1)! % 2 === 0 ? 2 : 1)
    }
  })

  test('finds what it says, is scored by nobody, and costs the asker one seat', () => {
    const [juror] = lone.dispute.sittings[0]!.draws.map(({ address }) => address)
    expect(wordIn(lone)).toEqual({
      findings: [{ answer: expect.stringContaining('abcd'), support: '1000000000', trace: {} }],
      ladder: 'who was drawn first is trusted, and sat alone',
      scores: [{ juror, score: null }],
      payments: [
        { account: juror, change: String(FEE) },
        { account: 'opener', change: String(FEE) },
        { account: 'pot', change: String(-2n * FEE) },
      ],
    })
    expect(lone.dispute.sittings[0]!.judged).toMatchObject({ ruling: 1, tied: false })
    expect(wordIn(whole).ladder).toBe('enough agreed')
  })

  test('has a transcript that shows why nobody sat beside it', () => {
    expect(failing(lone.transcript)).toEqual([])
    expect(replay(lone.entries)).toEqual(lone.dispute)
    const cut = structuredClone(whole.transcript) as Transcript
    const draw = cut.entries.find(({ kind }) => kind === 'draw')!.body as Bodies['draw']
    Object.assign(draw, { draws: draw.draws.slice(0, 1) })
    expect(failing(cut)).toContain('panel')
  })

  test.skipIf(!hasPython)(
    'is taken for one who does by a second reader, in another language, which finds the word’s hash in the verdict',
    { timeout: 300_000 },
    () => {
      const file = join(mkdtempSync(join(tmpdir(), 'venire-')), 'transcript.json')
      writeFileSync(file, spellTranscript(lone.transcript))
      const { stdout, status } = spawnSync('python3', ['test/vectors/check.py', file], { encoding: 'utf8' })
      expect({ stdout, status }).toMatchObject({ status: 0 })
    },
  )

  test('is followed by the whole panel if it says nothing', () => {
    const nonce = Number(lone.dispute.asked!.ask.open.nonce)
    const silent = hearingAfter(2, nonce, [SILENT, [RESULT]])
    const seated = silent.dispute.sittings.map(({ draws }) => draws.filter((draw) => draw.seated).length)
    expect(seated).toEqual([1, 2])
  })

  test('needs the streak that the policy names, and one of today', () => {
    expect(Array.from({ length: 4 }, (_, n) => hearingAfter(1, 200 + n)).some(isAlone)).toBe(false)
    const { question } = lone.dispute.asked!.ask
    const yesterday = { at: String(ASKED_AT - 86_401), jurors: [{ juror: JURORS[0]!, streak: 2 }] }
    const posing = { ...question, stated: { trusted: yesterday } } as Question
    const old = asking({ seats: 2, asks: { question: posing, ask: (ask) => ({ ...ask, policy: TRUSTED }) } })
    expect(faultInAsk(old, ASKED_AT)).toMatchObject({
      reason: expect.stringMatching(/^stated.trusted.at: expected one from/),
    })
    expect(faultInAsk(old, ASKED_AT - 1)).toBeUndefined()
  })

  test('has no record of what nobody checked, and loses it by an answer that was wrong or didn’t come', () => {
    expect(recordIn(lone.entries)).toEqual([])
    const right = streaksAt([whole.entries], whole.dispute.final!.at)
    expect(right.map(({ streak }) => streak)).toEqual([1, 1])
    expect(streaksAt([whole.entries], whole.dispute.final!.at - 1)).toEqual([])
    const split = heard(TRUSTED, {}, [[RESULT], [RESULT], ['0xee'], SILENT], '300')
    expect(streaksAt([split.entries], split.dispute.final!.at)).toHaveLength(2)
    expect(streaksAt([split.entries, whole.entries, lone.entries], split.dispute.final!.at)).toEqual(
      streaksAt([lone.entries, whole.entries, split.entries], split.dispute.final!.at),
    )
    const [first] = right
    const law = (streak: number) => ({ trusted: { at: AT, jurors: [{ juror: first!.juror, streak }] } })
    expect(strayStreak(law(1), right)).toBeUndefined()
    expect(strayStreak(law(2), right)).toBe(`stated.trusted: expected a streak of 1 for ${first!.juror}, got 2`)
  })
})

describe('control items', () => {
  const text = must(courtOf(PRESETS.recaptcha!)).question({ items: 2 })
  if (typeof text === 'string') throw new Error(text)
  const salt: Digest = `0x${'5a'.repeat(32)}`
  const sealed = controlsHash(text, [{ item: 0, said: '0x61' }], salt)
  const opened = { kind: 'controls' as const, items: [0], answer: encodeAnswer({ ...text, items: 1 }, ['0x61']), salt }
  const shut = heard(PRESETS.recaptcha!, { block: { items: 2 }, controls: sealed }, [
    ['0x61', '0x63'],
    ['0x61', '0x63'],
    ['0x62', '0x64'],
    ['0x61', '0x63'],
  ])
  const revealed = shut.entries.findLastIndex(({ kind }) => kind === 'reveal')
  const open = replay(shut.entries.slice(0, revealed + 1))!
  const now = shut.entries[revealed]!.acceptedAt + 1
  const refused = (filing: Parameters<typeof decide>[1], at = now, docket = open) => {
    const decided = decide(docket, filing, at)
    return decided.ok ? undefined : decided.refusal
  }

  test('void the list of who misses one, and say how good the others were', () => {
    const decided = must(decide(open, opened, now))
    expect(decided.map(({ kind }) => kind)).toEqual(['controls'])
    const { after } = record(open, decided)
    const judged = record(after, must(decide(after, { kind: 'pass' }, open.sittings[0]!.times.revealEndsAt))).after
    const word = judged.sittings[0]!.judged!.word!
    expect(word.scores.map(({ score }) => score).toSorted()).toEqual(['1000000000', '1000000000', '1000000000', null])
    expect(word.findings.map(({ answer }) => answer && saidBy(text.space, answer))).toEqual(['0x61', '0x63'])
    expect(refused(opened, now + 1, after)).toMatchObject({ code: 'AlreadyRecorded' })
  })

  test('are waited for, and where they stay shut nothing is found and whoever answered is paid alike', () => {
    expect(decide(open, { kind: 'pass' }, now).ok).toBe(false)
    const word = wordIn(shut)
    expect(word.ladder).toBe('the control items were not opened')
    expect(word.payments.filter(({ account }) => account.startsWith('0x')).map(({ change }) => change)).toEqual(
      Array.from({ length: 4 }, () => String(FEE)),
    )
    expect(failing(shut.transcript)).toEqual([])
  })

  test('that come when their time is up judge no panel: that is time’s to do, and they are late as before', () => {
    const late = shut.entries.findIndex(({ kind }) => kind === 'judge')
    const before = replay(shut.entries.slice(0, late))!
    const { acceptedAt } = shut.entries[late]!
    expect(due(before, acceptedAt).map(({ kind }) => kind)).toEqual(['judge'])
    expect(decide(before, opened, acceptedAt)).toEqual({
      ok: false,
      refusal: { code: 'WrongPeriod', period: 'appeal', expected: 'reveal' },
    })
    const [ballot] = before.sittings[0]!.ballots.values().next().value!
    const { sittings } = before
    const [juror] = sittings[0]!.ballots.keys()
    const same = { ...ballot!, kind: 'commit' as const, panel: 0, juror: juror!, vouchedAt: undefined } as never
    expect(decide(before, same, acceptedAt)).toMatchObject({ refusal: { code: 'AlreadyRecorded' } })
    expect(decide(before, { kind: 'pass' }, acceptedAt)).toMatchObject({ ok: true })
  })

  test('shown before R, when somebody could still use them, are refused', () => {
    const before = replay(
      shut.entries.slice(
        0,
        shut.entries.findIndex(({ kind }) => kind === 'reveal'),
      ),
    )!
    expect(refused(opened, before.sittings[0]!.times.revealAt - 1, before)).toMatchObject({ code: 'WrongPeriod' })
  })

  test.each([
    ['another truth', { answer: encodeAnswer({ ...text, items: 1 }, ['0x62']) }],
    ['another place', { items: [1] }],
    ['a place beyond the list', { items: [2] }],
    ['more than the policy says', { items: [0, 1], answer: encodeAnswer(text, ['0x61', '0x63']) }],
    ['another salt', { salt: COURT }],
  ])('of %s aren’t those that were sealed', (_, change) => {
    expect(refused({ ...opened, ...change })).toEqual({ code: 'WrongControls', expected: sealed })
    expect(
      refused(opened, now, { ...open, question: posed({ ...open.question.law!, controls: COURT }) }),
    ).toMatchObject({
      code: 'WrongControls',
    })
  })
})

describe('truth that another dispute tells', () => {
  const FORECAST: CourtPolicy = {
    ...PRESETS.numerai!,
    ladder: { rungs: 'later', seats: 3, resolveSeconds: 20 * 86_400 },
  }
  const told = heard(PRESETS.kleros!, { block: { choices: 2 } }, [[2], [2], [1]], '40')
  const telling = told.dispute.key
  const says = [[[900_000, 100_000]], [[100_000, 900_000]], [[500_000, 500_000]]] as const
  const { final, word } = { final: told.transcript.final!, word: wordIn(told) }
  const last: LastWord = {
    ruling: '1',
    outcome: wordHash(word),
    serial: final.serial,
    word,
    set: final.set,
    signatures: final.signatures,
  }
  const ended = (change: Partial<Resolution> = {}) => ({
    dispute: telling,
    at: Number.MAX_SAFE_INTEGER,
    last,
    ...change,
  })
  const forecast = (resolution?: Resolution, nonce = '41', answers: Parameters<typeof heard>[2] = says) =>
    heard(FORECAST, { block: { outcomes: 2 }, resolvedBy: telling }, answers, nonce, () => resolution)
  const resolved = forecast(ended())
  const scoresIn = ({ scores }: Word) => scores.map(({ score }) => score && Number(score) / 1e9)

  test('is what its panel ruled, and forecasts are scored against it once it is over', () => {
    const { openings, times } = resolved.dispute.sittings[0]!
    const word = wordIn(resolved)
    expect(word.ladder).toBe('the date has come')
    // (1 − ½ − Σ (forecast − fact)²) / 1½, of the right, the wrong and the one who knows nothing.
    expect(scoresIn(word).toSorted((a, b) => Number(a) - Number(b))).toEqual([-0.746666667, 0, 0.32])
    const right = [...openings.values()].find(
      ({ answer }) => answer === encodeAnswer(readLaw(resolved.dispute.question.law!).question, [[100_000, 900_000]]),
    )
    expect(word.scores.find(({ juror }) => juror === right!.juror)!.score).toBe('320000000')
    expect(failing(resolved.transcript)).toEqual([])
    expect(replay(resolved.entries)).toEqual(resolved.dispute)
    const judgedAt = resolved.entries.find(({ kind }) => kind === 'judge')!.acceptedAt
    expect(judgedAt).toBeLessThan(times.revealEndsAt)
  })

  const { word: _, ...bare } = last
  const refused = { ...bare, ruling: '0', outcome: outcomeOf(0), serial: '0' }
  const ends: [string, Partial<Resolution>][] = [
    ['was voided', { last: null }],
    ['was over before the ballots were sealed', { at: resolved.dispute.sittings[0]!.times.commitClosesAt }],
    ['decided nothing', { last: { ...refused, signatures: attestFinal(telling, refused) } }],
  ]
  test.each(ends)('that %s scores nobody, and whoever answered is paid alike', (why, change) => {
    const untold = forecast(ended(change))
    const word = wordIn(untold)
    expect(word).toMatchObject({
      findings: [{ answer: expect.any(String) }],
      ladder: `the date has come; the dispute that tells the truth ${why}`,
      scores: [{ score: null }, { score: null }, { score: null }],
    })
    const changes = word.payments.map(({ change }) => BigInt(change))
    expect(changes).toEqual([...says.map(() => FEE), -3n * FEE])
    expect(failing(untold.transcript)).toEqual([])
  })

  test('is waited for as long as the ladder says, and not any longer', () => {
    const untold = forecast()
    const judged = untold.entries.find(({ kind }) => kind === 'judge')!
    expect(judged.acceptedAt).toBe(untold.dispute.openedAt + 20 * 86_400)
    expect(wordIn(untold).ladder).toBe('the date has come; the dispute that tells the truth was not over in time')
    const before = replay(untold.entries.slice(0, judged.number - 1))!
    expect(nextDueAt(before)).toBe(judged.acceptedAt)
    expect(decide(before, { kind: 'pass' }, judged.acceptedAt - 1).ok).toBe(false)
  })

  test('keeps no panel from being drawn anew that missed its quorum', () => {
    const twice = forecast(undefined, '42', [SILENT, SILENT, [[500_000, 500_000]]])
    const redraw = twice.entries.find(({ kind }) => kind === 'redraw')!
    expect(redraw.acceptedAt).toBeLessThanOrEqual(twice.dispute.sittings[0]!.times.revealEndsAt)
  })

  const open = replay(
    resolved.entries.slice(
      0,
      resolved.entries.findIndex(({ kind }) => kind === 'resolve'),
    ),
  )!
  const now = open.sittings[0]!.times.revealAt + 700
  test.each([
    ['of another dispute', { dispute: COURT }, 'it is the end of'],
    ['of another outcome', { last: { ...last, outcome: COURT } }, 'its outcome is'],
    ['with another ruling', { last: { ...last, word: undefined, ruling: '1' } }, 'its outcome is'],
    ['that too few signed', { last: { ...last, signatures: last.signatures.slice(1) } }, 'expected 2 signatures'],
    [
      'that strangers signed',
      { last: { ...last, set: { k: '2', members: JURORS.slice(0, 3).toSorted() } } },
      'by no attestor of the set',
    ],
    ['by attestors in disorder', { last: { ...last, set: { k: '2', members: [ASKER, ASKER] } } }, 'ascending'],
  ] as const)('isn’t taken from an end %s', (_, change, reason) => {
    const { word: own, ...bare } = { ...last, ...('last' in change ? change.last : {}) }
    const resolution = { ...ended(), ...change, last: own ? { ...bare, word: own } : bare } as Resolution
    expect(decide(open, { kind: 'resolve', ...resolution }, now)).toMatchObject({
      refusal: { code: 'WrongTruth', expected: telling, reason: expect.stringContaining(reason) },
    })
    expect(decide(open, { kind: 'resolve', ...ended() }, open.sittings[0]!.times.revealAt - 1)).toMatchObject({
      refusal: { code: 'WrongPeriod' },
    })
  })

  test('of a forged end is found out by whoever has the transcript', () => {
    const file = structuredClone(resolved.transcript) as Transcript
    const { body } = file.entries.find(({ kind }) => kind === 'resolve')!
    Object.assign((body as Bodies['resolve']).last!, { outcome: COURT })
    expect(failing(file)).toContain('scores')
  })

  describe('can be asked for', () => {
    const { ask } = open.asked!
    const { policy, terms } = open
    const court = { court: 1, policyHash: policyHash(policy), terms }
    const before = replay(told.entries.slice(0, 4))!
    const may = (other: Case | undefined, change: Partial<Bodies['ask']['question']> = {}) => {
      const question = { ...ask.question, ...change } as Question
      const body = asking({
        seats: 3,
        seatCap: 1,
        strict: true,
        terms: { personSource: 1 },
        asks: { open: { nonce: '41' }, question, ask: (one) => ({ ...one, policy: FORECAST }) },
      })
      const answered = mayAsk({ kind: 'ask', body }, { court, freeCredit: 10n ** 18n, telling: other }, ASKED_AT)
      return answered.ok ? 'taken' : answered.refusal
    }

    test('of a dispute that is open here and asks as many choices', () => {
      expect(may(before)).toBe('taken')
      expect(may(before.asked)).toBe('taken')
    })

    test.each([
      ['nobody has heard of', undefined, {}, { code: 'UnknownDispute', dispute: telling }],
      ['is over', told.dispute, {}, { code: 'AlreadyFinal', ruling: 1 }],
      ['came to nothing', { ...before, void: 'gone' }, {}, { code: 'DisputeVoid' }],
      ['is the one that asks', before, { resolvedBy: resolved.dispute.key }, { code: 'CircularTruth' }],
      ['asks for another number of choices', before, { asked: { outcomes: 3 } }, { code: 'MalformedQuestion' }],
      ['answers in another space', seen.dispute.asked, {}, { code: 'MalformedQuestion' }],
    ] as const)('not of one that %s', (_, other, change, refusal) => {
      expect(may(other as Case | undefined, change)).toMatchObject(refusal)
    })

    test('not by a policy that judges by no later truth, nor beside sealed controls', () => {
      const strays = { code: 'MalformedQuestion', reason: expect.stringMatching(/^question.resolvedBy/) }
      expect(may(before, { controls: COURT } as never)).toMatchObject(strays)
    })
  })
})

test('where a policy minds conflicts, the vote of the party that asks counts for nothing', () => {
  const law = {
    under: { court: COURT, version: '1', policyHash: COURT },
    policy: PRESETS.kleros!,
    asked: { choices: 2 },
  }
  const [asker, ...others] = [ASKER, `0x${'01'.repeat(20)}`, `0x${'02'.repeat(20)}`] as const
  const answers = [encodeAnswer(readLaw(law).question, [2]), encodeAnswer(readLaw(law).question, [1])] as const
  const jurors = [
    { juror: asker, seats: 2, answer: answers[0] },
    ...others.map((juror) => ({ juror, seats: 1, answer: answers[1] })),
  ]
  const panel = { jurors, seats: 4, feePerSeat: FEE, quorum: true, openedAt: 0, endedAt: 1, randomness: undefined }
  const scoreOf = (own: typeof law, juror: string) =>
    wordOf({ law: own, asker, ...panel }).scores.find((score) => score.juror === juror)?.score
  expect(scoreOf(law, asker)).toBeNull()
  expect(scoreOf(law, others[0])).toBe('1000000000')
})

test('a rule that trips over an answer ends the dispute all the same, and whoever answered is paid alike', () => {
  const law = {
    under: { court: COURT, version: '1', policyHash: COURT },
    policy: PRESETS.kleros!,
    asked: { choices: 2 },
  }
  const answers: Hex[] = [encodeAnswer(readLaw(law).question, [1]), '0xzz']
  const jurors = answers.map((answer, i) => ({ juror: `0x${`0${i}`.repeat(20)}` as Hex, seats: 1, answer }))
  const panel = { seats: 2, feePerSeat: FEE, quorum: true, openedAt: 0, endedAt: 1, randomness: undefined }
  const word = wordOf({ law, asker: ASKER, jurors, ...panel })
  expect(word).toMatchObject({ findings: [{ answer: null }], ladder: 'a rule of the policy failed' })
  expect(word.payments.map(({ change }) => BigInt(change))).toEqual([FEE, FEE, -2n * FEE])
})

describe('asking under a policy', () => {
  const courtOfSeats = (seats: number) => {
    const { policy } = opening({ seats })
    return { court: 1, policyHash: policyHash(policy), terms: decodeTerms(policy.terms) }
  }
  const policy = PRESETS['oracle-validators']!
  const under = { court: COURT, version: '1', policyHash: must(courtOf(policy)).hash }
  const body = (own: CourtPolicy | undefined, seats: number, question: Partial<Question> = {}) => {
    const posing = { under, asked: SCALE, title: 'How much?', ...question } as Question
    return asking({ seats, asks: { question: posing, ask: (ask) => ({ ...ask, ...(own ? { policy: own } : {}) }) } })
  }
  const now = seen.dispute.openedAt - 60
  const pinning = (own: CourtPolicy) => ({ under: { ...under, policyHash: must(courtOf(own)).hash } })

  test('is taken with the policy whole and as many seats as its ladder asks', () => {
    const ask = body(policy, 5)
    expect(faultInAsk(ask, now)).toBeUndefined()
    const court = courtOfSeats(5)
    const standing = { court, freeCredit: priceOf(ask.open, court.terms) }
    expect(mayAsk({ kind: 'ask', body: ask }, standing, now)).toMatchObject({ ok: true })
    expect(ask.open.questionHash).toBe(questionHash(ask.question))
  })

  test('without the policy, or with another than the one pinned, is refused', () => {
    expect(faultInAsk(body(undefined, 5), now)).toEqual({ code: 'PolicyUnknown', ...under })
    expect(faultInAsk(body(PRESETS.kleros!, 5), now)).toEqual({ code: 'PolicyUnknown', ...under })
  })

  test.each([
    ['a ladder that begins with a bond nobody put up', PRESETS.optimistic!, 3, {}, /^stated: .* bonds/],
    ['a ladder that begins with machines that said nothing', PRESETS.hivemapper!, 3, {}, /^stated: .* machines/],
    ['weight by trust that nobody drew', PRESETS.relevant!, 21, { choices: 2 }, /^stated: .* links/],
    ['truth that comes out later and nobody sealed', PRESETS.numerai!, 21, { outcomes: 2 }, /^question.controls/],
    ['control items that nobody sealed', PRESETS.recaptcha!, 3, {}, /^question.controls/],
    ['more ratings than a request may judge', PRESETS['community-notes']!, 500, { items: 600 }, /^question: .* raters/],
    ['fewer seats than its ladder begins with', policy, 4, SCALE, /^ladder: expected 5 to 5 seats, got 4/],
    [
      'more answers than a request may judge',
      PRESETS['beauty-contest']!,
      21,
      { choices: 64, items: 80 },
      /^question: .* judged in/,
    ],
    ['a member that is the court’s to say', policy, 5, { ...SCALE, tolerance: '5' }, /^question.tolerance/],
  ])('%s is refused with the block that wants it', (_, own, seats, asked, reason) => {
    const fault = faultInAsk(body(own, seats, { ...pinning(own), asked } as Partial<Question>), now)
    expect(fault).toMatchObject({ code: 'MalformedQuestion', reason: expect.stringMatching(reason) })
  })

  test('persons of a court that knows none is refused', () => {
    const own = PRESETS.mapillary!
    const ask = body(own, 3, { ...pinning(own), asked: {} } as Partial<Question>)
    const court = courtOfSeats(3)
    const may = (personSource: number) =>
      mayAsk(
        { kind: 'ask', body: ask },
        { court: { ...court, terms: { ...court.terms, personSource } }, freeCredit: 10n ** 30n },
        now,
      )
    expect(may(0)).toMatchObject({ refusal: { code: 'MalformedQuestion', reason: expect.stringContaining('persons') } })
    expect(may(1).ok).toBe(true)
  })

  test('a ballot of another length than the space’s is refused with the length', () => {
    const entries = seen.entries.slice(
      0,
      seen.entries.findIndex(({ kind }) => kind === 'commit'),
    )
    const commit = seen.entries.find((entry) => entry.kind === 'commit')!
    if (commit.kind !== 'commit') throw new Error('no ballot')
    const { panel, beaconRound, revision, vouchedAt: _, ...rest } = commit.body
    const numbers = { panel: Number(panel), beaconRound: Number(beaconRound), revision: Number(revision) }
    const short = { kind: 'commit' as const, ...rest, ...numbers, sealed: rest.sealed.slice(0, -20) as `0x${string}` }
    expect(decide(replay(entries)!, short, commit.acceptedAt)).toMatchObject({ refusal: { code: 'MalformedSeal' } })
  })
})

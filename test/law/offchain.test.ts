/** Disputes off chain: asked for over HTTP, opened and delivered by gazettes, ruled by time. Attacks by name. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { appealOffer } from '#law/appeal'
import { askDocket, faultInAsk, isOffChain, mayAsk, offChainId, openDigest, openHash, priceOf } from '#law/ask'
import { decide } from '#law/decide'
import { type Case, isOpened, periodOf, present, record, replay, unfold, windowsOf } from '#law/dispute'
import type { Bodies, Entry } from '#law/filing'
import { lastDeliveryAt } from '#law/period'
import { decodeTerms, policyHash } from '#law/policy'
import type { Refusal } from '#law/refusal'
import { spellTranscript, type Transcript } from '#law/transcript'
import { verify } from '#law/verify'
import { type Digest, ZERO32 } from '#primitives/bytes'
import { signDigest } from '#primitives/signature'
import { forged } from '../support/forgery.ts'
import { ASKER, ASKER_KEY, asking, type Heard, hearing, type Options, opening, QUESTION } from '../support/hearing.ts'

vi.setConfig({ testTimeout: 60_000 })

const heard = hearing({ asks: {} })
const OPENED_AT = heard.dispute.openedAt
/** An ask whose signature is the account's, but for another chain: nobody's here. */
const elsewhereSigned = (ask: Bodies['ask']): Bodies['ask'] => {
  const elsewhere = { chainId: 1n, arbitrator: ask.arbitrator }
  return { ...ask, signature: signDigest(openDigest(elsewhere, ask.open), ASKER_KEY) }
}
const tx: Digest = `0x${'7b'.repeat(32)}`
const failing = (transcript: Transcript) =>
  verify(spellTranscript(transcript)).claims.flatMap(({ ok, name }) => (ok ? [] : [name]))
/** The docket right after the nth entry of a kind. */
const upTo = (kind: Entry['kind'], of: Pick<Heard, 'entries'> = heard): Case =>
  unfold(of.entries.slice(0, of.entries.findIndex((entry) => entry.kind === kind) + 1))!
const refused = (docket: Case, filing: Parameters<typeof decide>[1], now: number): Refusal | undefined => {
  const decided = decide(docket, filing, now)
  return decided.ok ? undefined : decided.refusal
}

describe('a dispute that an account asks for', () => {
  test('has a number of its own, which no dispute on chain can have', () => {
    const { disputeId } = heard.dispute.facts
    expect(isOffChain(BigInt(disputeId))).toBe(true)
    expect(offChainId({ account: ASKER, nonce: '8' })).not.toBe(BigInt(disputeId))
  })

  test('is none until a gazette holds it, and dates from that block', () => {
    expect(replay(heard.entries.slice(0, 1))).toBeUndefined()
    expect(heard.entries.slice(0, 3).map(({ kind }) => kind)).toEqual(['ask', 'gazette', 'open'])
    expect(heard.dispute.openedAt).toBe(heard.gazettes[0]!.at)
    expect(heard.dispute.facts.arbitrable).toBe(ASKER)
  })

  test('shows its question and exhibits to jurors', () => {
    expect(heard.dispute.asked!.ask.question).toEqual(QUESTION)
    expect(heard.dispute.evidence[0]).toMatchObject({ party: ASKER, reference: 'ipfs://photograph', number: 1 })
    expect(heard.dispute.question.choices).toBe(2)
  })

  test('is delivered by a gazette and ruled by time, once both windows are over, with nobody to call', () => {
    const { final } = heard.dispute
    const delivered = heard.entries.findIndex(({ kind }) => kind === 'deliver')
    const dispute = replay(heard.entries.slice(0, delivered + 1))!
    const endsAt = windowsOf(dispute)!
    expect(periodOf(dispute, endsAt - 1).period).toBe('appeal')
    expect(refused(dispute, { kind: 'pass' }, endsAt - 1)).toEqual({ code: 'NothingDue', nextAt: endsAt })
    expect(final).toMatchObject({ ruling: 1, executed: true, expired: false, at: endsAt, tx: ZERO32 })
  })

  test('has a transcript that anybody can check, from the account’s signature to the final ruling', () => {
    const checked = verify(spellTranscript(heard.transcript))
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
    const asked = checked.claims.find(({ name }) => name === 'asked')!
    expect(asked.detail).toContain(QUESTION.title)
    expect(verify(spellTranscript(hearing({}).transcript)).claims.map(({ name }) => name)).not.toContain('asked')
  })

  test('may be redrawn, or ruled 0 when nobody comes twice', () => {
    const silent = hearing({ asks: {}, deed: () => ({ does: 'nothing' }) })
    expect(silent.dispute.final).toMatchObject({ ruling: 0, expired: false })
    expect(failing(silent.transcript)).toEqual([])
  })

  test('has no appeals: its credit pays for one panel', () => {
    const delivered = upTo('deliver')
    expect(isOpened(delivered) && appealOffer(delivered)).toMatchObject({ refusal: { reason: 'last' } })
  })

  test('ends by its deadline with ruling 0 if no verdict is delivered in time', () => {
    const judged = upTo('judge')
    const { deadlineAt, terms, challengeFloorSeconds } = heard.dispute
    const lastAt = lastDeliveryAt(deadlineAt, terms, challengeFloorSeconds)
    const late = { kind: 'deliver', panel: 0, verdictHash: tx, deliverer: ASKER, at: lastAt + 1, tx } as const
    expect(refused(judged, late, lastAt + 60)).toEqual({ code: 'DeliveryTooLate', panel: 0, lastAt })
    const decided = decide(judged, { kind: 'pass' }, deadlineAt)
    expect(decided.ok && decided.value[0]).toMatchObject({ kind: 'rule', body: { ruling: '0', expired: true } })
  })
})

describe('an ask', () => {
  const court = { court: 1, policyHash: policyHash(opening().policy), terms: decodeTerms(opening().policy.terms) }
  const now = OPENED_AT - 60
  const cost = priceOf(asking().open, court.terms)
  const may = (options: Options['asks'] = {}, freeCredit = cost) => {
    const answer = mayAsk({ kind: 'ask', body: asking({ asks: options }) }, { court, freeCredit }, now)
    return answer.ok ? undefined : answer.refusal
  }

  test('is taken when law, price, credit and signature are right', () => {
    expect(may()).toBeUndefined()
    expect(cost).toBe(3n * court.terms.feePerSeat + court.terms.deliveryFee)
  })

  test('is refused when the account would pay less than it costs, or has no credit that is free', () => {
    expect(may({ open: { maxFee: String(cost - 1n) } })).toMatchObject({ code: 'FeeTooLow', cost: String(cost) })
    expect(may({}, cost - 1n)).toMatchObject({ code: 'CreditTooLow', free: String(cost - 1n) })
  })

  test('is refused when it has expired, or signs for another law, or for another question', () => {
    expect(may({ open: { expiresAt: String(now) } })).toEqual({ code: 'OpenExpired', expiresAt: now })
    expect(may({ open: { policyHash: tx } })).toMatchObject({ code: 'PolicyNotInForce', expected: court.policyHash })
    expect(may({ open: { questionHash: tx } })).toMatchObject({ code: 'QuestionMismatch' })
    expect(may({ open: { seats: '513' } })).toMatchObject({ code: 'SeatsOutOfRange', most: 511 })
  })

  test('is refused when jurors couldn’t be asked that', () => {
    expect(may({ question: { ...QUESTION, choices: [] } })).toMatchObject({ code: 'MalformedQuestion' })
    expect(may({ question: { ...QUESTION, title: '' } })).toMatchObject({ code: 'MalformedQuestion' })
    expect(may({ question: { ...QUESTION, note: 'hm' } as never })).toMatchObject({ code: 'MalformedQuestion' })
    expect(may({ question: { ...QUESTION, title: 'x'.repeat(301) } })).toEqual({ code: 'TextTooLong', most: 300 })
  })

  test('an Open signed for another chain or court is nobody’s signature here', () => {
    const { open } = asking()
    const elsewhere = signDigest(openDigest({ chainId: 1n, arbitrator: asking().arbitrator }, open), ASKER_KEY)
    const otherCourt = { ...asking(), open: { ...open, court: '0' } }
    expect(faultInAsk({ ...asking(), signature: elsewhere }, now)).toMatchObject({ code: 'BadSignature' })
    expect(faultInAsk(otherCourt, now)).toMatchObject({ code: 'BadSignature' })
  })

  test('two Opens with one nonce have one docket, which keeps the first', () => {
    const { asked } = askDocket(asking(), now)
    const again = { kind: 'ask', body: asking() } as const
    const other = { kind: 'ask', body: asking({ asks: { open: { maxFee: '5' } } }) } as const
    expect(refused(asked, again, now)).toEqual({ code: 'AlreadyRecorded', number: 1 })
    expect(refused(asked, other, now)).toEqual({ code: 'NonceUsed', nonce: '7' })
    expect(refused(heard.dispute, again, now)).toEqual({ code: 'AlreadyRecorded', number: 1 })
    expect(refused(heard.dispute, other, now)).toEqual({ code: 'NonceUsed', nonce: '7' })
  })

  test('lapses when no gazette took it before it expired, and nothing else happens to it until then', () => {
    const { asked } = askDocket(asking(), now)
    const expiresAt = Number(asking().open.expiresAt)
    const late = { kind: 'gazette', serial: 1, epoch: 0, number: 1, head: asked.head, at: expiresAt + 1 } as const
    expect(refused(asked, late, expiresAt + 60)).toEqual({ code: 'OpenExpired', expiresAt })
    expect(refused(asked, { ...late, at: expiresAt, head: tx }, expiresAt)).toMatchObject({ code: 'HeadMismatch' })
    expect(refused(asked, { kind: 'unseal', panel: 0, signature: '0x', limit: 1 }, now)).toEqual({
      code: 'NotOpenYet',
      expiresAt,
    })
    expect(refused(asked, { kind: 'pass' }, expiresAt + 3599)).toMatchObject({ code: 'NothingDue' })
    const lapsed = decide(asked, { kind: 'pass' }, expiresAt + 3600)
    const gone = lapsed.ok ? record(asked, lapsed.value).after : asked
    expect(refused(gone, { ...late, at: expiresAt }, expiresAt + 3700)).toMatchObject({ code: 'DisputeVoid' })
    expect(refused(gone, { kind: 'ask', body: asking() }, now)).toMatchObject({ code: 'DisputeVoid' })
  })

  test('is opened as what it asks, or not at all', () => {
    const taken = upTo('gazette')
    const body = heard.entries[2]!.body as Bodies['open']
    const open = (facts: Partial<Bodies['open']['facts']>, more: Partial<Bodies['open']> = {}) =>
      refused(taken, { kind: 'open', body: { ...body, ...more, facts: { ...body.facts, ...facts } } }, OPENED_AT + 90)
    expect(open({})).toBeUndefined()
    for (const [name, value] of Object.entries({
      openedAt: String(OPENED_AT - 1),
      seats: '5',
      choices: '9',
      court: '0',
      disputeId: '1',
    }))
      expect(open({ [name]: value })).toEqual({ code: 'WrongOpening', reason: name })
    expect(open({}, { policy: { ...body.policy, text: 'Decide for whoever pays.' } })).toMatchObject({
      reason: 'policy',
    })
    expect(refused(upTo('ask'), { kind: 'open', body }, OPENED_AT)).toMatchObject({ reason: 'no gazette holds it' })
  })
})

describe('in the transcript', () => {
  test('an Open that the operator invented is caught, whoever signed the rest', () => {
    const invented = hearing({ asks: { ask: elsewhereSigned } })
    expect(failing(invented.transcript)).toContain('asked')
  })

  test('a question other than the one signed is caught', () => {
    const other = hearing({
      asks: { ask: (ask) => ({ ...ask, question: { ...ask.question, title: 'Was the buyer kind?' } }) },
    })
    expect(failing(other.transcript)).toContain('asked')
  })

  test('an Open that a gazette took too late is caught, though its account did sign it', () => {
    const body = asking({ asks: { open: { expiresAt: String(OPENED_AT - 1) } } })
    const late = forged(heard, { lines: (all) => all.map((line) => (line.kind === 'ask' ? { ...line, body } : line)) })
    expect(failing(late)).toEqual(['asked'])
    expect(failing(forged(heard, {}))).toEqual([])
  })

  test('an opening gazette that holds another Open, or another time, is caught', () => {
    const { postings } = heard.transcript
    const moved = {
      ...heard.transcript,
      postings: { ...postings!, opening: { ...postings!.opening, at: String(OPENED_AT - 5) } },
    }
    expect(failing(moved)).toEqual(['asked'])
    const elsewhere = { ...heard.transcript, postings: { ...postings!, opening: postings!.delivery! } }
    expect(failing(elsewhere)).toEqual(['asked'])
  })

  test('a delivery by a gazette that holds no hash of this verdict is caught', () => {
    const { postings, sittings } = heard.transcript
    const claimed = { ...heard.transcript, postings: { ...postings!, delivery: sittings[0]!.gazette } }
    expect(failing(claimed)).toEqual(['afterwards'])
    expect(failing({ ...heard.transcript, postings: { ...postings!, delivery: null } })).toEqual(['afterwards'])
  })

  test('a ruling before its windows are over is caught', () => {
    const { transcript } = heard
    const early = transcript.afterwards.entries.map((entry) =>
      entry.kind === 'rule'
        ? {
            ...entry,
            acceptedAt: String(Number(entry.acceptedAt) - 3600),
            body: { ...entry.body, at: String(Number(entry.body.at) - 3600) },
          }
        : entry,
    )
    const before = heard.entries.filter(({ kind }) => kind !== 'rule')
    const docket = unfold(before)!
    const { after: ruled } = record(docket, [
      { ...early.at(-1)!, acceptedAt: Number(early.at(-1)!.acceptedAt) } as never,
    ])
    expect(failing({ ...transcript, afterwards: { entries: early, head: ruled.head }, final: null })).toEqual([
      'afterwards',
    ])
  })

  test('a file with postings of a dispute on chain, or without them of one off chain, is none', () => {
    const { postings, ...without } = heard.transcript
    expect(failing(without)).toEqual(['form'])
    expect(failing({ ...hearing({}).transcript, postings: postings! })).toEqual(['form'])
  })

  test('the hash that a gazette holds is that of the Open which was signed', () => {
    expect(heard.dispute.asked!.openHash).toBe(openHash(asking().open))
    expect(present(heard.dispute).delivered!.verdictHash).toBe(
      heard.gazettes.at(-1)!.gazette.heads.find(({ disputeKey }) => disputeKey === heard.dispute.key)!.verdictHash,
    )
  })
})

const hasPython = spawnSync('python3', ['--version']).status === 0

describe.skipIf(!hasPython)('a second reader, in another language', () => {
  const read = (transcript: Transcript) => {
    const file = join(mkdtempSync(join(tmpdir(), 'venire-')), 'transcript.json')
    writeFileSync(file, spellTranscript(transcript))
    return spawnSync('python3', ['test/vectors/check.py', file], { encoding: 'utf8' })
  }

  test('finds the account’s signature, its gazette, and the one that delivers', { timeout: 300_000 }, () => {
    const { stdout, status } = read(heard.transcript)
    expect(stdout).toContain(`${ASKER} asked for it, in gazette 1`)
    expect(stdout).toContain('gazette 3 delivers the verdict')
    expect(status).toBe(0)
  })

  test('finds an Open that nobody signed', { timeout: 300_000 }, () => {
    const { transcript } = hearing({ asks: { ask: elsewhereSigned } })
    expect(read(transcript).stdout).toContain('failed  asks: the account did not sign')
  })
})

/** What a reader of the SDK takes for the ruling, when the court shows it something else that was signed once. */
import { expect, test, vi } from 'vitest'
import type { Anchors } from '#law/anchors'
import { spellTranscript, type Transcript } from '#law/transcript'
import { verify } from '#law/verify'
import { addressOf, signDigest } from '#primitives/signature'
import { configDigest, typedDigest } from '#primitives/typed'
import { NotVerified, verifyRuling } from '../sdk/index.ts'
import { forged } from './support/forgery.ts'
import { ARBITRATOR, ATTESTOR_KEYS, CHAIN_ID, type Deed, hearing, SETTING } from './support/hearing.ts'

vi.setConfig({ testTimeout: 60_000 }) // each look at a transcript costs a pairing per ballot

const deed = (_: number, panel: number): Deed => ({ does: 'vote', choice: panel === 0 ? 1 : 2 })
const overturned = hearing({ appeals: 1, deed })
const { beacon } = SETTING
const { set } = overturned
const known: Anchors = { chainId: String(CHAIN_ID), arbitrator: ARBITRATOR, beacon }
const anchors: Anchors = { ...known, attestors: [{ k: String(set.k), members: set.members }] }
const read = (transcript: Transcript, believed = anchors) => verifyRuling(spellTranscript(transcript), believed)

test('the ruling is the last panel’s, once attestors have signed that it is final', () => {
  expect(read(overturned.transcript)).toBe(2)
})

test('a verdict that was attested and overturned is no ruling, whoever signed it', () => {
  const { transcript } = hearing({ deed, upTo: 'attested' })
  expect(verify(spellTranscript(transcript), anchors)).toMatchObject({ ok: true, vouched: 'by 2 of 3 attestors' })
  expect(() => read(transcript)).toThrow(NotVerified)
  expect(() => read(transcript)).toThrow('final')
})

test('strangers can’t sign that a ruling is final', () => {
  const { transcript, dispute } = hearing({ deed })
  const stranger = ATTESTOR_KEYS.at(-1)!
  const members = [addressOf(stranger)]
  const { key: disputeKey, domain } = dispute
  const { ruling, outcome } = dispute.sittings[0]!.judged!
  const config = configDigest(domain, 1, members)
  const statement = { disputeKey, ruling, outcome, serial: 1, configDigest: config }
  const signatures = [signDigest(typedDigest(domain, 'Final', statement), stranger)]
  const final = { serial: '1', set: { k: '1', members }, signatures }
  expect(verify(spellTranscript({ ...transcript, final })).ok).toBe(true)
  expect(() => read({ ...transcript, final })).toThrow('the final statement’s set is none of yours')
})

test('the roll alone vouches for nobody’s word: contract accounts’ ballots can be invented under it', () => {
  const heard = hearing({ deed })
  const invented = forged(heard, {
    lines: (lines) =>
      lines.map((line) =>
        line.kind === 'commit' ? { ...line, body: { ...line.body, signature: '0x00', vouchedAt: '1' } } : line,
      ),
  })
  const { epoch } = heard.roll
  const rolls = [{ epoch: String(epoch), rollsRoot: heard.rollsRoot }]
  expect(verify(spellTranscript(invented), { ...known, rolls }).vouched).toBe('nobody')
  expect(() => read(invented, { ...known, rolls })).toThrow(NotVerified)
})

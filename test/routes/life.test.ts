/**
 * The life of a dispute through the door: from the chain's opening to its ruling, with everything a juror files on the
 * way. Database and objects are real; the parties outside are played.
 */
import { expect, test } from 'vitest'
import { replay } from '#law/dispute'
import { chain, firstHead } from '#law/docket'
import type { Entry } from '#law/filing'
import { checkDataset } from '#law/report/dataset'
import { readTranscript } from '#law/transcript'
import { verify } from '#law/verify'
import type { Receipt } from '#ports'
import type { Address, Digest } from '#primitives/bytes'
import { no } from '#primitives/result'
import { signerOf } from '#primitives/signature'
import { typedDigest } from '#primitives/typed'
import { World } from '../support/court.ts'
import { JURORS } from '../support/hearing.ts'

type View = {
  key: Digest
  period: string
  sittings: {
    panel: number
    times: Record<string, number> & { beaconRound: number }
    draws: { address: Address; seated: boolean }[]
    committed: Address[]
    opened: { juror: Address; choices: number[] }[]
    judged?: { ruling: number }
    delivered?: object
  }[]
  ruling?: { ruling: number; executed: boolean }
}

test('a dispute is opened on chain, heard over HTTP, and ends with a ruling that a stranger can check', {
  timeout: 60_000,
}, async () => {
  const world = new World()
  await world.settle(6)
  const key = await world.open(1)

  let view = await world.get<View>('/disputes/1')
  expect(view).toMatchObject({ key, period: 'evidence' })
  const { times } = view.sittings[0]!

  await world.advanceTo(times.drawAt! + 10)
  view = await world.get<View>('/disputes/1')
  expect(view.period).toBe('draw')
  const drawn = [...new Set(view.sittings[0]!.draws.filter((d) => d.seated).map((d) => d.address))]
  expect(await world.summoned()).toEqual(drawn.toSorted())

  const { summonses } = await world.get<{ summonses: object[] }>(`/jurors/${drawn[0]}/summonses`)
  expect(summonses).toMatchObject([{ disputeKey: key, panel: 0, committed: false }])

  await world.advanceTo(times.commitOpensAt!)
  const receipts: Receipt[] = []
  for (const juror of drawn) {
    const i = JURORS.indexOf(juror)
    const place = { disputeKey: key, panel: 0, beaconRound: times.beaconRound, revision: 1000 * world.dials.now }
    const answered = await world.post('/disputes/1/panels/0/ballots', world.ballot(i, place, 2).body)
    expect(answered.status).toBe(201)
    receipts.push(await answered.json())
  }
  view = await world.get<View>('/disputes/1')
  expect(view.sittings[0]!.committed.toSorted()).toEqual(drawn.toSorted())
  expect(view.sittings[0]!.opened).toEqual([])

  await world.advanceTo(times.commitClosesAt! + 1)
  await world.advanceTo(times.revealAt!)
  await world.advanceTo(times.revealAt! + 60)
  view = await world.get<View>('/disputes/1')
  expect(view.sittings[0]!.judged).toMatchObject({ ruling: 2 })
  expect(view.sittings[0]!.opened.map((o) => o.choices)).toEqual(drawn.map(() => [2]))
  expect(view.sittings[0]!.delivered).toBeDefined()

  await world.advanceTo(world.dials.now + 7200 + 10)
  await world.advanceTo(world.dials.now + 10)
  view = await world.get<View>('/disputes/1')
  expect(view).toMatchObject({ period: 'execution', ruling: { ruling: 2, executed: true } })
  // Whoever waits for the ruling waits for no clock after it: attestors have signed by then that it is final.
  const ruled = await world.request('/disputes/1/panels/0/transcript')
  expect((await ruled.json<{ final: object | null }>()).final).toMatchObject({ serial: '1' })
  expect(world.mined.map(({ kind }) => kind)).toEqual(['gazette', 'gazette', 'gazette', 'deliver', 'execute'])

  // What it leaves of its jurors, as a report, as a table, of one juror, and against a ring that somebody names.
  const report = await world.get<{ jurors: { juror: Address }[]; took: Record<string, unknown> }>('/courts/0/report')
  expect(report).toMatchObject({ disputes: 1, hearings: 1, rulings: { 2: 1 }, baseRate: 1e9 })
  expect(report.took.ruling).toMatchObject({ disputes: 1 })
  expect(report.jurors.map(({ juror }) => juror)).toEqual(drawn.toSorted())
  const own = await world.get(`/jurors/${drawn[0]}/report?court=0`)
  expect(own).toMatchObject({ juror: drawn[0], hearings: 1, coherence: 1e9, coverage: 1e9, streak: { now: 1 } })
  const table = await (await world.request('/courts/0/report.csv')).text()
  expect(table.trimEnd().split('\r\n')).toHaveLength(1 + drawn.length)
  const named = `${JURORS[0]},${JURORS[1]}`
  expect(await world.get(`/courts/0/rings?jurors=${named}`)).toMatchObject({ found: [], named: [{ strangers: {} }] })

  // And how its attestors did: two signed whatever they were asked, the third was silent.
  const { attestors } = await world.get<{ attestors: Record<string, number>[] }>('/attestors/report')
  expect(attestors.map(({ silent }) => silent! > 0).toSorted()).toEqual([false, false, true])
  for (const one of attestors) expect(one.signed! + one.silent!).toBe(one.asked)

  // The label that came of it, which follows from the transcript and from nothing else.
  const lines = await (await world.request('/courts/0/labels.jsonl')).text()
  const transcript = readTranscript(await (await world.request('/disputes/1/panels/0/transcript')).text())
  expect(JSON.parse(lines)).toMatchObject({
    dispute: key,
    label: '2',
    posterior: [expect.any(Number), expect.any(Number)],
  })
  expect(checkDataset(lines, () => (transcript.ok ? transcript : no('no transcript')))).toEqual([
    { number: 1, dispute: key },
  ])

  // The docket hashes, and every receipt names an entry that stands in it.
  const { entries } = await world.get<{ entries: Entry[] }>('/disputes/1/docket')
  let last = { number: 0, head: firstHead(key) }
  for (const { number, hash, head, ...line } of entries) {
    const again = chain(key, last, line)
    expect(again).toMatchObject({ number, hash, head })
    last = again
  }
  const { domain } = replay(entries)!
  for (const receipt of receipts) {
    const { number, entryHash, head, acceptedAt, signature, operator } = receipt
    expect(entries[number - 1]).toMatchObject({ kind: 'commit', hash: entryHash, head, acceptedAt })
    const signed = typedDigest(domain, 'Receipt', { disputeKey: key, number, entryHash, head, acceptedAt })
    expect(signerOf(signed, signature)).toBe(operator)
  }

  const file = await (await world.request('/disputes/1/panels/0/transcript')).text()
  const verified = verify(file, { chainId: '31337', arbitrator: domain.arbitrator })
  expect(verified.claims.filter((claim) => !claim.ok)).toEqual([])
})

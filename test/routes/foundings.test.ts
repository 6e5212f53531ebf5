/**
 * Courts off chain: what becomes of a policy that comes in by the door.
 */
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import type { Override } from '#law/gauntlet/override'
import { PRESETS } from '#law/presets/presets'
import { type Json, jsonHash } from '#primitives/json'
import { World } from '../support/court.ts'
import { publish as handIn, insist as insistOn, signed } from '../support/founding.ts'
import { JURORS } from '../support/hearing.ts'
import { session } from '../support/session.ts'

const world = new World()
let founder: string
let stranger: string

type Kept = {
  court: string
  version: number
  founder: string
  policyHash: string
  policy: Json
  publishedAt: number
  override: Override | null
}
type Listed = {
  courts: Json[]
  founded: { court: string; version: number; name: string; founder: string }[]
  cursor: string | null
}
const BOINC = PRESETS.boinc!

beforeAll(async () => {
  await world.settle(4)
  founder = (await session(world, 0)).secret
  stranger = (await session(world, 1)).secret
})

const hand = (secret: string | undefined, path: string, body: string) =>
  world.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(secret ? { authorization: `Bearer ${secret}` } : {}) },
    body,
  })
const publish = (policy: unknown, path = '/courts', secret = founder, override?: Override) =>
  handIn(world, secret, policy, path, override)
/** The same by a founder who opens it whatever the gauntlet says. */
const insist = (policy: unknown, path = '/courts', secret = founder) =>
  insistOn(world, secret === founder ? 0 : 1, secret, policy, path)
const rows = async () => (await env.DB.prepare('SELECT count(*) AS n FROM foundings').first<{ n: number }>())!.n

test('presets become courts, under the hash of their canonical text, as they were handed in', async () => {
  // One for each answer space and referee; each opening plays a gauntlet, which is the time this takes.
  for (const name of ['kleros', 'recaptcha', 'mapillary', 'openassistant', 'folding', 'numerai']) {
    const policy = PRESETS[name]!
    const answer = await insist(policy)
    expect(answer.status, name).toBe(201)
    const kept = await answer.json<Kept>()
    expect(kept).toMatchObject({ version: 1, founder: JURORS[0], policyHash: jsonHash(policy as unknown as Json) })
    const read = await world.get<Kept>(`/courts/${kept.court}`)
    expect(read).toEqual(kept)
    expect(jsonHash(read.policy)).toBe(kept.policyHash)
  }
})

test('the same policy of the same founder is the same court; of another founder it is another', async () => {
  const [one, again, other] = await Promise.all([insist(BOINC), insist(BOINC), insist(BOINC, '/courts', stranger)])
  const [first, second, third] = await Promise.all([one, again, other].map((answer) => answer!.json<Kept>()))
  expect(second).toEqual(first)
  expect(third!.court).not.toBe(first!.court)
  expect(third!.policyHash).toBe(first!.policyHash)
})

test('courts off chain are listed page by page, each once and in its newest version', async () => {
  const listed = { ...BOINC, name: 'Machines, listed' }
  const { court } = await (await insist(listed)).json<Kept>()
  const changed = { ...listed, text: `${listed.text} List your sources.` }
  const { version } = await (await insist(changed, `/courts/${court}/versions`)).json<Kept>()
  const crowd = Array.from({ length: 60 }, (_, i) => `0x${(i + 1).toString(16).padStart(64, '0')}`)
  const { courts: onChain } = await world.get<Listed>('/courts')
  const row = env.DB.prepare(
    'INSERT INTO foundings SELECT ?1, version, founder, policy_hash, policy, published_at, override FROM foundings WHERE court = ?2 AND version = 1',
  )
  await env.DB.batch(crowd.map((name) => row.bind(name, court)))

  const seen: Listed['founded'] = []
  for (let cursor: string | null = `0x${'0'.repeat(64)}`; cursor; ) {
    const page: Listed = await world.get(`/courts?cursor=${cursor}`)
    expect(page.courts).toEqual(onChain)
    seen.push(...page.founded)
    cursor = page.cursor
  }
  const names = seen.map((card) => card.court)
  expect(names).toEqual(names.toSorted())
  expect(new Set(names).size).toBe(names.length)
  expect(names).toEqual(expect.arrayContaining([...crowd, court]))
  expect(seen.find((card) => card.court === court)).toMatchObject({ version, name: listed.name, founder: JURORS[0] })
})

test('a later version leaves the one before as it was, and only the founder publishes it', async () => {
  const { court, ...first } = await (await insist(BOINC)).json<Kept>()
  const changed = { ...BOINC, text: `${BOINC.text} Show your log.` }
  const barred = await publish(changed, `/courts/${court}/versions`, stranger)
  expect([barred.status, await barred.json()]).toMatchObject([403, { code: 'NotFounder', founder: JURORS[0] }])
  const second = await (await insist(changed, `/courts/${court}/versions`)).json<Kept>()
  expect(second).toMatchObject({ court, version: 2, policy: changed })
  const repeated = await (await insist(changed, `/courts/${court}/versions`)).json<Kept>()
  expect(repeated).toEqual(second)
  expect(await world.get<Kept>(`/courts/${court}/versions/1`)).toEqual({ court, ...first })
  expect(await world.get<Kept>(`/courts/${court}`)).toEqual(second)
})

test('two versions handed in at one moment never share a number', async () => {
  const { court } = await (await insist({ ...BOINC, name: 'Race' })).json<Kept>()
  const texts = ['a', 'b', 'c', 'd']
  const answers = await Promise.all(texts.map((text) => insist({ ...BOINC, text }, `/courts/${court}/versions`)))
  const said = await Promise.all(answers.map((answer) => answer.json<Kept & { code?: string }>()))
  const kept = said.filter(({ code }) => code === undefined)
  expect(kept.length).toBeGreaterThanOrEqual(1)
  expect(new Set(kept.map(({ version }) => version)).size).toBe(kept.length)
  expect(said.every(({ code }) => code === undefined || code === 'VersionTaken')).toBe(true)
  for (const { version, policy } of kept)
    expect((await world.get<Kept>(`/courts/${court}/versions/${version}`)).policy).toEqual(policy)
})

test('a policy that strays is refused by block and member, and nothing of it is kept', async () => {
  const before = await rows()
  const strays: [unknown, string][] = [
    [{ ...BOINC, tally: { rule: 'loudest' } }, 'tally.rule: expected one of'],
    [{ ...BOINC, purse: { split: 'mint' } }, 'purse.split: expected one of'],
    [{ ...BOINC, score: { referee: 'owner', metric: 'agreement' } }, 'score.referee'],
    [{ ...BOINC, question: { space: 'mood' } }, 'question.space'],
    [{ ...BOINC, ladder: { rungs: 'snakes' } }, 'ladder.rungs: expected one of'],
    [{ ...BOINC, tally: { rule: 'cluster', quorum: 99 } }, 'tally: expected a quorum of at most'],
    [{ ...BOINC, tally: { rule: 'cluster', quorum: 1.5 } }, 'policy: json: expected a safe integer'],
    [{ ...BOINC, admin: 'me' }, 'policy: expected no member "admin"'],
    [{ ...BOINC, text: 'a lone \ud800' }, 'policy: Lone surrogate'],
    [{ ...BOINC, terms: '0x00' }, 'terms:'],
    [{}, 'policy: expected a member question, got none'],
  ]
  for (const [policy, at] of strays) {
    const answer = await publish(policy)
    expect(answer.status, at).toBe(422)
    const problem = await answer.json<{ code: string; strays: string[] }>()
    expect(problem.code).toBe('MalformedPolicy')
    expect(
      problem.strays.some((stray) => stray.includes(at)),
      `${problem.strays} for ${at}`,
    ).toBe(true)
  }
  const endless = `{"policy":${JSON.stringify(BOINC).replace('"quorum":2', '"quorum":1e400')}}`
  expect(endless).toContain('1e400')
  expect((await hand(founder, '/courts', endless)).status).toBe(422)
  const deep = `{"policy":{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`
  expect((await hand(founder, '/courts', deep)).status).toBe(422)
  expect(await rows()).toBe(before)
})

test('a court in which a bot earns more than who reads opens only over its founder’s name, who says so in public', async () => {
  const policy = { ...PRESETS.kleros!, name: 'Lazy' }
  const safes = { ...policy, text: 'Of a contract.' }
  const before = await rows()
  const barred = await publish(policy)
  const { code, words } = await barred.json<{ code: string; words: string }>()
  expect([barred.status, code]).toEqual([422, 'CourtRefused'])
  expect(words).toContain(`Policy: ${jsonHash(policy as unknown as Json)}\nStrategy that earns most: lazy\n`)
  const kinder = words.replace(/honest work: .* fees/, 'honest work: 0.000000001 fees')
  expect(kinder).not.toBe(words)
  for (const override of [signed(words, 1), signed(kinder), { ...signed(words), words: kinder }])
    expect((await publish(policy, '/courts', founder, override)).status).toBe(422)
  expect(await rows()).toBe(before)

  const opened = await publish(policy, '/courts', founder, signed(words))
  expect(opened.status).toBe(201)
  const kept = await opened.json<Kept>()
  expect(kept.override).toEqual(signed(words))
  expect(await world.get<Kept>(`/courts/${kept.court}`)).toEqual(kept)
  expect(await (await publish(policy)).json<Kept>()).toEqual(kept)

  // A founder that is a contract says so itself, when it is asked; and nobody may say it in its place.
  const words2 = words.replaceAll(jsonHash(policy as unknown as Json), jsonHash(safes as unknown as Json))
  const theirs = { words: words2, signature: `0x${'51'.repeat(65)}` as const }
  world.dials.contracts.set(JURORS[0]!, false)
  expect((await publish(safes, '/courts', founder, theirs)).status).toBe(422)
  expect((await publish(safes, '/courts', founder, { ...theirs, vouchedAt: '1' })).status).toBe(400)
  world.dials.contracts.set(JURORS[0]!, true)
  const safe = await (await publish(safes, '/courts', founder, theirs)).json<Kept>()
  expect(safe.override).toEqual({ ...theirs, vouchedAt: expect.stringMatching(/^[0-9]+$/) })
  world.dials.contracts.delete(JURORS[0]!)

  // A later version is held to the same; the words signed for one version open no other.
  const changed = { ...policy, text: 'Another text.' }
  const path = `/courts/${kept.court}/versions`
  expect((await publish(changed, path, founder, signed(words))).status).toBe(422)
  expect((await insist(changed, path)).status).toBe(201)
})

test('nobody founds a court without a key, and a court that nobody founded is not known', async () => {
  expect((await hand(undefined, '/courts', JSON.stringify({ policy: BOINC }))).status).toBe(401)
  const nowhere = `0x${'ee'.repeat(32)}`
  const answer = await world.request(`/courts/${nowhere}`)
  expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'UnknownCourt', court: nowhere }])
  expect((await publish(BOINC, `/courts/${nowhere}/versions`)).status).toBe(404)
  expect((await world.request(`/courts/${nowhere}/versions/1`)).status).toBe(404)
})

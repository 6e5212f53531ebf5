/**
 * Door: how many sealed ballots one Worker takes in, beside what their signatures alone would cost; how long each takes
 * at half of that; and how soon a ruling is heard of outside.
 * @module
 */
import { createServer } from 'node:http'
import { answerBytes } from '#law/question/choice'
import { type Digest, toBytes, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { addressOf, signDigest, signerOf } from '#primitives/signature'
import { jurors, keeper, type Player } from '../bin/world/accounts.ts'
import { closed, listening } from '../bin/world/beacon.ts'
import { untilGazetted, untilJudged, untilOpen } from '../bin/world/story.ts'
import { enter, nameEndpoint } from '../bin/world/town.ts'
import { enrol, openWorld, ripen, type World } from '../bin/world/world.ts'
import {
  BALLOT_KEY_NOTICE,
  ballotKey,
  createDispute,
  encodeChoices,
  readDispute,
  sealBallot,
  typedDigest,
  type Writer,
} from '../sdk/index.ts'
import { median, type Numbers } from './numbers.ts'

const JURORS = 24
const DISPUTES = 8
const SEATS = 15
/** Revisions of each juror's ballot in each dispute. */
const REVISIONS = 8
/** Requests on their way at once: sixteen to a dispute, as before a deadline. */
const AT_ONCE = 128

type Ready = { url: string; body: string }

export async function door(numbers: Numbers): Promise<void> {
  const world = await openWorld({ jurors: JURORS, attestors: 3, k: 2, terms: { seats: SEATS } })
  try {
    const players = jurors(JURORS)
    await enrol(world, players, () => 1000n * 10n ** 18n)
    await ripen(world)
    const writer = world.chain.writer(keeper()) as unknown as Writer
    for (let i = 0; i < DISPUTES; i++) await createDispute(writer, world.court, { choices: 2 })
    const { sittings } = await untilOpen(world, BigInt(DISPUTES))
    const { times } = sittings.at(-1)!
    await world.advanceTo(times.drawAt + 6)
    await world.advanceTo(times.commitOpensAt + 1)
    const ready = await ballots(world, players)

    const recoveries = recoveriesPerSecond()
    const inserted = await insertMs(world)
    const half = Math.floor(ready.length / 3)
    const { perSecond } = await flood(ready.slice(0, ready.length - half))
    const slow = await trickle(ready.slice(ready.length - half), perSecond / 2)

    numbers['signatures recovered per second, one after the other, in Node'] = Math.round(recoveries)
    numbers['sealed ballots taken per second by one Worker over 8 disputes, receipts included'] = Math.round(perSecond)
    numbers['ballots taken as a part of bare recoveries (at least 0.35)'] =
      Math.round((1000 * perSecond) / recoveries) / 1000
    numbers['ms of a single insert into the same D1, the middle one of 200'] = inserted
    numbers['ms of a ballot at half of that load, the slowest in a hundred'] = slow
    numbers['the slowest in a hundred in such inserts (at most 20)'] = Math.round((10 * slow) / inserted) / 10
    numbers['ms from a ruling on the docket to its webhook received (at most 2,000)'] = await heardAfterMs(world)
  } finally {
    await world.stop()
  }
}

/** Ballots of all drawn jurors in all disputes, spelled and signed beforehand: sealing is the juror's work. */
async function ballots(world: World, players: readonly Player[]): Promise<Ready[]> {
  const ready: Ready[] = []
  const keys = new Map<string, `0x${string}`>()
  for (let id = 1; id <= DISPUTES; id++) {
    const dispute = await readDispute(world.court, id, world.domain)
    const { panel, times, draws } = dispute.sittings.at(-1)!
    const padded = answerBytes(dispute.question)
    for (const juror of new Set(draws.filter(({ seated }) => seated).map(({ address }) => address))) {
      const { secretKey } = players.find(({ address }) => address === juror)!
      if (!keys.has(juror)) {
        const statement = { juror, notice: BALLOT_KEY_NOTICE }
        keys.set(juror, ballotKey(signDigest(typedDigest(world.domain, 'BallotKey', statement), secretKey)))
      }
      for (let nth = 0; nth < REVISIONS; nth++) {
        const { beaconRound } = times
        const revision = 1000 * times.commitOpensAt + nth
        const place = { disputeKey: dispute.key, panel, juror, beaconRound, revision }
        const { commitment, sealed } = sealBallot(
          dispute.clockwork.beacon,
          keys.get(juror)!,
          place,
          encodeChoices([1]),
          padded,
        )
        const signed = typedDigest(world.domain, 'Commit', {
          ...place,
          commitment,
          sealedHash: digest(toBytes(sealed)),
        })
        const body = { juror, beaconRound, revision, commitment, sealed, signature: signDigest(signed, secretKey) }
        ready.push({ url: `${world.url}/disputes/${id}/panels/${panel}/ballots`, body: JSON.stringify(body) })
      }
    }
  }
  // Disputes take turns, as they would.
  return ready.map((_, i) => ready[(i * 131) % ready.length]!)
}

async function hand({ url, body }: Ready): Promise<void> {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`bench: expected a receipt, got ${answer.status} ${text}`)
}

/** As many as it takes, a fixed number on their way at any moment. */
async function flood(ready: readonly Ready[]): Promise<{ perSecond: number }> {
  const left = ready.values()
  const startedMs = performance.now()
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of left) await hand(one)
    }),
  )
  return { perSecond: (1000 * ready.length) / (performance.now() - startedMs) }
}

/** At a steady rate, however long each takes. @returns ms of the slowest in a hundred. */
async function trickle(ready: readonly Ready[], perSecond: number): Promise<number> {
  const startedMs = performance.now()
  const took = await Promise.all(
    ready.map(async (one, i) => {
      const dueMs = startedMs + (1000 * i) / perSecond
      await new Promise((resolve) => setTimeout(resolve, dueMs - performance.now()))
      await hand(one)
      return performance.now() - dueMs
    }),
  )
  const sorted = took.toSorted((a, b) => a - b)
  return Math.round(10 * sorted[Math.floor(0.99 * (sorted.length - 1))]!) / 10
}

function recoveriesPerSecond(): number {
  const secret: Digest = `0x${'07'.repeat(32)}`
  const signed = Array.from({ length: 300 }, (_, i) => digest(utf8(`ballot ${i}`)))
  const signatures = signed.map((each) => signDigest(each, secret))
  const address = addressOf(secret)
  const startedMs = performance.now()
  for (const [i, each] of signed.entries())
    if (signerOf(each, signatures[i]!) !== address) throw new Error('bench: expected the signer')
  return (1000 * signed.length) / (performance.now() - startedMs)
}

async function insertMs(world: World): Promise<number> {
  const database = await world.runtime().database('court')
  await database.prepare('CREATE TABLE bench (id INTEGER PRIMARY KEY, text TEXT) STRICT').run()
  const took: number[] = []
  for (let i = 0; i < 200; i++) {
    const startedMs = performance.now()
    await database.prepare('INSERT INTO bench (text) VALUES (?)').bind(`row ${i}`).run()
    took.push(performance.now() - startedMs)
  }
  await database.prepare('DROP TABLE bench').run()
  return median(took)
}

async function heardAfterMs(world: World): Promise<number> {
  let heardMs: number | undefined
  const server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming) body += chunk
    const { type, data } = JSON.parse(body) as { type: string; data: { token?: string; disputeId?: string } }
    if (type === 'dispute.ruled' && data.disputeId === '1') heardMs ??= performance.now()
    outgoing.end(JSON.stringify({ token: data.token }))
  })
  try {
    const address = await listening(server)
    const session = await enter(world.url, keeper())
    const wanted = { channel: 'webhook', address, types: ['dispute.ruled'] }
    await (await nameEndpoint(world.url, session, wanted)).prove()
    await untilGazetted(world, 1n)
    await untilJudged(world, 1n)
    const seen = new AbortController()
    const ruledMs = watchForRuling(world, seen.signal)
    for (let turns = 0; turns < 60 && heardMs === undefined; turns++) await world.advance(600)
    const took = (heardMs ?? Number.POSITIVE_INFINITY) - (await ruledMs)
    seen.abort()
    return Math.max(0, Math.round(took))
  } finally {
    await closed(server)
  }
}

/** When the ruling stood in the docket, as somebody saw who was looking on. */
async function watchForRuling({ url }: World, signal: AbortSignal): Promise<number> {
  const answer = await fetch(`${url}/disputes/1/events?after=0`, { signal })
  const decoder = new TextDecoder()
  let held = ''
  for await (const chunk of answer.body!) {
    held += decoder.decode(chunk as Uint8Array, { stream: true })
    if (held.includes('"kind":"rule"')) return performance.now()
  }
  throw new Error('bench: expected to see a ruling')
}

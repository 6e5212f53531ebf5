/**
 * Gallery: every kind of court, put to work through the public API of a running Worker. Run with --help for the options.
 *
 * One world for all rows: a court off chain is founded for each preset, a dispute asked in it, its jurors drawn, their
 * answers sealed and opened by the beacon, judged, attested, ruled; then outcome, scores and payments are read back over
 * HTTP and held against numbers that come from bin/world/rows.ts. Every transcript is verified on the way.
 */
import { parseArgs } from 'node:util'
import { byName } from '#law/block'
import { type CourtPolicy, courtOf } from '#law/court'
import { PRESETS } from '#law/presets/presets'
import { encodeAnswer } from '#law/question/question'
import type { Said } from '#law/question/space'
import { controlsHash } from '#law/score/truth'
import { verify } from '#law/verify'
import { unheardUnder } from '#law/word'
import { type Address, type Digest, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { canonical, type Json } from '#primitives/json'
import { ask, createDispute, type DisputeView, type Writer } from '../sdk/index.ts'
import { jurors, keeper, operator, type Player, payer } from './world/accounts.ts'
import { anchorsOf } from './world/anchors.ts'
import { untilSettled } from './world/money.ts'
import { amount, bold, column, dim, green, red } from './world/paper.ts'
import { FEE, ROWS, type Row } from './world/rows.ts'
import {
  seatsByJuror,
  sittingOf,
  untilDrawn,
  untilGazetted,
  untilJudged,
  untilOpen,
  untilRuled,
} from './world/story.ts'
import { enter } from './world/town.ts'
import { contractsOf, enrol, joinAs, openWorld, patiently, ripen, send, type World } from './world/world.ts'

const HELP = `Puts every kind of court to work through the public API of a running Worker, and checks what comes of it.

  npm run gallery [-- options]

  --only NAME   this preset alone; may be given several times
  --json        the last line is the result as JSON: an array with court, ok, how, expected, got
  --help        this text

how is "api", or "chain" where a transaction opens the dispute and the contract pays as well. A court whose dispute
didn't go through the API is ok: false, how: "law only", with the reason. Payments are a statement of account, signed
by the attestors with the outcome: it says who would be owed what, and moves no money but where how is "chain".

exit 0: every row holds · 1: a row doesn't, or didn't go through the API · 2: wrong usage
`

export type Came = {
  court: string
  ok: boolean
  /** Through the public API; with a transaction and a settlement besides; or not at all. */
  how: 'api' | 'chain' | 'law only'
  asked?: string
  expected?: object
  got?: object
  why?: string
}

/** Presets under their own names; the repaired ones are the gauntlet's. */
const COURTS = Object.keys(PRESETS).filter((name) => !name.endsWith('-repaired'))

/** Opens a world and hears these rows in it, all at once: whoever waits for one deadline waits for all. */
export async function hearRows(rows: readonly Row[], said: (what: string) => void): Promise<Came[]> {
  // Three more than the largest panel, so that a draw of different jurors ends soon.
  const count = 3 + Math.max(...rows.map(({ says }) => says.length))
  const world = await openWorld({ jurors: count, attestors: 3, k: 2, terms: { feePerSeat: FEE }, said })
  try {
    const players = jurors(count)
    said(`${count} jurors`)
    await enrol(world, players, () => 1000n * 10n ** 18n)
    await ripen(world)
    return await hearIn(world, players, rows, said)
  } finally {
    await world.stop()
  }
}

async function hearIn(world: World, players: readonly Player[], rows: readonly Row[], said: (what: string) => void) {
  const account = payer()
  const price = rows.reduce((sum, { says }) => sum + BigInt(says.length) * FEE + FEE, 0n)
  await send(world, keeper(), contractsOf(world).arbitrator, 'depositCredit', [account.address], price)
  await world.advance(60)
  const session = await enter(world.url, account)
  const ids = new Map<Row, bigint>()
  for (const [i, row] of rows.entries()) {
    said(`${row.court}: asked`)
    ids.set(row, row.tokens ? await openOnChain(world) : await open(world, session, row, BigInt(i + 1)))
  }
  const each = async (what: string, step: (id: bigint, row: Row) => Promise<unknown>) => {
    for (const [row, id] of ids) {
      said(`${row.court}: ${what}`)
      await step(id, row)
    }
  }
  await each('opened', (id) => untilOpen(world, id))
  await each('drawn', (id) => untilDrawn(world, id))
  await each('answered', (id, row) => answer(world, id, players, row))
  await each('gazetted', (id) => untilGazetted(world, id))
  await each('controls opened', (id, row) => openControls(world, id, row))
  await each('judged', (id) => untilJudged(world, id))
  await each('ruled', (id) => untilRuled(world, id))
  const came: Came[] = []
  for (const [row, id] of ids)
    came.push(row.tokens ? await comparePaid(world, id, row, row.tokens) : await compare(world, id, row))
  return came
}

/** A transaction opens it, as anybody's would. */
async function openOnChain(world: World): Promise<bigint> {
  const client = world.chain.writer(keeper()) as unknown as Writer
  return (await createDispute(client, world.court, { choices: 2 })).id
}

/** What the chain paid whom, once it is settled, as the API tells it. */
async function comparePaid(world: World, id: bigint, row: Row, tokens: readonly bigint[]): Promise<Came> {
  const { court, asks: asked, expected: wanted } = row
  await untilSettled(world, id)
  const view = await world.court.dispute(id)
  await world.settle('the payments in the books', async () =>
    (await world.court.payments(id)).payments.some(({ name }) => name === 'settled'),
  )
  const { payments } = await world.court.payments(id)
  const sums = (member: 'wei' | 'tokens') =>
    placesIn(sittingOf(view)).map((place) => {
      const own = payments.filter(({ name, account }) => name === 'seatSettled' && account === place)
      return String(own.reduce((sum, each) => sum + BigInt(String(each[member] ?? 0)), 0n))
    })
  const got = { found: [view.ruling?.ruling ?? null], jurors: sums('wei'), tokens: sums('tokens') }
  const expected = { found: wanted.found, jurors: wanted.jurors.map(String), tokens: tokens.map(String) }
  const { ok } = verify(await world.court.transcript(id, 0), anchorsOf(world.manifest))
  const wrong = differing(expected, got)
  const why = [...wrong, ...(ok ? [] : ['its transcript fails'])].join('; ')
  return { court, ok: why === '', how: 'chain', asked, expected, got, ...(why ? { why } : {}) }
}

/** Members in which two records differ, in words. */
function differing<T extends object>(expected: T, got: T): string[] {
  const names = Object.keys(expected) as (keyof T & string)[]
  return names.flatMap((name) =>
    canonical(expected[name] as Json) === canonical(got[name] as Json) ? [] : [`another ${name}`],
  )
}

/** Founds the court and asks the dispute, both over HTTP. @returns the dispute's number. */
async function open(world: World, session: string, row: Row, nonce: bigint): Promise<bigint> {
  const policy = PRESETS[row.court]!
  const founded = await found(world, session, policy)
  const { court, version, policyHash } = founded
  const { policyHash: law } = (await world.court.court(0)) as { policyHash: Digest }
  const setting = {
    court: world.court,
    wallet: payer().account as never,
    domain: world.domain,
    operator: operator().address,
  }
  const controls = controlsOf(row)
  const { disputeId } = await ask(setting, {
    court: 0,
    policyHash: law,
    question: {
      under: { court, version: String(version), policyHash },
      asked: row.block ?? {},
      ...(controls ? { controls: controls.hash } : {}),
      title: row.asks,
    },
    policy: founded.policy,
    seats: row.says.length,
    maxFee: BigInt(row.says.length + 1) * FEE,
    nonce,
    expiresAt: (await world.now()) + 3600,
  })
  return BigInt(disputeId)
}

/** Founds a court; one that the gauntlet doesn't let pass over the founder's name, since here nobody loses money by it. */
async function found(world: World, session: string, policy: CourtPolicy): Promise<Founded> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${session}` }
  const hand = async (override?: { words: string; signature: string }) => {
    const body = JSON.stringify({ policy, override })
    const answer = await patiently(`${world.url}/courts`, { method: 'POST', headers, body })
    return (await answer.json()) as Founded & { code?: string; words: string }
  }
  const made = await hand()
  if (made.code !== 'CourtRefused') return made
  const { words } = made
  return hand({ words, signature: await payer().account.signMessage({ message: words }) })
}

type Founded = { court: Digest; version: number; policyHash: Digest; policy: CourtPolicy }

/** The control items of a row, sealed and as they are opened. */
function controlsOf(row: Row) {
  if (!row.controls) return undefined
  const { items, said } = row.controls
  const question = courtOf(PRESETS[row.court]!)
  const asked = question.ok ? question.value.question(row.block) : ''
  if (typeof asked === 'string') throw new Error(`gallery: ${row.court} can't be asked this`)
  const salt = digest(utf8(row.asks))
  const known = items.map((item, n) => ({ item, said: said[n]! }))
  const answer = encodeAnswer({ ...asked, items: items.length }, said)
  return { hash: controlsHash(asked, known, salt), opened: { items, answer, salt } }
}

/** Lets R come, from which on nobody can use what the controls say, and opens them. */
async function openControls(world: World, id: bigint, row: Row): Promise<void> {
  const controls = controlsOf(row)
  if (!controls) return
  const { revealAt } = sittingOf(await world.court.dispute(id)).times
  if ((await world.now()) < revealAt) await world.advanceTo(revealAt)
  await world.court.openControls(id, controls.opened)
}

/** The drawn jurors seal what the row has them say, by place. */
async function answer(world: World, id: bigint, players: readonly Player[], row: Row): Promise<void> {
  const sitting = sittingOf(await world.court.dispute(id))
  if ((await world.now()) <= sitting.times.commitOpensAt) await world.advanceTo(sitting.times.commitOpensAt + 1)
  for (const [place, juror] of placesIn(sitting).entries()) {
    const says = row.says[place]
    if (!says) continue
    const client = await joinAs(world, players.find(({ address }) => address === juror)!)
    await client.vote(id, says)
  }
}

const placesIn = (sitting: DisputeView['sittings'][number]): Address[] =>
  [...seatsByJuror(sitting).keys()].toSorted(byName)

/** Reads what came of it back over HTTP, and verifies the transcript as a stranger would. */
async function compare(world: World, id: bigint, row: Row): Promise<Came> {
  const { court, asks: asked, expected: wanted } = row
  const view = await world.court.dispute(id)
  const sitting = sittingOf(view)
  const word = sitting.judged?.word
  if (!word || !view.ruling) return { court, ok: false, how: 'api', asked, why: 'no ruling came of it' }
  const places = placesIn(sitting)
  const paid = new Map(word.payments.map(({ account, change }) => [account, change]))
  const got = {
    found: word.findings.map(({ said }) => said),
    scores: places.map((place) => word.scores.find(({ juror }) => juror === place)?.score ?? null),
    jurors: places.map((place) => paid.get(place) ?? '0'),
    opener: paid.get('opener') ?? '0',
    burned: paid.get('burned') ?? '0',
    pot: paid.get('pot') ?? '0',
  }
  const expected = {
    found: wanted.found,
    scores: wanted.scores.map((score) => (score === null ? null : String(score))),
    jurors: wanted.jurors.map(String),
    opener: String(wanted.opener),
    burned: String(wanted.burned ?? 0n),
    pot: String(-BigInt(row.says.length) * FEE),
  }
  const { claims, vouched } = verify(await world.court.transcript(id, sitting.panel), anchorsOf(world.manifest))
  const failed = claims.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`)
  const why = [...differing(expected, got), ...failed, ...(vouched === 'nobody' ? ['vouched for by nobody'] : [])]
  return {
    court,
    ok: why.length === 0,
    how: 'api',
    asked,
    expected,
    got,
    ...(why.length > 0 ? { why: why.join('; ') } : {}),
  }
}

/** Why a court's dispute doesn't go through the API, as the law says it. */
function lawOnly(court: string): Came {
  const read = courtOf(PRESETS[court])
  if (!read.ok) throw new Error(`gallery: ${read.refusal[0]}`)
  const { policy, hash } = read.value
  const open = { choices: 2, candidates: 3, dimensions: 12, outcomes: 2, labels: 4 }
  const asked = Object.fromEntries(
    Object.entries(open).filter(
      ([name]) => typeof read.value.question({ [name]: open[name as keyof typeof open] }) !== 'string',
    ),
  )
  const under = { court: hash, version: '1', policyHash: hash }
  const first = read.value.climb({ openedAt: 0, now: 0, bonds: [], rounds: [] })
  const controls = policy.panel?.controls ? { controls: hash } : {}
  const why = unheardUnder({ under, policy, asked, ...controls }, read.value, first.step === 'panel' ? first.seats : 1)
  return { court, ok: false, how: 'law only', why: why ?? 'no row is written for it' }
}

function told({ court, ok, how, asked, got, why }: Came): string {
  const mark = ok ? green('✓') : red('✗')
  if (how === 'law only') return `${mark} ${bold(column(court, 20))} ${dim(`law only: ${why}`)}`
  if (!got) return `${mark} ${bold(column(court, 20))} ${why}`
  const { found, jurors, tokens, opener, burned, pot } = got as Record<'opener' | 'burned' | 'pot', string> & {
    found: Said[]
    jurors: string[]
    tokens?: string[]
  }
  const listed = (sums: readonly string[]) => shortened(sums.map((sum) => amount(BigInt(sum))).join(', '))
  if (tokens)
    return [
      `${mark} ${bold(column(court, 20))} ${asked}`,
      `  found ${shortened(JSON.stringify(found))}`,
      `  paid by the contract, of the fees: ${listed(jurors)} ETH; of each other’s stakes: ${listed(tokens)} tokens`,
      ...(why ? [red(`  ${why}`)] : []),
    ].join('\n')
  const from = `${amount(-BigInt(pot))} of the asker’s fees`
  const rest = [
    ...(opener === '0' ? [] : [`${amount(BigInt(opener))} back`]),
    ...(burned === '0' ? [] : [`${amount(BigInt(burned))} burned`]),
  ]
  return [
    `${mark} ${bold(column(court, 20))} ${asked}`,
    `  found ${shortened(JSON.stringify(found))}`,
    `  ${from}: ${listed(jurors)}${rest.length > 0 ? `; ${rest.join(', ')}` : ''}`,
    ...(why ? [red(`  ${why}`)] : []),
  ].join('\n')
}

const shortened = (text: string): string => (text.length > 100 ? `${text.slice(0, 99)}…` : text)

class Usage extends Error {}

function readArguments() {
  try {
    const options = {
      only: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const
    const { only = [], ...rest } = parseArgs({ options }).values
    const unknown = only.find((name) => !COURTS.includes(name))
    if (unknown !== undefined) throw new Error(`expected a name among ${COURTS.join(', ')}, got ${unknown}`)
    return { only, ...rest }
  } catch (cause) {
    throw new Usage((cause as Error).message)
  }
}

async function main(): Promise<number> {
  const { only, json, help } = readArguments()
  if (help) {
    process.stdout.write(HELP)
    return 0
  }
  const names = only.length > 0 ? COURTS.filter((name) => only.includes(name)) : COURTS
  const rows = ROWS.filter(({ court }) => names.includes(court))
  const heard = rows.length > 0 ? await hearRows(rows, (what) => process.stderr.write(`${dim(what)}\n`)) : []
  const came = names.flatMap((name) => {
    const own = heard.filter(({ court }) => court === name)
    return own.length > 0 ? own : [lawOnly(name)]
  })
  const holding = came.filter(({ ok }) => ok).length
  for (const row of came) process.stdout.write(`${told(row)}\n`)
  process.stdout.write(`${holding} of ${came.length} rows hold\n`)
  if (json) process.stdout.write(`${JSON.stringify(came)}\n`)
  return holding === came.length ? 0 : 1
}

if (import.meta.main)
  try {
    process.exit(await main())
  } catch (error) {
    if (!(error instanceof Usage)) throw error
    process.stderr.write(`gallery: ${error.message}\n\n${HELP}`)
    process.exit(2)
  }

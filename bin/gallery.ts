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
import { disputeKeyOf } from '#law/docket'
import { PRESETS } from '#law/presets/presets'
import { encodeAnswer, type Question } from '#law/question/question'
import type { Said } from '#law/question/space'
import type { Stated } from '#law/question/stated'
import { controlsHash } from '#law/score/truth'
import { verify } from '#law/verify'
import { type Found, unheardUnder } from '#law/word'
import { type Address, type Digest, utf8 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { canonical, type Json } from '#primitives/json'
import { ask, createDispute, type DisputeView, type Writer } from '../sdk/index.ts'
import { jurors, keeper, operator, type Player, payee, payer } from './world/accounts.ts'
import { anchorsOf } from './world/anchors.ts'
import { bonded, stated } from './world/brought.ts'
import { move, openList, owedBy } from './world/list.ts'
import { untilSettled } from './world/money.ts'
import { amount, bold, column, dim, green, red } from './world/paper.ts'
import { type Expected, expectedOf, FEE, ROWS, type Row, saysIn, seatsIn, TRUSTED } from './world/rows.ts'
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

/** Times that the world is given seven minutes for what stands in a queue. */
const MOST_WAITS = 6
/** People besides jurors that a row may have. */
const MOST_PARTIES = 20

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
  const count = 3 + Math.max(...rows.map(seatsIn))
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

/** A court whose jurors have a record is asked again with it: in a world of its own, in which everybody has one. */
export async function hearTrusted(said: (what: string) => void): Promise<Came> {
  const { first, again, times } = TRUSTED
  const players = jurors(seatsIn(first))
  const world = await openWorld({ jurors: players.length, attestors: 3, k: 2, terms: { feePerSeat: FEE }, said })
  try {
    await enrol(world, players, () => 1000n * 10n ** 18n)
    await ripen(world)
    const before = await hearIn(world, players, [{ ...first }, { ...first }], said)
    const { court } = await found(world, await enter(world.url, payer()), policyOf(first))
    const record = await world.court.streaks(court)
    const rows = Array.from({ length: times }, () => ({ ...again }))
    const after = await hearIn(world, players, rows, said, { nonce: 1 + before.length, record })
    const alone = after.filter(({ got }) => (got as { jurors: string[] } | undefined)?.jurors.length === 1)
    const wrong = [...before, ...after].flatMap(({ why }) => why ?? [])
    const asked = `${record.jurors.length} were right twice; of ${times} more, ${alone.length} were left to one of them, the others audited.`
    const { got, expected } = (alone[0] ?? after[0])!
    const why = wrong.length > 0 ? { why: wrong.join('; ') } : {}
    return { court: again.court, ok: wrong.length === 0, how: 'api', asked, expected: expected!, got: got!, ...why }
  } finally {
    await world.stop()
  }
}

/** The policy of a row's court. */
const policyOf = ({ court, trust }: Row): CourtPolicy => {
  const policy = PRESETS[court]!
  return trust ? { ...policy, panel: { ...policy.panel, trust: { streak: trust } } } : policy
}

/** What comes before: how many disputes of the account, and the record that is stated. */
type Before = { nonce: number; record?: Stated['trusted'] }

async function hearIn(
  world: World,
  players: readonly Player[],
  rows: readonly Row[],
  said: (what: string) => void,
  { nonce, record }: Before = { nonce: 1 },
) {
  const account = payer()
  const price = rows.reduce((sum, row) => sum + BigInt(seatsIn(row)) * FEE + FEE, 0n)
  await send(world, keeper(), contractsOf(world).arbitrator, 'depositCredit', [account.address], price)
  await world.advance(60)
  const session = await enter(world.url, account)
  const ids = new Map<Row, bigint>()
  const lists = new Map<Row, Address>()
  for (const [i, row] of rows.entries()) {
    said(`${row.court}: asked`)
    ids.set(
      row,
      row.tokens
        ? await openOnChain(world)
        : row.list
          ? await openInList(world, lists, row)
          : await open(world, session, players, row, BigInt(nonce + i), tellingOf(ids, row), record),
    )
  }
  const waits = [...ids].filter(([{ resolvedBy }]) => resolvedBy)
  const others = [...ids].filter(([{ resolvedBy }]) => !resolvedBy)
  const each = async (what: string, step: (id: bigint, row: Row) => Promise<unknown>, some = [...ids]) => {
    for (const [row, id] of some) {
      said(`${row.court}: ${what}`)
      await step(id, row)
    }
  }
  await each('opened', (id) => inQueue(() => untilOpen(world, id)))
  await each('drawn', (id) => untilDrawn(world, id))
  said('answers')
  await answer(world, ids, players)
  await each('gazetted', (id) => untilGazetted(world, id))
  await each('controls opened', (id, row) => openControls(world, id, row))
  for (const some of [others, waits]) {
    await each('judged', (id) => untilJudged(world, id), some)
    await each('ruled', (id) => untilRuled(world, id), some)
  }
  const came: Came[] = []
  for (const [row, id] of ids)
    came.push(
      row.tokens
        ? await comparePaid(world, id, row, row.tokens)
        : row.list
          ? await compareList(world, id, lists.get(row)!, row, row.list)
          : await compare(world, id, players, row),
    )
  return came
}

/** A transaction opens it, as anybody's would. */
async function openOnChain(world: World): Promise<bigint> {
  const client = world.chain.writer(keeper()) as unknown as Writer
  return (await createDispute(client, world.court, { choices: 2 })).id
}

/** Somebody lists an item, and somebody else challenges it: by the transactions that the API hands out. */
async function openInList(world: World, lists: Map<Row, Address>, row: Row): Promise<bigint> {
  const list = await openList(world, payee())
  lists.set(row, list)
  const item = itemOf(row)
  const seen = (state: string) =>
    world.settle(`the item ${state}`, async () => {
      const view = await world.court.item(list, item).catch(() => undefined)
      return view?.state === state
    })
  await seen('absent')
  await move(world, list, item, 'list', payee())
  await seen('applied')
  await move(world, list, item, 'challenge', keeper())
  await seen('disputed')
  return BigInt((await world.court.item(list, item)).entry.disputeId)
}

const itemOf = ({ asks }: Row): Digest => digest(utf8(asks))

/** What became of a challenged item, and of both bonds. */
async function compareList(
  world: World,
  id: bigint,
  list: Address,
  row: Row,
  { owed, state }: NonNullable<Row['list']>,
): Promise<Came> {
  const { court, asks: asked } = row
  const wanted = expectedOf(row, { sits: [], elapsed: [] })
  await world.settle('the ruling in the list', async () => (await world.court.item(list, itemOf(row))).state === state)
  const view = await world.court.dispute(id)
  const { isListed } = await world.court.item(list, itemOf(row))
  const has = await Promise.all([payee(), keeper()].map(({ address }) => owedBy(world, list, address)))
  const got = { found: [view.ruling?.ruling ?? null], isListed, parties: has.map(String) }
  const expected = { found: wanted.found, isListed: state === 'listed', parties: owed.map(String) }
  const { ok } = verify(await world.court.transcript(id, 0), anchorsOf(world.manifest))
  const why = [...differing(expected, got), ...(ok ? [] : ['its transcript fails'])].join('; ')
  return { court, ok: why === '', how: 'chain', asked, expected, got, ...(why ? { why } : {}) }
}

/** Waits longer than for one dispute alone: the court's transactions for two dozen at once stand in one queue. */
async function inQueue<T>(wait: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries < MOST_WAITS; tries++) {
    try {
      return await wait()
    } catch (error) {
      if (!(error as Error).message.startsWith('world: expected')) throw error
    }
  }
  return wait()
}

/** What the chain paid whom, once it is settled, as the API tells it. */
async function comparePaid(world: World, id: bigint, row: Row, tokens: readonly bigint[]): Promise<Came> {
  const { court, asks: asked } = row
  const wanted = expectedOf(row, { sits: [], elapsed: [] })
  await inQueue(() => untilSettled(world, id))
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

/** The dispute off chain whose ruling a row waits for. It stands before that row. */
function tellingOf(ids: ReadonlyMap<Row, bigint>, { resolvedBy }: Row): bigint | undefined {
  return [...ids].find(([{ court, tokens }]) => court === resolvedBy?.court && !tokens)?.[1]
}

const keyIn = ({ domain }: World, id: bigint): Digest => disputeKeyOf(domain.chainId, domain.arbitrator, id)

/** Founds the court and asks the dispute, both over HTTP. @returns the dispute's number. */
async function open(
  world: World,
  session: string,
  players: readonly Player[],
  row: Row,
  nonce: bigint,
  telling: bigint | undefined,
  record: Stated['trusted'] | undefined,
): Promise<bigint> {
  const policy = policyOf(row)
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
  const now = await world.now()
  const own = parties(players.length)
  const facts = row.brings && stated(row.brings, questionOf(row), inOrder(players), inPlaces(own), now)
  const brought = record ? { ...facts, trusted: record } : facts
  const asked = {
    under: { court, version: String(version), policyHash },
    asked: row.block ?? {},
    ...(controls ? { controls: controls.hash } : {}),
    ...(brought ? { stated: brought } : {}),
    ...(telling ? { resolvedBy: keyIn(world, telling) } : {}),
    title: row.asks,
  }
  const sign = (party: Address, message: string) =>
    own.find(({ address }) => address === party)!.account.signMessage({ message })
  const { disputeId } = await ask(setting, {
    court: 0,
    policyHash: law,
    question: await bonded(asked, { account: payer().address, nonce: String(nonce) }, sign),
    policy: founded.policy,
    seats: seatsIn(row),
    maxFee: BigInt(seatsIn(row) + 1) * FEE,
    nonce,
    expiresAt: now + 3600,
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

/** What a row asks in its court. */
function questionOf({ court, block }: Row): Question {
  const read = courtOf(PRESETS[court]!)
  const asked = read.ok ? read.value.question(block) : ''
  if (typeof asked === 'string') throw new Error(`gallery: ${court} can't be asked this`)
  return asked
}

/** People who put up bonds or bring items, beside so many jurors. They sign, and need no money on chain. */
const parties = (count: number): Player[] => jurors(count + MOST_PARTIES).slice(count)
const inPlaces = (players: readonly Player[]): Address[] => players.map(({ address }) => address)
const inOrder = (players: readonly Player[]): Address[] => inPlaces(players).toSorted(byName)

/** The control items of a row, sealed and as they are opened. */
function controlsOf(row: Row) {
  if (!row.controls) return undefined
  const { items, said } = row.controls
  const asked = questionOf(row)
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

/** The drawn jurors seal what the rows have them say, by place: the prompt ones first, and nobody too soon. */
async function answer(world: World, ids: ReadonlyMap<Row, bigint>, players: readonly Player[]): Promise<void> {
  const ballots = []
  for (const [row, id] of ids) {
    const sitting = sittingOf(await world.court.dispute(id))
    const opensAt = sitting.times.commitOpensAt
    for (const [place, juror] of placesIn(sitting).entries()) {
      const says = saysIn(row, numbersOf(sitting, players))[place]
      if (says) ballots.push({ id, juror, says, at: opensAt + (row.after?.[place] ?? 1) })
    }
  }
  for (const { id, juror, says, at } of ballots.toSorted((a, b) => a.at - b.at)) {
    if ((await world.now()) < at) await world.advanceTo(at)
    const client = await joinAs(world, players.find(({ address }) => address === juror)!)
    await client.vote(id, says)
  }
}

/** Each place's number among all jurors there are. */
const numbersOf = (sitting: DisputeView['sittings'][number], players: readonly Player[]): number[] =>
  placesIn(sitting).map((place) => inOrder(players).indexOf(place))

const placesIn = (sitting: DisputeView['sittings'][number]): Address[] =>
  [...seatsByJuror(sitting).keys()].toSorted(byName)

/** Who sat, and how long after the opening of the commit period each ballot came; 0 where none did. */
async function satIn(world: World, id: bigint, sitting: DisputeView['sittings'][number], players: readonly Player[]) {
  const { entries } = await world.court.docket(id)
  const commits = entries.filter((entry) => entry.kind === 'commit')
  const elapsed = placesIn(sitting).map((place) => {
    const last = commits.findLast(({ body }) => body.juror === place)
    return last ? last.acceptedAt - sitting.times.commitOpensAt : 0
  })
  return { sits: numbersOf(sitting, players), elapsed }
}

/** Reads what came of it back over HTTP, and verifies the transcript as a stranger would. */
async function compare(world: World, id: bigint, players: readonly Player[], row: Row): Promise<Came> {
  const { court, asks: asked } = row
  const view = await world.court.dispute(id)
  const sitting = sittingOf(view)
  const word = sitting.judged?.word
  if (!word || !view.ruling) return { court, ok: false, how: 'api', asked, why: 'no ruling came of it' }
  const wanted = expectedOf(row, await satIn(world, id, sitting, players))
  const places = placesIn(sitting)
  const accounts = inPlaces(parties(players.length)).slice(0, wanted.parties?.length ?? 0)
  const paid = new Map(word.payments.map(({ account, change }) => [account, change]))
  const got = {
    found: word.findings.map(({ said }) => row.seen?.(said) ?? said),
    scores: places.map((place) => word.scores.find(({ juror }) => juror === place)?.score ?? null),
    jurors: places.map((place) => paid.get(place) ?? '0'),
    opener: paid.get('opener') ?? '0',
    burned: paid.get('burned') ?? '0',
    pot: paid.get('pot') ?? '0',
    parties: accounts.map((account) => paid.get(account) ?? '0'),
    astray: astray(word, wanted),
  }
  const expected = {
    found: wanted.found,
    scores: wanted.scores.map((score) => (score === null ? null : String(score))),
    jurors: wanted.jurors.map(String),
    opener: String(wanted.opener),
    burned: String(wanted.burned ?? 0n),
    pot: String(-BigInt(seatsIn(row)) * FEE - (row.brings?.prize ?? 0n)),
    parties: (wanted.parties ?? []).map(String),
    astray: [] as string[],
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

/** Findings whose number is further off than it may be, with both numbers. */
function astray({ findings }: { findings: readonly Pick<Found, 'trace'>[] }, { trace }: Expected): string[] {
  return (trace?.values ?? []).flatMap((value, i) => {
    const got = Number(findings[i]?.trace[trace!.name]) / 1e9
    return Math.abs(got - value) <= trace!.within ? [] : [`item ${i}: ${trace!.name} ${value}, got ${got}`]
  })
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
  const { found, jurors, tokens, opener, burned, pot, parties } = got as Record<'opener' | 'burned' | 'pot', string> & {
    found: Said[]
    jurors: string[]
    parties: string[]
    tokens?: string[]
  }
  const listed = (sums: readonly string[]) => shortened(sums.map((sum) => amount(BigInt(sum))).join(', '))
  if (how === 'chain' && !tokens)
    return [
      `${mark} ${bold(column(court, 20))} ${asked}`,
      `  found ${shortened(JSON.stringify(found))}`,
      `  the list owes the lister and the challenger ${listed(parties)} ETH`,
      ...(why ? [red(`  ${why}`)] : []),
    ].join('\n')
  if (tokens)
    return [
      `${mark} ${bold(column(court, 20))} ${asked}`,
      `  found ${shortened(JSON.stringify(found))}`,
      `  paid by the contract, of the fees: ${listed(jurors)} ETH; of each other’s stakes: ${listed(tokens)} tokens`,
      ...(why ? [red(`  ${why}`)] : []),
    ].join('\n')
  const from = `${amount(-BigInt(pot))} of the asker’s fees`
  const rest = [
    ...(parties.length === 0 ? [] : [`parties ${listed(parties)}`]),
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
  const chosen = ROWS.filter(({ court }) => names.includes(court))
  const telling = new Set(chosen.flatMap(({ resolvedBy }) => resolvedBy?.court ?? []))
  const rows = ROWS.filter((row) => chosen.includes(row) || (telling.has(row.court) && !row.tokens))
  const heard = rows.length > 0 ? await hearRows(rows, (what) => process.stderr.write(`${dim(what)}\n`)) : []
  if (names.includes(TRUSTED.again.court))
    heard.push(await hearTrusted((what) => process.stderr.write(`${dim(what)}\n`)))
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

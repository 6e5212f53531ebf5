/**
 * Demo: one dispute from payment to payout, on this machine, with everything real but the money.
 *
 * A chain, the contracts, the built Worker with its storage, five attestors of whom three must sign, a beacon of the
 * real scheme, and jurors who each talk to the court over HTTP. Waiting is what the demo doesn't do: it moves the
 * world's clock instead.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { decodeChoices } from '#law/question/choice'
import type { Address, Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { DisputeView, JurorClient, SittingView } from '../sdk/index.ts'
import {
  carrier,
  deployer,
  double,
  jurors as jurorPlayers,
  keeper,
  operator,
  type Player,
  payee,
  payer,
} from './world/accounts.ts'
import { anchorsOf } from './world/anchors.ts'
import { type Agreement, type ClientKind, RULINGS } from './world/client.ts'
import { GENERAL_TERMS } from './world/deployment.ts'
import { billOf, gasOf, type Payment, paymentsSince } from './world/ledger.ts'
import { caught, LIES, type Lie, sceneAtReveal, survived } from './world/lies.ts'
import {
  type Balance,
  burned,
  payOut,
  returnContributions,
  unclaimedTokens,
  untilFolded,
  untilSettled,
  type Wealth,
  wealthOf,
} from './world/money.ts'
import { amount, blue, bold, column, dim, ether, green, grouped, red, short, span } from './world/paper.ts'
import { quarrelOver, showAll } from './world/quarrels.ts'
import { disproved, untilSealed, WEIGHT } from './world/rollLie.ts'
import { untilRuled } from './world/story.ts'
import {
  contractsOf,
  enrol,
  humanityOf,
  joinAs,
  openWorld,
  ripen,
  send,
  stakeWithPermit,
  type World,
} from './world/world.ts'

const TOLD: readonly string[] = [...LIES, WEIGHT]

const HELP = `One dispute from payment to payout, on this machine.

  npm run demo [-- options]

  --client escrow|simple   which of ERC-792's example contracts asks the court   (default: escrow)
  --jurors N               seats of the panel; 12 people stake for 3, 60 for 31  (default: 3)
  --appeal                 the first verdict is wrong, and a panel of 2n + 1 overturns it
  --lie ${TOLD.join('|')}
                           operator and k attestors lie; a stranger with public data voids it and is paid
  --vanish                 API and attestors stop for good; jurors use the contract's lane, a stranger rules
  --json                   one JSON object as the last line
  --keep                   leave the world running at the end, until Ctrl-C
  --loud                   print what the Workers print
  --help                   this text
`

const startedAt = performance.now()
const options = argumentsOf()
if (options.help) {
  console.log(HELP)
  process.exit(0)
}
const seats = Number(options.jurors)
const kind = options.client as ClientKind
const isLie = options.lie === undefined || TOLD.includes(options.lie)
if (!isLie || !Number.isInteger(seats) || seats < 1 || seats > 200 || (kind !== 'escrow' && kind !== 'simple')) {
  console.error(HELP)
  process.exit(2)
}
const largest = options.appeal ? 2 * seats + 1 : seats
const stakers = Math.max(12, Math.ceil((largest * 60) / 31))
const tell = (text = '') => {
  if (!options.json) console.log(text)
}

let world: World | undefined
let stopping: Promise<void> | undefined
const stop = () => (stopping ??= world?.stop() ?? Promise.resolve())
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void stop().finally(() => process.exit(130))
  })

function argumentsOf() {
  try {
    return parseArgs({
      options: {
        client: { type: 'string', default: 'escrow' },
        jurors: { type: 'string', default: '3' },
        appeal: { type: 'boolean', default: false },
        lie: { type: 'string' },
        vanish: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        loud: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (cause) {
    console.error(`demo: ${(cause as Error).message}\n\n${HELP}`)
    process.exit(2)
  }
}

/** The whole story. @returns true if the money moved as ruled. */
async function demo(): Promise<boolean> {
  tell(`\n  ${bold('Venire')}  one dispute, from payment to payout\n`)
  const opening = ['chain', 'contracts', 'beacon', 'workers']
  const said = (what: string) => tell(`    ${column(dim('starting'), 15)}${opening[opening.indexOf(what)] ?? what}`)
  world = await openWorld({ jurors: stakers, terms: { seats }, loud: options.loud, said })
  const parties = { payer: payer(), payee: payee() }
  const players = jurorPlayers(stakers)
  const names = namesOf(players)
  const told = teller(world, names)

  title('The world')
  fact('chain', `${world.manifest.chainId}, arbitrator ${world.manifest.arbitrator}`)
  fact(
    'attestors',
    `${world.manifest.k} of ${world.manifest.attestors.length}, each with its own key, chain access, beacon relay and database`,
  )
  fact('court', `0 “${world.manifest.policy.name}”, ${seats} seats, one account per person`)

  title('Jurors')
  await enrol(world, players, (i) => (1000n + 50n * BigInt(i % 7)) * 10n ** 18n)
  fact('staked', `${stakers} people, one account each, admitted through the registry`)
  fact('refused', await secondAccount(world, players[0]!))
  await told.skip()
  const epoch = await ripen(world)
  await told.quietly('the roll of the epoch was posted')
  fact('roll', `epoch ${epoch} is in force: who may be drawn was sealed before there was a dispute`)
  const clients = await Promise.all(players.map((one) => joinAs(world!, one)))
  fact('joined', `${clients.length} clients, each with a ballot key from one signature`)

  title('The agreement')
  const { agreement, files } = await quarrelOver(world, kind, parties)
  await told.news('evidence', undefined)
  const { arbitrator, vault } = contractsOf(world)
  const others = [agreement.address, arbitrator.address, vault.address]
  const everybody = [
    ...[...Object.values(parties), carrier(), keeper(), ...players].map(({ address }) => address),
    ...others,
  ]
  const wealthBefore = await wealthOf(world, everybody)
  const fromBlock = Number(await world.chain.reader.getBlockNumber({ cacheTime: 0 })) + 1
  await agreement.contest()
  const name = await world.chain.reader.readContract({ ...contractsOf(world).arbitrator, functionName: 'disputeCount' })
  await world.settle('the dispute on the docket', async () => (await seen(world!, name)) !== undefined)
  const openedAt = Number((await world.court.dispute(name)).facts.openedAt)
  told.from(openedAt)
  await told.news('evidence', (await world.court.dispute(name)).untilAt)

  title(`Dispute ${name}`)
  await showEvidence(world, name, files)
  let view = await world.court.dispute(name)
  await told.period(view)

  view = await hear(name, { majority: options.appeal ? 1 : 2, clients, names, told })
  if (options.appeal) {
    await appealed(name, parties, told)
    view = await hear(name, { majority: 2, clients, names, told })
  }

  const held = await balances(world, parties, agreement)
  const windows = Math.max(GENERAL_TERMS.appealSeconds, GENERAL_TERMS.challengeSeconds)
  await world.advanceTo(sitting(view).delivered!.at + windows + 1)
  await world.settle(
    'a ruling that was executed',
    async () => (await world!.court.dispute(name)).ruling?.executed === true,
  )
  view = await world.court.dispute(name)
  await told.period(view)
  await told.news('execution', undefined)

  const after = await balances(world, parties, agreement)
  await untilSettled(world, name)
  const seated = view.sittings.flatMap((sat) => [...seatsByJuror(sat).keys()])
  await untilFolded(world, seated)
  await told.news('execution', undefined)
  for (const each of view.sittings.keys())
    await returnContributions(world, name, BigInt(each + 1), [parties.payer.address, parties.payee.address])
  await payOut(world, everybody)
  const wealthAfter = await wealthOf(world, everybody)
  const ruling = view.ruling!.ruling
  const winner = ruling === 1 ? 'payer' : 'payee'
  const paid = held.contract - after.contract
  const executed =
    paid >= agreement.value && after[winner] - held[winner] === paid && ruling === sitting(view).judged!.ruling
  const transcript = await keepTranscript(world, name, sitting(view).panel)

  const all = await told.payments()
  const payments = all.slice(told.clientFrom())
  const roles = new Map(['contract', 'arbitrator', 'vault'].map((role, i) => [others[i]!, role]))
  const called = (address: Address) => roles.get(address) ?? names(address)
  const table = tableOf({ everybody, names: called, before: wealthBefore, after: wealthAfter })
  const gasWei = burned(all.filter(({ block }) => block >= fromBlock))
  const unclaimed = await unclaimedTokens(world, [...players, double()])
  const bill = billOf(payments, world.manifest.arbitrator)
  report({ table, gasWei, unclaimed, bill, names, ruling, paid, winner, executed, transcript })
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  tell(`  ${dim(`${seconds} s on the clock of the wall, ${span((await world.now()) - openedAt)} on the world's`)}\n`)
  tell(`  ${bold('Next')}
    npm run verify -- ${transcript} --anchors ${join(dirname(transcript), 'anchors.json')}
    npm run verify -- ${transcript} --tamper
    npm run demo -- ${options.appeal ? '--jurors 31' : '--appeal'}\n`)
  if (options.json)
    console.log(
      JSON.stringify({
        executed,
        ruling,
        jurors: seats,
        gasTotal: Number(gasOf(bill.own)),
        gasBefore: Number(gasOf(bill.before)),
        gasShared: Number(gasOf(bill.shared)),
        gasByPayer: byPayer(bill.own, names),
        transactions: bill.own.length,
        balances: table.map(({ name, before: had, after: has }) => ({
          name,
          before: spelled(had),
          after: spelled(has),
        })),
        gasWei: String(gasWei),
        left: spelled({ wei: sumOf(table, 'wei') + gasWei, tokens: sumOf(table, 'tokens') }),
        seconds,
        transcript,
      }),
    )
  return executed && sumOf(table, 'wei') + gasWei === 0n && sumOf(table, 'tokens') === 0n && unclaimed === 0n
}

// The steps

type Hearing = {
  /** What two thirds of the seats vote for; the rest votes for the other side. */
  majority: 1 | 2
  clients: readonly JurorClient[]
  names: (address: Address) => string
  told: ReturnType<typeof teller>
}

/** One panel, from its draw to its verdict on chain. */
async function hear(name: bigint, { majority, clients, names, told }: Hearing): Promise<DisputeView> {
  if (!world) throw new Error('demo: expected a world')
  const { court } = world
  let view = await court.dispute(name)
  await world.advanceTo(sitting(view).times.drawAt + 6)
  await world.settle('a drawn panel', async () => sitting(await court.dispute(name)).draws.length > 0)
  view = await court.dispute(name)
  const drawn = seatsByJuror(sitting(view))
  await told.period(view)
  told.line('draw', `beacon round ${sitting(view).times.seedRound} drew ${sitting(view).draws.length} times`)
  told.line('draw', `${[...drawn].map(([juror]) => names(juror)).join(', ')} hold ${sitting(view).seats} seats`)

  await world.advanceTo(sitting(view).times.commitOpensAt + 1)
  view = await court.dispute(name)
  await told.period(view)
  const gone = await voteAll(name, { majority, clients, drawn, told, held: sitting(view).seats })

  await world.advanceTo(sitting(view).times.commitClosesAt + 1)
  await world.settle('a gazette that holds the ballots', async () => {
    const payments = await told.payments()
    return payments.some(({ what, at }) => what === 'post' && at > sitting(view).times.commitClosesAt)
  })
  view = await court.dispute(name)
  await told.period(view)
  await told.news('reveal', view.untilAt)

  await world.advanceTo(sitting(view).times.revealAt + 3)
  await world.settle('a verdict of the panel', async () => sitting(await court.dispute(name)).judged !== undefined)
  view = await court.dispute(name)
  showBallots(view, names, gone, told)
  await world.settle('the verdict on chain', async () => sitting(await court.dispute(name)).delivered !== undefined)
  view = await court.dispute(name)
  await told.period(view)
  await told.news('appeal', view.untilAt)
  return view
}

/** The loser appeals in one call, the winner funds the other side, and both windows pass. */
async function appealed(
  name: bigint,
  parties: { payer: Player; payee: Player },
  told: ReturnType<typeof teller>,
): Promise<void> {
  if (!world) throw new Error('demo: expected a world')
  const { court, chain } = world
  const { arbitrator } = contractsOf(world)
  const { panel } = sitting(await court.dispute(name))
  const cost = await chain.reader.readContract({ ...arbitrator, functionName: 'appealCost', args: [name, '0x'] })
  await send(world, parties.payee, arbitrator, 'appeal', [name, '0x'], cost)
  told.line('appeal', `the payee pays ${ether(cost)} against the ruling: the next panel, and half as much at stake`)
  const missing = await chain.reader.readContract({ ...arbitrator, functionName: 'missingOf', args: [name, FOR] })
  await send(world, parties.payer, arbitrator, 'contribute', [name, FOR], missing)
  told.line('appeal', `the payer pays ${ether(missing)} for it: half of the panel, and the same stake`)
  await told.news('appeal', undefined)
  await world.settle('the appeal on the docket', async () => sitting(await court.dispute(name)).panel > panel)
  await told.period(await court.dispute(name))
}

/** The person behind a juror's account comes again with another account, and is refused. */
async function secondAccount(world: World, juror: Player): Promise<string> {
  const { registry, token, vault } = contractsOf(world)
  const other = double()
  // The registry itself knows one account per human at a time; the person moves the claim and tries to count twice.
  await send(world, deployer(), registry, 'register', [other.address, humanityOf(juror.address)])
  await send(world, deployer(), token, 'mint', [other.address, 1000n * 10n ** 18n])
  await stakeWithPermit(world, other, 1000n * 10n ** 18n)
  try {
    await send(world, other, vault, 'admit', [0n, other.address])
  } catch (cause) {
    const [reason] = (cause as Error).message.match(/\w+(?=\()/) ?? ['']
    return `the second account of the person behind ${juror.name}: the vault reverts with ${bold(reason)}`
  }
  throw new Error('demo: expected the second account of a person to be refused')
}

async function showEvidence(world: World, name: bigint, files: readonly { reference: string; content: string }[]) {
  for (const { party, meta, reference, check } of await showAll(world, name, files)) {
    const found = files.find((file) => file.reference === reference)
    const text = found ? (JSON.parse(found.content) as { title: string }).title : reference
    const from = meta ? 'MetaEvidence' : `Evidence from ${party === payer().address ? 'the payer' : 'the payee'}`
    const verdict = check === 'matches' ? 'the content has the hash its address promises' : check
    fact('exhibit', `${column(from, 24)}“${text}”`)
    fact('', dim(`${column(`${reference.slice(0, 20)}…`, 24)}${verdict}`))
  }
}

/** Every drawn juror votes; one of the majority is never heard of again. @returns that one. */
async function voteAll(
  name: bigint,
  panel: Omit<Hearing, 'names'> & { drawn: ReadonlyMap<Address, number>; held: number },
): Promise<Address> {
  const { majority, clients, drawn, told } = panel
  // A third of the seats dissent, so that the one who disappears decides: without that ballot it may be a tie.
  let dissent = Math.floor(panel.held / 3)
  let gone: Address | undefined
  for (const [juror, held] of drawn) {
    const client = clients.find(({ address }) => address === juror)!
    const summons = await client.summonses()
    if (summons.length === 0) throw new Error(`demo: expected a summons for ${juror}`)
    const choice = held <= dissent ? OTHER[majority] : majority
    if (choice !== majority) dissent -= held
    const vote = await client.vote(name, choice)
    const leaves = choice === majority && gone === undefined
    if (leaves) gone = juror
    told.vote(juror, held, vote.receipt.number, leaves)
  }
  return gone!
}

function showBallots(
  view: DisputeView,
  names: (address: Address) => string,
  gone: Address,
  told: ReturnType<typeof teller>,
): void {
  const { opened, judged, times } = sitting(view)
  told.line('reveal', `beacon round ${times.beaconRound} opened ${opened.length} ballots; nobody came to do it`)
  if (opened.length <= 6)
    for (const { juror, answer } of opened)
      told.line('reveal', `${names(juror)}: ${choiceOf(answer)}${juror === gone ? dim('  (never came back)') : ''}`)
  else told.line('reveal', `${names(gone)} among them, who never came back`)
  told.line('verdict', `${RULINGS[judged!.ruling]}${judged!.tied ? ' (tied)' : ''}`)
}

const choiceOf = (answer: Hex): string => {
  const [choice] = decodeChoices({ space: 'choice', items: 1, choices: 2 }, answer) ?? []
  return RULINGS[choice as 0 | 1 | 2] ?? 'not an answer'
}

async function keepTranscript(world: World, name: bigint, panel: number): Promise<string> {
  const root = join(import.meta.dirname, '..')
  const folder = join(root, '.venire')
  mkdirSync(folder, { recursive: true })
  const text = await world.court.transcript(name, panel)
  const file = join(folder, `transcript-${kind}-${seats}${options.appeal ? '-appeal' : ''}.json`)
  writeFileSync(file, text)
  writeFileSync(join(folder, 'anchors.json'), `${JSON.stringify(anchorsOf(world.manifest), null, 2)}\n`)
  return relative(process.cwd(), file)
}

/** The side of an appeal that pays for the ruling to stand, as the contract numbers it. */
const FOR = 1
const OTHER = { 1: 2, 2: 1 } as const

// What is printed

function title(text: string): void {
  tell(`\n  ${bold(text)}`)
}

function fact(name: string, text: string): void {
  tell(`    ${column(dim(name), 15)}${text}`)
}

function namesOf(players: readonly Player[]): (address: Address) => string {
  const known = new Map(
    [deployer(), operator(), carrier(), keeper(), payer(), payee(), double(), ...players].map(({ address, name }) => [
      address,
      name,
    ]),
  )
  return (address) => known.get(address) ?? short(address)
}

/** Tells what happens as it happens, from the chain's own record. */
function teller({ chain, manifest }: World, names: (address: Address) => string) {
  const payments: Payment[] = []
  let block = manifest.block + 1
  let openedAt: Instant | undefined
  let first = 0
  let said = 0
  let now: string | undefined
  const catchUp = async (): Promise<Payment[]> => {
    const fresh = await paymentsSince(chain, block)
    block = Number(await chain.reader.getBlockNumber({ cacheTime: 0 })) + 1
    payments.push(...fresh)
    return payments
  }
  const clock = (at: Instant) => (openedAt === undefined ? '' : `+ ${span(Math.max(0, at - openedAt))}`)
  const line = (what: string, text: string) => tell(`    ${column(dim(what), 15)}${text}`)
  const payment = ({ what, from, gas, hash, at }: Payment) =>
    tell(
      `    ${column(dim(clock(at)), 15)}${column(names(from), 10)}${column(NAMES[what] ?? what, 34)}${column(short(hash), 14)}${grouped(gas).padStart(9)} gas`,
    )
  return {
    line,
    payments: catchUp,
    clientFrom: () => first,
    from: (at: Instant) => (openedAt = at),
    /** Passes over what happened so far. */
    skip: async () => (said = (await catchUp()).length),
    quietly: async (what: string) => {
      const all = await catchUp()
      const posted = all.slice(said).filter((each) => each.what === 'post')
      for (const each of posted) line('gazette', `${what} ${dim(`${short(each.hash)}  ${grouped(each.gas)} gas`)}`)
      said = first = all.length
    },
    news: async (_period: string, _until: Instant | undefined) => {
      const all = await catchUp()
      for (const each of all.slice(said)) payment(each)
      said = all.length
    },
    period: async ({ period, untilAt }: DisputeView) => {
      if (period === now) return
      now = period
      const until = untilAt === undefined ? '' : `until ${clock(untilAt)}`
      tell(`\n    ${column(blue(period), 15)}${dim(until)}`)
    },
    vote: (juror: Address, held: number, entry: number, leaves: boolean) => {
      if (seats > 7 && !leaves) return
      const weight = held === 1 ? '1 seat' : `${held} seats`
      line(
        'commit',
        `${column(names(juror), 12)}sealed a ballot for ${weight}, receipt ${entry}, no gas${leaves ? '; then leaves for good' : ''}`,
      )
    },
  }
}

/** Functions as the story calls them. */
const NAMES: Record<string, string> = {
  create: 'deploys the contract',
  newTransaction: 'puts 1 ETH in',
  reclaimFunds: 'wants it back, pays the fee',
  depositArbitrationFeeForPayee: 'contests, and opens the dispute',
  submitEvidence: 'shows evidence',
  post: 'posts the gazette',
  deliver: 'delivers the verdict',
  execute: 'executes the ruling',
  appeal: 'appeals',
  contribute: 'pays for the other side',
  settle: 'settles what the jurors are owed',
  fold: 'takes a penalty out of a stake',
}

/** What everybody owned, of those whose wealth changed. */
function tableOf(of: {
  everybody: readonly Address[]
  names: (address: Address) => string
  before: ReadonlyMap<Address, Wealth>
  after: ReadonlyMap<Address, Wealth>
}): Balance[] {
  return of.everybody.flatMap((address) => {
    const [before, after] = [of.before.get(address)!, of.after.get(address)!]
    const isSame = before.wei === after.wei && before.tokens === after.tokens
    return isSame ? [] : [{ name: of.names(address), address, before, after }]
  })
}

const sumOf = (table: readonly Balance[], currency: keyof Wealth): bigint =>
  table.reduce((sum, { before, after }) => sum + after[currency] - before[currency], 0n)

const spelled = ({ wei, tokens }: Wealth) => ({ wei: String(wei), tokens: String(tokens) })

/** One line a name: ether before and after, tokens before and after, and what changed of each. */
function showTable(table: readonly Balance[], gasWei: bigint, unclaimed: bigint): void {
  const change = (wei: bigint) => `${wei > 0n ? '+' : ''}${amount(wei)}`
  const row = (cells: readonly string[]) =>
    tell(
      `    ${cells.map((cell, i) => (i === 0 ? column(cell, 15) : cell.padStart(i === 3 || i === 6 ? 12 : 14))).join('')}`,
    )
  row(['', 'ether before', 'after', '', 'tokens before', 'after', ''])
  for (const { name, before, after } of table) {
    const ether = [amount(before.wei), amount(after.wei), change(after.wei - before.wei)]
    const tokens = [amount(before.tokens), amount(after.tokens), change(after.tokens - before.tokens)]
    row([dim(name), ...ether, ...tokens])
  }
  row([dim('gas'), '', '', change(gasWei), '', '', ''])
  row([bold('sum'), '', '', amount(sumOf(table, 'wei') + gasWei), '', '', amount(sumOf(table, 'tokens'))])
  if (unclaimed !== 0n) fact('unclaimed', `${amount(unclaimed)} tokens at the vault are nobody's stake`)
}

type Balances = { payer: bigint; payee: bigint; contract: bigint }

async function balances(
  world: World,
  parties: { payer: Player; payee: Player },
  agreement?: Agreement,
): Promise<Balances> {
  const of = (address: Address) => world.chain.reader.getBalance({ address })
  const [from, to, contract] = await Promise.all([
    of(parties.payer.address),
    of(parties.payee.address),
    agreement ? of(agreement.address) : 0n,
  ])
  return { payer: from, payee: to, contract }
}

function report(end: {
  table: readonly Balance[]
  gasWei: bigint
  unclaimed: bigint
  bill: ReturnType<typeof billOf>
  names: (address: Address) => string
  ruling: number
  paid: bigint
  winner: 'payer' | 'payee'
  executed: boolean
  transcript: string
}): void {
  const { bill, names } = end
  title('Balances')
  showTable(end.table, end.gasWei, end.unclaimed)

  title('Gas')
  for (const { what, from, gas, hash } of bill.own)
    tell(`    ${column(names(from), 15)}${column(NAMES[what] ?? what, 37)}${grouped(gas).padStart(9)}   ${dim(hash)}`)
  tell(`    ${column(bold('total'), 52)}${bold(grouped(gasOf(bill.own)).padStart(9))}`)
  for (const [name, gas] of Object.entries(byPayer(bill.own, names)))
    tell(`    ${column(dim(`  paid by ${name}`), 52)}${grouped(gas).padStart(9)}`)
  tell(`    ${column(dim('before the dispute, by its parties'), 52)}${grouped(gasOf(bill.before)).padStart(9)}`)
  const count = bill.shared.length === 1 ? '1 gazette, which serves' : `${bill.shared.length} gazettes, which serve`
  tell(`    ${column(dim(`${count} every dispute of the court`), 52)}${grouped(gasOf(bill.shared)).padStart(9)}`)

  title('The end')
  const words = `ruling ${end.ruling}, ${RULINGS[end.ruling as 0 | 1 | 2]}: the contract paid ${ether(end.paid)} to the ${end.winner}`
  tell(`    ${column(end.executed ? green('✓ as ruled') : red('✗ not as ruled'), 15)}${words}`)
  fact('transcript', end.transcript)
  tell()
}

function byPayer(payments: readonly Payment[], names: (address: Address) => string): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { from, gas } of payments) sums[names(from)] = (sums[names(from)] ?? 0) + Number(gas)
  return sums
}

// Reading

const sitting = (view: DisputeView): SittingView => view.sittings.at(-1)!

async function seen(world: World, name: bigint): Promise<DisputeView | undefined> {
  try {
    return await world.court.dispute(name)
  } catch {
    return undefined // not on a docket yet
  }
}

function seatsByJuror({ draws }: SittingView): Map<Address, number> {
  const held = new Map<Address, number>()
  for (const { address, seated } of draws) if (seated) held.set(address, (held.get(address) ?? 0) + 1)
  return held
}

/** A dispute among liars, or one that its court left. @returns true if it came to its right ruling all the same. */
async function distrust(): Promise<boolean> {
  tell(`\n  ${bold('Venire')}  ${options.vanish ? 'a court that vanishes' : `a court that lies: ${options.lie}`}\n`)
  // Where the court goes on by itself, as many have to be left as must sign.
  const attestors = options.lie === WEIGHT ? 6 : 5
  world = await openWorld({ jurors: stakers, attestors, terms: { seats: 3 }, loud: options.loud })
  const players = jurorPlayers(stakers)
  await enrol(world, players, () => 1000n * 10n ** 18n)
  await ripen(world)
  const end = options.vanish
    ? await vanished(world, players)
    : options.lie === WEIGHT
      ? await liedAboutWeight(world, players)
      : await lied(world, players, options.lie as Lie)
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  tell(`\n  ${dim(`${seconds} s on the clock of the wall`)}\n`)
  if (options.json) console.log(JSON.stringify({ ...end, seconds }))
  return end.ruling === 2
}

async function lied(world: World, players: readonly Player[], lie: Lie) {
  const { fault, gas, earned, blocks, ruling } = await caught(await sceneAtReveal(world, players, lie), lie, fact)
  title('The end')
  fact('proof', `${fault}, ${grouped(gas)} gas, ${blocks} ${blocks === 1n ? 'block' : 'blocks'} after the delivery`)
  fact('earned', `${ether(earned)} by the stranger, all gas paid: half of the bond`)
  fact('ruling', `${ruling}, ${RULINGS[ruling as 0 | 1 | 2]}`)
  return { lie, fault, gas: Number(gas), earned: String(earned), blocks: Number(blocks), ruling }
}

/** Rolls that were made up never come into force; the next dispute is drawn from those before them, and ruled. */
async function liedAboutWeight(world: World, players: readonly Player[]) {
  const { epochSeconds } = world.manifest
  await untilSealed(world)
  const { fault, gas, earned, epoch } = await disproved(world, world.attestors, fact)
  await world.advanceTo((epoch + 1) * epochSeconds + 60)
  const { id, dispute } = await sceneAtReveal(world, players, 'roll', ({ revealAt }) => revealAt + 3)
  fact('court', `epoch ${epoch} has no rolls: draws from those of epoch ${dispute.rollEpoch}`)
  const ended = await untilRuled(world, id)
  const ruling = ended.ruling?.ruling ?? 0
  title('The end')
  fact('proof', `${fault}, ${grouped(gas)} gas, before the rolls came into force`)
  fact('earned', `${ether(earned)} by the stranger, all gas paid: half of the bond; the other half is burnt`)
  fact('ruling', `${ruling}, ${RULINGS[ruling as 0 | 1 | 2]}`)
  return { lie: WEIGHT, fault, gas: Number(gas), earned: String(earned), ruling }
}

async function vanished(world: World, players: readonly Player[]) {
  const { ruling, paid, lane } = await survived(world, players, fact)
  title('The end')
  fact('ruling', `${ruling}, ${RULINGS[ruling as 0 | 1 | 2]}: ${lane} ballots from the lane, nobody's signature`)
  fact('paid', `${ether(paid)} to the payee`)
  return { ruling, paid: String(paid), lane }
}

try {
  const executed = options.lie !== undefined || options.vanish ? await distrust() : await demo()
  if (options.keep && world) {
    tell(`  ${bold('Still up')}
    ${column('the court', 15)}${blue(world.url)}  (pages: /, /docket/1, /verify/1/0, /desk · API: /openapi.json, /disputes/1/docket)
    ${column('the chain', 15)}${blue(world.chain.url)}
    Ctrl-C ends both.\n`)
    await new Promise(() => undefined)
  }
  await stop()
  process.exit(executed ? 0 : 1)
} catch (cause) {
  console.error(red(`\ndemo: ${(cause as Error).stack ?? cause}`))
  await stop()
  process.exit(1)
}

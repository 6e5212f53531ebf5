/**
 * Challenge: holds a delivered verdict against public data, names its fault, and shows it to the contract for half of the
 * bond. Run with --help for the options.
 *
 * What is found and how it is proven is src/law/fault.ts; here is only the way in and out.
 */
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createPublicClient, createWalletClient, formatEther, http, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { arbitratorAbi } from '#edges/abi'
import type { Charge } from '#law/fault'
import { readTranscript, type Transcript } from '#law/transcript'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { readEntries } from '../sdk/docket.ts'
import { Venire } from '../sdk/index.ts'
import { mined } from '../sdk/mined.ts'
import {
  type FalseRolls,
  falseRolls,
  follow,
  isSettled,
  shownBy,
  showWithheldNode,
  takeBackNode,
} from './world/auditor.ts'
import {
  type Asked,
  type Delivery,
  deliveryOf,
  demandLeaves,
  demandOf,
  demandsIn,
  docketOf,
  findProof,
  heldAgainst,
  isWithheld,
  LEAVES,
  leavesShown,
  type Places,
  placesOf,
  type Send,
  showFault,
  showsLeaves,
  showWithheld,
  type Told,
  takeBack,
  wholeRoll,
} from './world/challenger.ts'

const HELP = `Finds the fault in a delivered verdict, and shows it to the contract.

  npm run challenge -- <transcript.json> --rpc URL [options]
  npm run challenge -- --watch --rpc URL --court URL --arbitrator ADDRESS [options]

  --rpc URL            the chain
  --court URL          a door of the court, for rolls and for a copy of its dockets
  --arbitrator ADDRESS the contract; by default the one the file names
  --key-env NAME       environment variable that holds the key that pays and is paid; without it nothing is sent
  --watch              follows the chain, and challenges and demands unasked, until Ctrl-C: verdicts, and the rolls of
                       each epoch, which it compiles from the vault's events
  --help               this text

exit 0: the delivery stands · 1: a fault was found (and shown, with a key) · 2: wrong usage
`

/** How often --watch looks at the chain: as often as most chains make a block. */
const LOOK_MS = 4000

type Setting = {
  reader: PublicClient
  places: Places
  court?: Venire
  from: Address
  send?: Send
}

async function main(): Promise<number> {
  const { path, options } = readArguments()
  if (options.help) {
    process.stdout.write(HELP)
    return 0
  }
  if (!options.rpc) throw new Usage('expected --rpc')
  if (options.watch) {
    if (!options.court || !options.arbitrator) throw new Usage('expected --court and --arbitrator beside --watch')
    return watch(await settingOf(options, options.arbitrator.toLowerCase() as Address))
  }
  if (!path) throw new Usage('expected the path of a transcript')
  if (!existsSync(path)) throw new Usage(`expected a file at ${path}, got none`)
  const read = readTranscript(new Uint8Array(readFileSync(path)))
  const first = read.ok ? read.value.entries[0] : undefined
  if (!read.ok || first?.kind !== 'open') throw new Usage(read.ok ? 'expected a docket' : read.refusal)
  const { arbitrator, disputeId } = first.body.facts
  const setting = await settingOf(options, (options.arbitrator?.toLowerCase() as Address) ?? arbitrator)
  return judge(setting, BigInt(disputeId), read.value)
}

async function settingOf(options: Options, arbitrator: Address): Promise<Setting> {
  const transport = http(options.rpc)
  const reader: PublicClient = createPublicClient({ transport, cacheTime: 0 })
  const places = await placesOf(reader, arbitrator)
  const court = options.court ? new Venire(options.court) : undefined
  const key = options['key-env'] ? process.env[options['key-env']] : undefined
  if (!key) return { reader, places, court, from: arbitrator }
  const account = privateKeyToAccount(key as Hex)
  const writer = createWalletClient({ account, transport })
  const send: Send = async (to, data, value = 0n) => {
    const hash = await writer.sendTransaction({ to, data, value, chain: null })
    const { status } = await mined(reader, hash)
    if (status !== 'success') throw new Error(`challenge: ${hash} reverted`)
    return hash as Digest
  }
  return { reader, places, court, from: account.address, send }
}

/**
 * Every new delivery as it comes, and every demand for as long as nobody answers it, whoever made it; and the rolls of
 * each epoch, while they can be disproved.
 */
async function watch(setting: Setting): Promise<number> {
  const { reader, places } = setting
  const delivered = { address: places.arbitrator, abi: arbitratorAbi, eventName: 'VerdictDelivered' } as const
  const rolls = { address: places.arbitrator, abi: arbitratorAbi, eventName: 'Gazetted' } as const
  const open = new Map<Digest, Asked>()
  let following: Following | undefined
  // Demands from before are followed, too: whoever made them may be gone.
  let [from, asked] = [await reader.getBlockNumber(), 0n]
  say(`watching ${places.arbitrator} from block ${from} on`)
  for (; ; await pause(LOOK_MS)) {
    const to = await reader.getBlockNumber()
    if (to >= from) {
      for (const { args } of await reader.getContractEvents({ ...delivered, fromBlock: from, toBlock: to }))
        await carefully(`dispute ${args.disputeId}`, () => meet(setting, args.disputeId!, args.panel!))
      for (const { name, ...demand } of await demandsIn(reader, places, { fromBlock: asked, toBlock: to }))
        open.set(name, demand)
      // Those that stood before are looked at once; then whenever an epoch may have got its own.
      const posted = await reader.getContractEvents({ ...rolls, fromBlock: from, toBlock: to })
      if (asked === 0n || posted.some(({ args }) => BigInt(args.rollsRoot!) !== 0n))
        await carefully('rolls', async () => (following ??= await falseRollsOf(setting)))
      from = asked = to + 1n
    }
    const one = following
    if (one)
      await carefully(`rolls of epoch ${one.rolls.epoch}`, async () => {
        // The next epoch's may have come meanwhile.
        if (await isDone(setting, one)) following = await falseRollsOf(setting)
      })
    for (const [name, demand] of open)
      await carefully(`dispute ${demand.id}`, async () =>
        (await isOver(setting, name, demand)) ? open.delete(name) : undefined,
      )
  }
}

/** A watch goes on, whatever becomes of one thing. */
async function carefully(what: string, deed: () => Promise<unknown>): Promise<void> {
  try {
    await deed()
  } catch (cause) {
    say(`${what}: ${(cause as Error).message.split('\n')[0]}`)
  }
}

/** Rolls that are disproved step by step, and the deposits that were laid down for it. */
type Following = { rolls: FalseRolls; waits?: Digest; isSaid?: boolean; asked: Set<Digest>; had: bigint }

async function falseRollsOf({ reader, places, from }: Setting): Promise<Following | undefined> {
  const rolls = await falseRolls(reader, places)
  if (!rolls) return undefined
  say(`rolls of epoch ${rolls.epoch}: not what the vault says`)
  return { rolls, asked: new Set(), had: await reader.getBalance({ address: from }) }
}

/** One look at false rolls. @returns true once there is nothing left to do about them. */
async function isDone({ reader, places, court, from, send }: Setting, one: Following): Promise<boolean> {
  const { rolls, asked, had } = one
  const { epoch } = rolls
  const name = `rolls of epoch ${epoch}`
  const reclaim = async () => {
    for (const hash of send ? asked : [])
      await carefully('deposit', async () => takeBackNode(reader, places, rolls, hash, send!))
    return formatEther((await reader.getBalance({ address: from })) - had)
  }
  if (await isSettled(reader, places, rolls)) {
    await reclaim()
    say(`${name}: void by somebody else’s hand, or in force`)
    return true
  }
  const followed = await follow(reader, places, rolls, send, shownBy(court!, epoch))
  if (!followed) {
    if (!one.isSaid) say(`${name}: can be shown false; without a key nothing is sent`)
    one.isSaid = true
    return false
  }
  let outcome = 'outcome' in followed ? followed.outcome : undefined
  if ('waits' in followed) {
    const { waits } = followed
    if (followed.asked) asked.add(waits)
    if (one.waits !== waits) say(`${name}: ${followed.asked ? 'asked for' : 'nobody shows'} what ${waits} was made of`)
    one.waits = waits
    outcome = send && (await showWithheldNode(reader, places, rolls, waits, { from, send }))
  }
  if (!outcome) return false
  say(`${name}: ${outcome.fault}, void in ${outcome.tx}; ${await reclaim()} ETH came back, all gas paid`)
  return true
}

/** A new delivery. Where the court hands out no transcript of it, its leaves are as good as withheld. */
async function meet(setting: Setting, id: bigint, panel: number): Promise<void> {
  const read = await setting.court!.transcript(id, panel).then(readTranscript, () => undefined)
  if (read?.ok) {
    await judge(setting, id, read.value)
    return
  }
  const delivery = await deliveryOf(setting.reader, setting.places.arbitrator, id)
  if (delivery) await missing(setting, id, delivery)
}

/** Looks after one demand. @returns true once there is nothing left to do about it. */
async function isOver(setting: Setting, name: Digest, asked: Asked): Promise<boolean> {
  const { reader, places, from, send } = setting
  const { demander, isOpen, endsAt } = await demandOf(reader, places, name)
  const now = (await reader.getBlock()).timestamp
  if (!isOpen && asked.piece === LEAVES && now < endsAt) await judgeShown(setting, asked.id)
  if (!isOpen) return true
  const delivery = await deliveryOf(reader, places.arbitrator, asked.id)
  const isDue = delivery !== undefined && (await isWithheld(reader, places, asked, delivery, from))
  if (!isDue && now < endsAt) return false
  const takesBack = send && demander === from.toLowerCase() ? () => takeBack(places, name, send) : undefined
  if (!isDue) await takesBack?.()
  if (!isDue) return true

  say(`dispute ${asked.id}: withheld`)
  if (!send) return true
  const had = await reader.getBalance({ address: from })
  const { tx } = await showWithheld(reader, places, asked, delivery, send)
  await takesBack?.()
  const earned = (await reader.getBalance({ address: from })) - had
  say(`dispute ${asked.id}: the delivery is void in ${tx}; ${formatEther(earned)} ETH came back, all gas paid`)
  return true
}

/** Leaves that were asked for have been shown: whoever shows them late has them judged all the same. */
async function judgeShown(setting: Setting, id: bigint): Promise<void> {
  const { reader, places, court } = setting
  const delivery = await deliveryOf(reader, places.arbitrator, id)
  const shown = delivery && (await leavesShown(reader, places, id, delivery))
  if (!shown) return
  const told = await docketOf(court!, id, delivery)
  if (!told) throw new Error('the court’s docket holds no such panel: its leaves can’t be judged')
  await charge(setting, id, { ...(await chargeOf(setting, id, told, delivery)), shown })
}

/** One delivery held against the transcript. @returns the exit code. */
async function judge(setting: Setting, id: bigint, told: Transcript): Promise<number> {
  const { reader, places } = setting
  const delivery = await deliveryOf(reader, places.arbitrator, id)
  if (!delivery) {
    say(`dispute ${id}: no signed verdict stands`)
    return 0
  }
  const transcript = heldAgainst(told, delivery)
  const held = await chargeOf(setting, id, transcript, delivery)
  return charge(setting, id, held, () => (showsLeaves(transcript) ? undefined : missing(setting, id, delivery)))
}

/** Shows the fault of a delivery, or does `otherwise` where there is none. @returns the exit code. */
async function charge(
  { reader, places, send, from }: Setting,
  id: bigint,
  held: Charge,
  otherwise: () => Promise<number> | undefined = () => undefined,
): Promise<number> {
  const found = await findProof(reader, places, held, from)
  const done = found ? undefined : otherwise()
  if (done) return done
  if (!found) {
    say(`dispute ${id}: the delivery stands; the contract takes no proof against it`)
    return 0
  }
  say(`dispute ${id}: ${found.proof.name}${found.gas > 0n ? `, ${found.gas} gas` : ''}`)
  if (!send) return 1
  const had = await reader.getBalance({ address: from })
  const { tx } = await showFault(reader, places, found.proof, send)
  const earned = (await reader.getBalance({ address: from })) - had
  say(`dispute ${id}: the delivery is void in ${tx}; ${formatEther(earned)} ETH earned, all gas paid`)
  return 1
}

async function missing({ reader, places, send }: Setting, id: bigint, delivery: Delivery): Promise<number> {
  say(`dispute ${id}: these aren't the leaves that were signed`)
  if (!send) return 1
  const deposit = await demandLeaves(reader, places, id, delivery, send)
  say(
    deposit === 0n
      ? `dispute ${id}: somebody has asked for them already`
      : `dispute ${id}: asked for them with ${formatEther(deposit)} ETH; after a quarter of W “withheld” voids the delivery`,
  )
  return 1
}

async function chargeOf({ court }: Setting, id: bigint, transcript: Told, { deliverer }: Delivery): Promise<Charge> {
  const [open] = transcript.entries
  if (!court || open?.kind !== 'open') return { transcript, deliverer }
  const { facts, rollEpoch } = open.body
  const [roll, { entries }] = await Promise.all([
    wholeRoll(court, Number(rollEpoch), Number(facts.court)),
    readEntries(court, id),
  ])
  return { transcript, deliverer, roll, copy: { entries, gazette: transcript.sittings.at(-1)?.gazette ?? null } }
}

type Options = ReturnType<typeof readArguments>['options']

function readArguments() {
  try {
    const text = { type: 'string' } as const
    const flag = { type: 'boolean' } as const
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { rpc: text, court: text, arbitrator: text, 'key-env': text, watch: flag, help: flag },
    })
    return { path: positionals[0], options: values }
  } catch (error) {
    throw new Usage((error as Error).message)
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`)

/** The command can't be carried out as given: exit 2. */
class Usage extends Error {}

process.exitCode = await main().catch((error: Error) => {
  if (!(error instanceof Usage)) throw error
  process.stderr.write(`challenge: ${error.message}\nchallenge: --help lists the options\n`)
  return 2
})

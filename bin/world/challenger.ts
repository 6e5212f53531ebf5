/**
 * Challenger: a stranger with public data and a little ether, who holds delivered verdicts against what was recorded.
 *
 * What was delivered is read from the transaction that brought it. Which proof applies is asked of the contract itself, by a
 * call that nobody pays for; the cheapest one that it takes is sent.
 * @module
 */
import { type Abi, decodeFunctionData, encodeFunctionData, type PublicClient } from 'viem'
import { arbitratorAbi, challengeAbi, demandAbi, laneAbi } from '#edges/abi'
import { headerOf, replay } from '#law/dispute'
import { type Charge, deliveredIn, type Proof, proofsOf, type WholeRoll } from '#law/fault'
import type { PackedLeaf } from '#law/settlement'
import type { Posting } from '#law/sitting'
import { type GazetteProof, gazetteProof, leavesIn, spellVerdict, type Transcript } from '#law/transcript'
import { ballotsTree, type Verdict } from '#law/verdict'
import { signaturePoint } from '#primitives/beacon'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { grow, type Leaf } from '#primitives/sumtree'
import { configDigest } from '#primitives/typed'
import { readEntries } from '../../sdk/docket.ts'
import { rollsTree, type Venire } from '../../sdk/index.ts'

/** Sends a call and waits until it is mined. */
export type Send = (to: Address, data: Hex, value?: bigint) => Promise<Digest>

/** Where a court's faults are shown. */
export type Places = { arbitrator: Address; challenge: Address; lane: Address; demand: Address; audit: Address }

/** A verdict as the chain took it; `hash` is what the contract keeps of it, `at` its block. */
export type Delivery = { verdict: Verdict; deliverer: Address; at: bigint; tx: Digest; hash: Digest }

/** What was sent, and what it brought. */
export type Outcome = { fault: string; gas: bigint; tx: Digest }

const ABIS = { challenge: challengeAbi, lane: laneAbi } as const
const lower = (hex: string) => hex.toLowerCase() as Hex

/** The contracts around an arbitrator, as it names them. */
export async function placesOf(reader: PublicClient, arbitrator: Address): Promise<Places> {
  const ask = (functionName: 'challenge' | 'lane' | 'demand' | 'audit') =>
    reader.readContract({ address: arbitrator, abi: arbitratorAbi, functionName })
  const names = ['challenge', 'lane', 'demand', 'audit'] as const
  const [challenge, lane, demand, audit] = (await Promise.all(names.map(ask))).map(lower)
  return { arbitrator, challenge: challenge!, lane: lane!, demand: demand!, audit: audit! }
}

/**
 * The verdict of a dispute that stands, from the calldata that brought it.
 * @returns undefined if there is none, or the call wasn't made to the arbitrator itself.
 */
export async function deliveryOf(reader: PublicClient, arbitrator: Address, id: bigint): Promise<Delivery | undefined> {
  const contract = { address: arbitrator, abi: arbitratorAbi } as const
  const { deliveredAt, deliveryHash } = await reader.readContract({
    ...contract,
    functionName: 'disputeOf',
    args: [id],
  })
  if (deliveredAt === 0) return undefined
  const filter = { ...contract, eventName: 'VerdictDelivered', fromBlock: 0n } as const
  const logs = await reader.getContractEvents({ ...filter, args: { disputeId: id } })
  const last = logs.at(-1)
  if (!last) return undefined
  const { to, input } = await reader.getTransaction({ hash: last.transactionHash })
  if (to === null || lower(to) !== arbitrator) return undefined
  const call = decodeFunctionData({ abi: arbitratorAbi, data: input })
  if (call.functionName !== 'deliver') return undefined
  const [, told, members, k] = call.args
  const chainId = BigInt(await reader.getChainId())
  const list = (members.slice(2).match(/.{40}/g) ?? []).map((member) => lower(`0x${member}`))
  const disputeKey = await reader.readContract({
    address: arbitrator,
    abi: arbitratorAbi,
    functionName: 'disputeKeyOf',
    args: [id],
  })
  const { beaconRound, gazette, ruling, serial, ...rest } = told
  return {
    verdict: {
      ...rest,
      disputeKey,
      beaconRound: Number(beaconRound),
      gazette: Number(gazette),
      ruling: Number(ruling),
      serial: Number(serial),
      configDigest: configDigest({ chainId, arbitrator }, k, list),
    },
    deliverer: lower(last.args.deliverer!),
    at: last.blockNumber,
    tx: last.transactionHash,
    hash: deliveryHash as Digest,
  }
}

/** A court's roll, whole, from the court's own door; what it says is believed only as far as the chain keeps its root. */
export async function wholeRoll(court: Venire, epoch: number, number: number): Promise<WholeRoll> {
  const { headers } = await court.rolls(epoch)
  const told = headers.map(headerOf)
  const header = told.find((each) => each.court === number)
  if (!header) throw new Error(`challenger: expected a roll of court ${number} in epoch ${epoch}`)
  const leaves: Leaf[] = []
  for (let from: number | undefined = 0; from !== undefined; ) {
    const page = await court.rollLeaves(epoch, number, from)
    leaves.push(...page.leaves.map(({ address, weight }) => ({ address, weight: BigInt(weight) })))
    from = page.next ?? undefined
  }
  const path = rollsTree(told).path(number)
  return { header, path, leaves, tree: grow(leaves) }
}

/** The transcript with the verdict that was delivered in the place of its own. */
export function heldAgainst(transcript: Transcript, { verdict }: Delivery): Transcript {
  return { ...transcript, verdict: spellVerdict(verdict) }
}

/**
 * What a court's own docket says of a delivered panel, where the court hands out no transcript that shows its leaves.
 * Undefined if the docket holds no such panel.
 */
export async function docketOf(court: Venire, id: bigint, { verdict }: Delivery): Promise<Told | undefined> {
  const { entries } = await readEntries(court, id)
  const dispute = replay(entries)
  const sitting = dispute?.sittings.find(({ panel }) => panel === verdict.panel)
  if (!dispute || !sitting) return undefined
  // The verdict's docket ends where its panel was judged, if the court has come so far.
  const lines = entries.slice(0, sitting.judged ? sitting.judged.entry - 1 : undefined)
  const posting = dispute.postings.find(({ serial }) => serial === verdict.gazette)
  const gazette = posting ? await postingOf(court, dispute.key, posting) : null
  return {
    verdict: spellVerdict(verdict),
    entries: lines.map(({ kind, acceptedAt, body }) => ({ kind, acceptedAt: String(acceptedAt), body }) as never),
    sittings: [{ panel: String(verdict.panel), rollPath: [], drawPaths: [], leaves: [], gazette }],
  }
}

/** As much of a transcript as a charge rests on. */
export type Told = Charge['transcript']

/** A posting with the proof that it holds a docket's head. Nobody's signatures are looked at: the chain has taken it. */
export async function postingOf(court: Venire, key: Digest, { serial, epoch, at }: Posting): Promise<GazetteProof> {
  const { heads, rollsRoot, headsRoot } = await court.gazette(serial)
  const told = { serial, epoch, heads, rollsRoot: rollsRoot as Digest, headsRoot: headsRoot as Digest }
  return gazetteProof(told, key, { at, set: { k: 0, members: [] }, signatures: [] })
}

/** True if the leaves that a transcript shows are those of its verdict. */
export const showsLeaves = (transcript: Transcript): boolean =>
  ballotsTree(leavesIn(transcript)).root === transcript.verdict.ballotsRoot

/** The cheapest proof that the contract takes. Undefined if it takes none: then the delivery is honest, or can't be judged. */
export async function findProof(
  reader: PublicClient,
  places: Places,
  charge: Charge,
  from: Address,
): Promise<{ proof: Proof; gas: bigint } | undefined> {
  const found: { proof: Proof; gas: bigint }[] = []
  for (const proof of proofsOf(charge)) {
    // A round that nobody proved yet can't be compared: proving it is a step of its own.
    if (proof.round) return { proof, gas: 0n }
    const gas = await reader
      .estimateGas({ account: from, to: places[proof.to], data: dataOf(proof) })
      .catch(() => undefined)
    if (gas !== undefined) found.push({ proof, gas })
  }
  return found.sort((a, b) => Number(a.gas - b.gas))[0]
}

/** Sends a proof, and the beacon round it rests on. */
export async function showFault(reader: PublicClient, places: Places, proof: Proof, send: Send): Promise<Outcome> {
  if (proof.round) await proveRound(reader, places, proof.round, send)
  return outcomeOf(reader, proof.name, await send(places[proof.to], dataOf(proof)))
}

/** What a mined transaction came to that showed a fault. */
export async function outcomeOf(reader: PublicClient, fault: string, tx: Digest): Promise<Outcome> {
  const { gasUsed } = await reader.getTransactionReceipt({ hash: tx })
  return { fault, gas: gasUsed, tx }
}

/** True if a contract would take a call; asking costs nothing. */
export const wouldTake = (reader: PublicClient, from: Address, to: Address, data: Hex): Promise<boolean> =>
  reader.estimateGas({ account: from, to, data }).then(
    () => true,
    () => false,
  )

/** Proves a beacon round to the lane, unless somebody did. */
export async function proveRound(
  reader: PublicClient,
  { lane }: Places,
  { beaconRound, signature }: { beaconRound: number; signature: Hex },
  send: Send,
): Promise<void> {
  const contract = { address: lane, abi: laneAbi } as const
  const known = await reader.readContract({ ...contract, functionName: 'randomnessOf', args: [BigInt(beaconRound)] })
  if (BigInt(known) !== 0n) return
  const args = [BigInt(beaconRound), signaturePoint(signature)] as const
  await send(lane, encodeFunctionData({ abi: laneAbi, functionName: 'proveRound', args }))
}

/** A piece of a verdict that somebody asked for: see IDemand. `piece` 0: a run of leaves; 1: an entry; 2: a docket's. */
export type Asked = { id: bigint; piece: number; index: bigint }

/** The piece that is a run of leaves. */
export const LEAVES = 0
/** Leaves that one answer shows. */
const RUN = 256

/** The name of the demand for a run of a delivery's leaves. */
const nameOfRun = (reader: PublicClient, demand: Address, id: bigint, hash: Digest, run: number) =>
  reader.readContract({ address: demand, abi: demandAbi, functionName: 'idOf', args: [id, hash, LEAVES, BigInt(run)] })

/** Asks for all leaves of a delivery that nobody asked for yet. @returns what was put down for the answers. */
export async function demandLeaves(
  reader: PublicClient,
  { demand }: Places,
  id: bigint,
  { verdict, deliverer, hash }: Delivery,
  send: Send,
): Promise<bigint> {
  const contract = { address: demand, abi: demandAbi } as const
  let offered = 0n
  for (let run = 0; run * RUN < verdict.draws; run++) {
    const [, askedAt] = await reader.readContract({
      ...contract,
      functionName: 'demandOf',
      args: [await nameOfRun(reader, demand, id, hash, run)],
    })
    if (askedAt !== 0) continue
    const depositArgs = [hash, LEAVES, BigInt(verdict.draws), BigInt(run)] as const
    const deposit = await reader.readContract({ ...contract, functionName: 'depositFor', args: depositArgs })
    // The base fee may rise by an eighth until the next block.
    const value = (deposit * 5n) / 4n
    const args = [id, deliveredIn(verdict, deliverer), BigInt(run)] as never
    await send(demand, encodeFunctionData({ abi: demandAbi, functionName: 'demandLeaves', args }), value)
    offered += value
  }
  return offered
}

/**
 * A delivery's leaves as answers to demands showed them.
 * @returns undefined unless every run was answered, and by calls to the contract itself.
 */
export async function leavesShown(
  reader: PublicClient,
  { demand }: Places,
  id: bigint,
  { verdict, hash, at }: Delivery,
): Promise<readonly PackedLeaf[] | undefined> {
  const contract = { address: demand, abi: demandAbi } as const
  const shown: PackedLeaf[] = []
  for (let run = 0; run * RUN < verdict.draws; run++) {
    const name = await nameOfRun(reader, demand, id, hash, run)
    const filter = { ...contract, eventName: 'Answered', args: { id: name }, fromBlock: at } as const
    const [answered] = await reader.getContractEvents(filter)
    if (!answered) return undefined
    const { to, input } = await reader.getTransaction({ hash: answered.transactionHash })
    if (to === null || lower(to) !== demand) return undefined
    const call = decodeFunctionData({ abi: demandAbi, data: input })
    if (call.functionName !== 'answerLeaves') return undefined
    shown.push(...(call.args[3] as readonly PackedLeaf[]))
  }
  return shown
}

/** What was asked for in some blocks, by anybody, with the name of each demand. */
export async function demandsIn(
  reader: PublicClient,
  { demand }: Places,
  blocks: { fromBlock: bigint; toBlock: bigint },
): Promise<(Asked & { name: Digest })[]> {
  const logs = await reader.getContractEvents({ address: demand, abi: demandAbi, eventName: 'Demanded', ...blocks })
  return logs.map(({ args }) => ({
    id: args.disputeId!,
    piece: args.piece!,
    index: args.index!,
    name: lower(args.id!),
  }))
}

/** What came of a demand: answered or taken back (`isOpen` false), or still open, and until when its window runs. */
export async function demandOf(reader: PublicClient, { demand }: Places, name: Digest) {
  const call = { address: demand, abi: demandAbi, functionName: 'demandOf', args: [name] } as const
  const [demander, , endsAt] = await reader.readContract(call)
  return { demander: lower(demander), isOpen: BigInt(demander) !== 0n, endsAt }
}

/** True once the contract takes it that a demand went unanswered to its end. */
export async function isWithheld(
  reader: PublicClient,
  { demand }: Places,
  asked: Asked,
  delivery: Delivery,
  from: Address,
): Promise<boolean> {
  return wouldTake(reader, from, demand, withheldData(asked, delivery))
}

/** Shows that a demand went unanswered. */
export async function showWithheld(
  reader: PublicClient,
  { demand }: Places,
  asked: Asked,
  delivery: Delivery,
  send: Send,
): Promise<Outcome> {
  return outcomeOf(reader, 'withheld', await send(demand, withheldData(asked, delivery)))
}

/** Takes back the deposit of a demand that nobody answered. */
export async function takeBack({ demand }: Places, name: Digest, send: Send): Promise<Digest> {
  return send(demand, encodeFunctionData({ abi: demandAbi, functionName: 'takeBack', args: [name] }))
}

function withheldData({ id, piece, index }: Asked, { verdict, deliverer }: Delivery): Hex {
  const args = [id, deliveredIn(verdict, deliverer), piece, index] as never
  return encodeFunctionData({ abi: demandAbi, functionName: 'withheld', args })
}

function dataOf({ to, name, args }: Proof): Hex {
  return encodeFunctionData({ abi: ABIS[to] as Abi, functionName: name, args })
}

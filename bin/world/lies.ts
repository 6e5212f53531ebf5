/**
 * Lies: what an operator and k attestors can sign together, one way of lying each, and a stranger who finds it out; and a
 * court whose operator and attestors vanish in the middle of a dispute.
 *
 * A scene is a dispute at R with every ballot gazetted and nobody acting. The liars take it from there: they make the true
 * judgement, bend one thing of it, sign it with their own keys and have it delivered. The stranger knows what anybody may
 * know: the chain, the beacon, and what the court handed out before.
 * @module
 */
import { encodeFunctionData } from 'viem'
import { arbitratorAbi, demandAbi, laneAbi } from '#edges/abi'
import { sealBallot } from '#jurors/ballot'
import { decide } from '#law/decide'
import { type Dispute, present, record, replay } from '#law/dispute'
import { chain, firstHead } from '#law/docket'
import { type Charge, deliveredIn, type WholeRoll } from '#law/fault'
import type { Entry, Filing, Line } from '#law/filing'
import { type Timetable, timetableAgain } from '#law/period'
import { type LaneBallot, provenPanel, revealRoundOf } from '#law/proven'
import { answerBytes, encodeChoices } from '#law/question/choice'
import { packLeaf } from '#law/settlement'
import {
  type GazetteProof,
  leafIn,
  leavesIn,
  spellLeaf,
  spellVerdict,
  type Transcript,
  transcriptOf,
  verdictIn,
} from '#law/transcript'
import { type BallotLeaf, ballotsTree, NO_BALLOT, outcomeOf, runTally, type Verdict, verdictDigest } from '#law/verdict'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { concat, toBytes, toHex } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { signDigest } from '#primitives/signature'
import { densePath } from '#primitives/sumtree'
import type { Instant } from '#primitives/time'
import { typedDigest } from '#primitives/typed'
import { readEntries } from '../../sdk/docket.ts'
import { mined } from '../../sdk/mined.ts'
import { keeper, type Player, payee, payer } from './accounts.ts'
import {
  deliveryOf,
  demandLeaves,
  findProof,
  heldAgainst,
  LEAVES,
  type Outcome,
  type Places,
  postingOf,
  proveRound,
  type Send,
  showFault,
  showWithheld,
  wholeRoll,
} from './challenger.ts'
import { type Agreement, agree } from './client.ts'
import { untilDrawn, untilGazetted, vote } from './story.ts'
import { contractsOf, joinAs, type World } from './world.ts'

export const LIES = ['roll', 'seed', 'seat', 'forge', 'tally', 'omit', 'fork', 'withhold'] as const
export type Lie = (typeof LIES)[number]

/** Told of each step: who, and what. */
export type Told = (who: string, what: string) => void

/** A dispute at R, as anybody may know it. */
export type Scene = {
  world: World
  id: bigint
  agreement: Agreement
  roll: WholeRoll
  entries: readonly Entry[]
  gazette: GazetteProof | null
  dispute: Dispute
}

const RULED_BY_THE_PANEL = 2
const RULED_BY_LIARS = 1

/**
 * Hears a dispute up to R: two thirds of the seats vote for the payee. In `forge`, one of the drawn jurors stays silent.
 * @param until - When the scene begins; by default the reveal is over, and the court has slept through it.
 */
export async function sceneAtReveal(
  world: World,
  players: readonly Player[],
  lie: Lie,
  until: (times: Timetable) => Instant = ({ revealEndsAt }) => revealEndsAt + 1,
): Promise<Scene> {
  const { id, agreement } = await quarrel(world)
  await untilDrawn(world, id)
  const last = lie === 'forge' ? undefined : RULED_BY_LIARS
  await vote(world, id, players, (_, place) => (place === 2 ? last : RULED_BY_THE_PANEL))
  await untilGazetted(world, id)
  const { entries } = await readEntries(world.court, id)
  const dispute = replay(entries)!
  const gazette = await postingOf(world.court, dispute.key, dispute.postings.at(-1)!)
  const roll = await rollOf(world, dispute)
  await world.chain.travel(until(present(dispute).times))
  return { world, id, agreement, roll, entries, gazette, dispute }
}

async function quarrel(world: World): Promise<{ id: bigint; agreement: Agreement }> {
  const parties = { payer: payer(), payee: payee() }
  const agreement = await agree(world, 'escrow', parties, { value: 10n ** 18n, metaEvidence: '/ipfs/none' })
  await agreement.reclaim()
  await agreement.contest()
  const id = await world.chain.reader.readContract({ ...contractsOf(world).arbitrator, functionName: 'disputeCount' })
  return { id, agreement }
}

const rollOf = (world: World, dispute: Dispute): Promise<WholeRoll> =>
  wholeRoll(world.court, dispute.rollEpoch, Number(dispute.facts.court))

/** The beacon's own signature of a round, from a relay. */
export async function beaconSignature(world: World, beaconRound: number): Promise<Hex> {
  const answer = await fetch(`${world.relays[0]!.url}/public/${beaconRound}`)
  const { signature } = (await answer.json()) as { signature: string }
  return `0x${signature}`
}

// What liars do

/** The judgement that an honest court would have handed out. */
async function judged(scene: Scene, entries = scene.entries): Promise<Transcript> {
  const { dispute, roll, gazette, world } = scene
  const { panel, times } = present(dispute)
  const signature = await beaconSignature(world, times.beaconRound)
  const unseal: Filing = { kind: 'unseal', panel, signature, limit: 1000 }
  const opened = filed(replay(entries)!, unseal, times.revealAt + 3)
  const concluded = filed(opened.after, { kind: 'pass' }, times.revealEndsAt + 1)
  const drawPaths = present(dispute).draws.map(({ number }) => toHex(densePath(roll.tree, number)))
  const { k, attestors: members } = world.manifest
  return transcriptOf({
    entries: [...entries, ...opened.entries, ...concluded.entries],
    panel,
    set: { k, members },
    proofs: new Map([[panel, { rollPath: roll.path, drawPaths, gazette }]]),
  })!
}

function filed(dispute: Dispute, filing: Filing, now: number) {
  const decided = decide(dispute, filing, now)
  if (!decided.ok) throw new Error(`lies: expected ${filing.kind} to be taken, got ${decided.refusal.code}`)
  return record(dispute, decided.value)
}

/** A transcript that bends one thing, as those who sign it hand it out. */
async function told(scene: Scene, lie: Lie): Promise<Transcript> {
  switch (lie) {
    case 'roll':
      return bent(await judged(scene), { rollsRoot: digest(toBytes(scene.roll.header.root)) })
    case 'seed':
      return bent(await judged(scene), { randomness: digest(toBytes(scene.dispute.key)) })
    case 'seat':
      return releaved(scene, await judged(scene), seatAnother(scene))
    case 'forge':
      return judged(scene, await withForgedBallot(scene))
    case 'tally':
      return releaved(scene, await judged(scene), miscount)
    case 'omit':
    case 'withhold':
      return releaved(scene, await judged(scene), leaveOut, 0)
    case 'fork':
      return judged(scene, anotherHistory(scene))
  }
}

const bent = (transcript: Transcript, change: Partial<Verdict>): Transcript => ({
  ...transcript,
  verdict: spellVerdict({ ...verdictIn(transcript), ...change }),
})

/** Other leaves, with the root that they have and the ruling that liars want; 0 is a tie. */
function releaved(
  { dispute }: Scene,
  transcript: Transcript,
  change: (leaves: readonly BallotLeaf[], choices: number) => BallotLeaf[],
  ruling: number = RULED_BY_LIARS,
): Transcript {
  const [sitting] = transcript.sittings
  const leaves = change(
    sitting!.leaves.map((leaf) => leafIn(Number(sitting!.panel), leaf)),
    dispute.question.choices,
  )
  const verdict = { ballotsRoot: ballotsTree(leaves).root, ruling, outcome: outcomeOf(ruling), tied: ruling === 0 }
  return bent({ ...transcript, sittings: [{ ...sitting!, leaves: leaves.map(spellLeaf) }] }, verdict)
}

/** The first draw falls on somebody else, who is said to have voted as liars want. */
const seatAnother =
  ({ roll }: Scene) =>
  (leaves: readonly BallotLeaf[]): BallotLeaf[] => {
    const drawn = new Set(leaves.map(({ number }) => number))
    const number = roll.leaves.findIndex(({ weight }, i) => weight > 0n && !drawn.has(i))
    const { address: juror, weight } = roll.leaves[number]!
    return leaves.map((leaf, i) => (i === 0 ? { ...leaf, number, juror, weight } : leaf))
  }

/** All seats counted for what liars want, whatever their ballots say. */
const miscount = (leaves: readonly BallotLeaf[], choices: number): BallotLeaf[] => {
  const last = leaves.at(-1)!
  const seats = last.count.choices.reduce((sum, each) => sum + each, 0)
  const all = Array.from({ length: choices + 1 }, (_, choice) => (choice === RULED_BY_LIARS ? seats : 0))
  return [...leaves.slice(0, -1), { ...last, count: { ...last.count, choices: all } }]
}

/** One of the majority is said never to have voted: then it is a tie. */
const leaveOut = (leaves: readonly BallotLeaf[], choices: number): BallotLeaf[] => {
  const { juror } = leaves.find(({ choice }) => choice === RULED_BY_THE_PANEL)!
  return runTally(
    leaves.map((leaf) =>
      leaf.juror === juror && leaf.state === 'opened' ? { ...leaf, ...NO_BALLOT, state: 'absent' as const } : leaf,
    ),
    choices,
  )
}

/** A docket in which the silent juror voted: with the operator's signature, and told as if it had been gazetted. */
async function withForgedBallot({ dispute, entries, world }: Scene): Promise<Entry[]> {
  const { panel, times, draws, ballots } = present(dispute)
  const { address: juror } = draws.find(({ address, seated }) => seated && !ballots.has(address))!
  const liar = keeper().secretKey
  const { beacon } = dispute.clockwork
  const place = {
    disputeKey: dispute.key,
    panel,
    juror,
    beaconRound: times.beaconRound,
    revision: times.commitOpensAt * 1000,
  }
  const answer = encodeChoices([RULED_BY_LIARS])
  const { commitment, sealed } = sealBallot(beacon, digest(toBytes(liar)), place, answer, answerBytes(dispute.question))
  const sealedHash = digest(toBytes(sealed))
  const signature = signDigest(typedDigest(world.domain, 'Commit', { ...place, commitment, sealedHash }), liar)
  const { beaconRound, revision } = place
  const forged = {
    kind: 'commit',
    acceptedAt: times.commitClosesAt - 1,
    body: {
      ...{ panel: String(panel), juror, beaconRound: String(beaconRound), revision: String(revision) },
      ...{ commitment, sealed, signature, vouchedAt: null },
    },
  } satisfies Line
  const before = entries.findLastIndex(({ kind }) => kind === 'gazette')
  return rechained(dispute.key, [...entries.slice(0, before), forged, ...entries.slice(before)])
}

/** A docket whose draw is said to have been recorded a second later: every head from there on is another. */
function anotherHistory({ dispute, entries }: Scene): Entry[] {
  const draw = entries.findIndex(({ kind }) => kind === 'draw')
  return rechained(
    dispute.key,
    entries.map((entry, i) => (i === draw ? { ...entry, acceptedAt: entry.acceptedAt + 1 } : entry)),
  )
}

function rechained(key: Digest, lines: readonly Line[]): Entry[] {
  const entries: Entry[] = []
  for (const line of lines) {
    const before = entries.at(-1) ?? { number: 0, head: firstHead(key) }
    const { kind, acceptedAt, body } = line
    const isPosting = kind === 'gazette'
    const told = isPosting ? { ...body, number: String(before.number), head: before.head } : body
    entries.push(chain(key, before, { kind, acceptedAt, body: told } as Line))
  }
  return entries
}

/** k attestors sign a verdict, and one of them has it delivered. */
async function deliver(world: World, id: bigint, verdict: Verdict): Promise<void> {
  const { k, attestors: members } = world.manifest
  const signed = verdictDigest(world.domain, verdict)
  const signatures = world.attestors.slice(0, k).map(({ secretKey }) => toBytes(signDigest(signed, secretKey)))
  const { disputeKey: _, configDigest: __, ...told } = verdict
  const list = toHex(concat(...members.map((member) => toBytes(member))))
  const args = [id, told, list, k, toHex(concat(...signatures))] as never
  await senderOf(world, world.attestors[0]!)(
    world.manifest.arbitrator,
    encodeFunctionData({ abi: arbitratorAbi, functionName: 'deliver', args }),
  )
}

/** Sends as somebody, and waits. */
export function senderOf({ chain: { reader, writer } }: World, from: Player): Send {
  return async (to, data, value = 0n) => {
    const hash = await writer(from).sendTransaction({ to, data, value })
    const { status } = await mined(reader, hash)
    if (status !== 'success') throw new Error(`lies: expected ${hash} to succeed`)
    return hash as Digest
  }
}

/** The liars' whole part: one thing bent, signed, and delivered. @returns what they hand out. */
export async function lieAbout(scene: Scene, lie: Lie | 'nothing'): Promise<Transcript> {
  const handedOut = lie === 'nothing' ? await judged(scene) : await told(scene, lie)
  await deliver(scene.world, scene.id, verdictIn(handedOut))
  return handedOut
}

/** The liars answer a demand after all, with the leaves that they signed. */
export async function showLate({ world, id }: Scene, handedOut: Transcript): Promise<void> {
  const places = placesIn(world)
  const { verdict, deliverer } = (await deliveryOf(world.chain.reader, places.arbitrator, id))!
  const leaves = leavesIn(handedOut).map(packLeaf)
  const args = [id, deliveredIn(verdict, deliverer), 0n, leaves, []] as never
  const data = encodeFunctionData({ abi: demandAbi, functionName: 'answerLeaves', args })
  await senderOf(world, world.attestors[0]!)(places.demand, data)
}

// What a stranger does

/** What came of a lie. */
export type Caught = Outcome & {
  /** What the stranger earned, gas paid, in wei. */
  earned: bigint
  /** Blocks from the delivery to the challenge that voided it; for what is withheld the time to answer lies between. */
  blocks: bigint
  ruling: number
}

/** One lie, from its delivery to its end. @throws Error when nobody can show it. */
export async function shown(scene: Scene, lie: Lie, tell: Told = () => undefined): Promise<Omit<Caught, 'ruling'>> {
  const { world, id, roll, entries, gazette } = scene
  const { reader } = world.chain
  const handedOut = await lieAbout(scene, lie)
  tell('liars', `${world.manifest.k} attestors signed “${lie}”, and it is delivered`)

  const stranger = keeper()
  const places = placesIn(world)
  const send = senderOf(world, stranger)
  const had = await reader.getBalance({ address: stranger.address })
  const delivery = (await deliveryOf(reader, places.arbitrator, id))!
  let outcome: Outcome
  if (lie === 'withhold') {
    await demandLeaves(reader, places, id, delivery, send)
    tell('stranger', 'nobody shows the leaves: asks for them, with what an answer costs put down')
    // The attestors' Workers answer for what they keep; those who signed this one keep nothing that hashes to it.
    await world.wakeAttestors()
    await world.chain.travel((await world.chain.now()) + world.manifest.challengeFloorSeconds / 4 + 1)
    outcome = await showWithheld(reader, places, { id, piece: LEAVES, index: 0n }, delivery, send)
  } else {
    const transcript = heldAgainst(handedOut, delivery)
    const charge: Charge = { transcript, deliverer: delivery.deliverer, roll, copy: { entries, gazette } }
    const found = await findProof(reader, places, charge, stranger.address)
    if (!found) throw new Error(`lies: expected a proof of ${lie}, found none`)
    outcome = await showFault(reader, places, found.proof, send)
  }
  const receipt = await reader.getTransactionReceipt({ hash: outcome.tx })
  const has = await reader.getBalance({ address: stranger.address })
  tell('stranger', `${outcome.fault}: the delivery is void, half a bond is paid`)
  return { ...outcome, earned: has - had, blocks: receipt.blockNumber - delivery.at }
}

/** One lie from its delivery to the right ruling, which nobody has to sign. */
export async function caught(scene: Scene, lie: Lie, tell: Told = () => undefined): Promise<Caught> {
  return { ...(await shown(scene, lie, tell)), ruling: await rule(scene, tell) }
}

export const placesIn = ({ manifest: { arbitrator, challenge, lane, demand, audit } }: World): Places => ({
  arbitrator,
  challenge,
  lane,
  demand,
  audit,
})

/** Proves the whole ruling, lets its windows pass, and has it executed. @returns the ruling. */
async function rule(
  { world, id, roll, entries, gazette, dispute }: Scene,
  tell: Told,
  lane: ReadonlyMap<Address, LaneBallot> = new Map(),
): Promise<number> {
  const { chain: local, manifest } = world
  const { times, under } = present(dispute)
  const send = senderOf(world, keeper())
  const places = placesIn(world)
  const beaconRound = revealRoundOf(dispute, gazette)
  const again = timetableAgain(times, under.terms, dispute.clockwork)
  const endsAt = beaconRound === times.beaconRound ? times.revealEndsAt : again.revealEndsAt
  await local.travel(Math.max(await local.now(), endsAt + under.terms.silenceSeconds))

  const seed = await beaconSignature(world, times.seedRound)
  const reveal = await beaconSignature(world, beaconRound)
  await proveRound(local.reader, places, { beaconRound: times.seedRound, signature: seed }, send)
  const panel = provenPanel({ dispute, entries, gazette, roll, seed, reveal, lane })
  const args = [id, under.terms, panel] as never
  await send(places.lane, encodeFunctionData({ abi: laneAbi, functionName: 'prove', args }))
  tell('stranger', 'posts the whole ruling with every proof: nobody has to sign it')

  const { appealSeconds, challengeSeconds } = under.terms
  const window = Math.max(appealSeconds, challengeSeconds, manifest.challengeFloorSeconds)
  await local.travel((await local.now()) + window + 1)
  const execute = encodeFunctionData({ abi: arbitratorAbi, functionName: 'execute', args: [id] })
  await send(manifest.arbitrator, execute)
  const call = { ...contractsOf(world).arbitrator, functionName: 'currentRuling', args: [id] } as const
  const [ruling] = await local.reader.readContract(call)
  tell('stranger', `executes the ruling ${ruling}, and the escrow pays`)
  return Number(ruling)
}

/** A juror's ballot for the sitting that is on, by its own transaction. */
export async function commitInLane(
  world: World,
  dispute: Dispute,
  by: { player: Player; key: Hex; choice: number; beaconRound: number; isAgain: boolean },
): Promise<void> {
  const { panel, under } = present(dispute)
  const { player, beaconRound, isAgain } = by
  const revision = (await world.chain.now()) * 1000
  const ballot = { disputeKey: dispute.key, panel, juror: player.address, beaconRound, revision }
  const { beacon } = dispute.clockwork
  const sealed = sealBallot(beacon, by.key, ballot, encodeChoices([by.choice]), answerBytes(dispute.question))
  const sitting = { panel, isLate: false, isAgain }
  const id = BigInt(dispute.facts.disputeId)
  const args = [id, under.terms, sitting, BigInt(revision), sealed.commitment, sealed.sealed] as never
  const data = encodeFunctionData({ abi: laneAbi, functionName: 'commitInLane', args })
  await senderOf(world, player)(contractsOf(world).lane.address, data)
}

// When everybody vanishes

/** What came of a dispute that its court left. */
export type Survived = { ruling: number; paid: bigint; lane: number }

/** The court draws a panel and is gone: jurors go on in the lane, a stranger rules. */
export async function survived(
  world: World,
  players: readonly Player[],
  tell: Told = () => undefined,
): Promise<Survived> {
  const { id, agreement } = await quarrel(world)
  await untilDrawn(world, id)
  await vote(world, id, players, (_, place) => (place === 0 ? RULED_BY_THE_PANEL : undefined))
  const { entries } = await readEntries(world.court, id)
  const dispute = replay(entries)!
  const roll = await rollOf(world, dispute)
  const clients = await Promise.all(players.map((one) => joinAs(world, one)))
  tell('court', 'one juror has voted; then the API and all attestors stop, for good')
  await world.runtime().stop()

  const { times, under, draws } = present(dispute)
  const second = timetableAgain(times, under.terms, dispute.clockwork)
  await world.chain.travel(second.commitOpensAt + 1)
  const seated = [...new Set(draws.filter((draw) => draw.seated).map(({ address }) => address))]
  for (const [place, juror] of seated.entries()) {
    const player = players.find(({ address }) => address === juror)!
    const key = clients.find(({ address }) => address === juror)!.exportKey()
    const choice = place === 2 ? RULED_BY_LIARS : RULED_BY_THE_PANEL
    await commitInLane(world, dispute, { player, key, choice, beaconRound: second.beaconRound, isAgain: true })
  }
  tell('jurors', `${seated.length} of them commit in the contract’s own lane`)

  const events = {
    ...contractsOf(world).lane,
    eventName: 'LaneCommitted',
    args: { disputeId: id },
    fromBlock: 0n,
  } as const
  const logs = await world.chain.reader.getContractEvents(events)
  const ballots = new Map(
    logs.map(({ args }): [Address, LaneBallot] => [
      args.juror!.toLowerCase() as Address,
      {
        beaconRound: Number(args.beaconRound),
        revision: Number(args.revision),
        commitment: args.commitment!,
        sealed: args.sealedBallot!,
      },
    ]),
  )
  await world.chain.travel(second.revealEndsAt + 1)
  const payeeHad = await world.chain.reader.getBalance({ address: payee().address })
  const scene = { world, id, agreement, roll, entries, gazette: null, dispute }
  const ruling = await rule(scene, tell, ballots)
  const paid = (await world.chain.reader.getBalance({ address: payee().address })) - payeeHad
  return { ruling, paid, lane: ballots.size }
}

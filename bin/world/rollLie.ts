/**
 * Roll lie: k attestors seal rolls in which a friend of theirs weighs ten times what it staked, so that panels are drawn
 * from it; and a stranger who compiles the rolls again from the vault's events, and disproves them before they come into
 * force.
 * @module
 */
import { encodeFunctionData } from 'viem'
import { arbitratorAbi } from '#edges/abi'
import { jurorsPreimage, leafPreimage, rollsPreimages } from '#jurors/preimage'
import { epochAt, rollsTree } from '#jurors/roll'
import { namedPreimages, type Truth, truthOf } from '#law/audit'
import { concat, type Digest, type Hex, toBytes, toHex, ZERO32 } from '#primitives/bytes'
import { signDigest } from '#primitives/signature'
import { grow, rootOf, type SumTree, sumAt } from '#primitives/sumtree'
import { typedDigest } from '#primitives/typed'
import { keeper, type Player } from './accounts.ts'
import { falseRolls, follow, recordOf } from './auditor.ts'
import type { Outcome } from './challenger.ts'
import { placesIn, senderOf, type Told } from './lies.ts'
import { contractsOf, type World } from './world.ts'

/** The lie's name, beside those about verdicts. */
export const WEIGHT = 'weight'

/** False rolls that were sealed; `shows` is what those who signed them can show. */
export type SealedLie = { epoch: number; rollsRoot: Digest; shows: ReadonlyMap<Digest, Hex> }

/** Goes on to an epoch that has honest rolls of its own: the lie comes in the one after. @returns that epoch. */
export async function untilSealed(world: World): Promise<number> {
  const { epochSeconds } = world.manifest
  const epoch = epochAt(await world.now(), epochSeconds) + 1
  await world.advanceTo(epoch * epochSeconds + 60)
  const call = { ...contractsOf(world).arbitrator, functionName: 'rollsOf', args: [BigInt(epoch)] } as const
  await world.settle('honest rolls', async () => BigInt(await world.chain.reader.readContract(call)) !== 0n)
  return epoch
}

/**
 * Seals rolls in which one juror of court 0 weighs tenfold, at the beginning of the next epoch, before anybody else has
 * posted any.
 * @param liars - Who signs: k of the attestors in force, ascending.
 * @param made - What they seal instead of the truth.
 */
export async function sealFalseRolls(
  world: World,
  liars: readonly Player[],
  made: (truth: Truth) => Pick<SealedLie, 'rollsRoot' | 'shows'> = withFriend,
): Promise<SealedLie> {
  const { chain, manifest } = world
  const { epochSeconds, arbitrator } = manifest
  const epoch = epochAt(await chain.now(), epochSeconds) + 1
  await chain.travel(epoch * epochSeconds + 1)
  const truth = truthOf(await recordOf(chain.reader, arbitrator), epoch, epochSeconds)
  const { rollsRoot, shows } = made(truth)
  const posted = await chain.reader.getContractEvents({
    ...contractsOf(world).arbitrator,
    eventName: 'Gazetted',
    fromBlock: 0n,
  })
  const serial = posted.reduce((most, { args }) => (args.serial! > most ? args.serial! : most), 0n) + 1n
  const { configDigest, attestors: members, k } = manifest
  const signed = typedDigest(world.domain, 'Gazette', {
    ...{ serial: String(serial), epoch: String(epoch), rollsRoot, headsRoot: ZERO32, configDigest },
  })
  const signatures = liars.slice(0, k).map(({ secretKey }) => toBytes(signDigest(signed, secretKey)))
  const list = toHex(concat(...members.map((member) => toBytes(member))))
  const args = [serial, BigInt(epoch), rollsRoot, ZERO32, list, k, toHex(concat(...signatures))] as const
  const data = encodeFunctionData({ abi: arbitratorAbi, functionName: 'post', args })
  await senderOf(world, liars[0]!)(arbitrator, data)
  return { epoch, rollsRoot, shows }
}

/** The true rolls, but for one weight; and what all their hashes were made of. */
function withFriend({ courts, jurors }: Truth): { rollsRoot: Digest; shows: Map<Digest, Hex> } {
  const [own] = courts
  const weights = own!.tree.levels[0]!.sums
  const friend = weights.findIndex((weight) => weight > 0n)
  const leaves = weights.map((weight, number) => ({
    address: jurors[number]!,
    weight: number === friend ? 10n * weight : weight,
  }))
  const tree = grow(leaves)
  const { hash: root, sum: total } = rootOf(tree)
  const headers = [{ ...own!.header, root, total }, ...courts.slice(1).map(({ header }) => header)].filter(
    (header) => header.total > 0n,
  )
  const { root: rollsRoot } = rollsTree(headers)
  const below = [...nodesOf(tree), ...leaves.filter(({ weight }) => weight > 0n).map(leafPreimage)]
  return { rollsRoot, shows: namedPreimages(rollsRoot, [...rollsPreimages(headers).values(), ...below]) }
}

function nodesOf(tree: SumTree): Hex[] {
  return tree.levels.slice(1).flatMap(({ sums }, below) =>
    sums.map((_, index) => {
      const child = (side: number) => sumAt(tree, below, 2 * index + side)
      return jurorsPreimage({ left: child(0), right: child(1) })
    }),
  )
}

/** What came of it. */
export type Disproved = Outcome & { earned: bigint; epoch: number }

/** The lie, and the stranger who disproves it by what the liars show of it. @throws Error when nobody can. */
export async function disproved(
  world: World,
  liars: readonly Player[],
  tell: Told = () => undefined,
): Promise<Disproved> {
  const { reader } = world.chain
  const { epoch, shows } = await sealFalseRolls(world, liars)
  tell('liars', `${world.manifest.k} attestors sealed rolls of epoch ${epoch} in which a friend weighs tenfold`)
  const stranger = keeper()
  const places = placesIn(world)
  const send = senderOf(world, stranger)
  const had = await reader.getBalance({ address: stranger.address })
  const rolls = await falseRolls(reader, places)
  if (!rolls) throw new Error('lies: expected rolls that aren’t what the vault says')
  tell('stranger', 'compiles them again from the vault’s events, and gets another root')
  const followed = await follow(reader, places, rolls, send, async (hash) => shows.get(hash))
  if (!followed || !('outcome' in followed)) throw new Error('lies: expected a way down to the false leaf')
  const { outcome } = followed
  const earned = (await reader.getBalance({ address: stranger.address })) - had
  tell('stranger', `${outcome.fault}: the rolls are void, half a bond is paid, and half is burnt`)
  return { ...outcome, earned, epoch }
}

/** The liars answer whatever was asked for and not answered yet, with what they signed. */
export async function showNodes(world: World, { epoch, shows }: SealedLie, hash: Digest, by: Player): Promise<void> {
  const { audit } = contractsOf(world)
  const preimage = shows.get(hash)
  if (preimage === undefined) throw new Error(`lies: expected ${hash} to be one of what was signed`)
  const data = encodeFunctionData({ abi: audit.abi, functionName: 'answerNodes', args: [BigInt(epoch), [preimage]] })
  await senderOf(world, by)(audit.address, data)
}

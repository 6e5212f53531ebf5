/**
 * Demands: an operator delivers an honest verdict and falls silent for good. Somebody asks for every piece of it that can be
 * asked for, and for nodes of the epoch's honest rolls; the attestors, who kept the docket and compiled the rolls, answer by
 * themselves, and ruling and rolls stand.
 */
import { decodeFunctionData, encodeFunctionData } from 'viem'
import { expect, test } from 'vitest'
import { demandAbi } from '#edges/abi'
import { epochAt, keptRoot } from '#jurors/roll'
import { truthOf, type Walk } from '#law/audit'
import { replay } from '#law/dispute'
import { deliveredIn, headIn } from '#law/fault'
import { keeper } from '../../bin/world/accounts.ts'
import { dataOf, recordOf } from '../../bin/world/auditor.ts'
import { deliveryOf, demandLeaves, demandOf, demandsIn, isWithheld, postingOf } from '../../bin/world/challenger.ts'
import { senderOf } from '../../bin/world/lies.ts'
import { hear, untilDelivered } from '../../bin/world/story.ts'
import { contractsOf, send, type World } from '../../bin/world/world.ts'
import { readEntries } from '../../sdk/docket.ts'
import { quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 12 })

test('attestors show what a silent operator does not, and an honest verdict and honest rolls stand', async () => {
  const { world, players } = here
  const { reader } = world.chain
  const { manifest } = world
  const places = { ...manifest }
  const { id } = await quarrel(world)
  await hear(world, id, players, () => 2)
  await untilDelivered(world, id)
  const { entries } = await readEntries(world.court, id)
  const dispute = replay(entries)!
  const posted = await postingOf(world.court, dispute.key, dispute.postings.at(-1)!)
  const { epoch, root, header, below, walk } = await wayIntoRolls(world)
  await world.runtime().stop()

  const delivery = (await deliveryOf(reader, manifest.arbitrator, id))!
  const stranger = keeper()
  const sends = senderOf(world, stranger)
  await demandLeaves(reader, places, id, delivery, sends)
  const delivered = deliveredIn(delivery.verdict, delivery.deliverer)
  const ask = async (functionName: 'demandEntry' | 'demandDocket', ...args: unknown[]) => {
    const data = encodeFunctionData({ abi: demandAbi, functionName, args: [id, delivered, ...args] as never })
    await sends(manifest.demand, data, 10n ** 16n)
  }
  await ask('demandEntry', 0n)
  await ask('demandDocket', headIn(posted), 2n)

  const { audit, arbitrator } = contractsOf(world)
  for (const shown of [[], [header]])
    await sends(audit.address, dataOf('demandNode', epoch, { ...walk, shown }), 10n ** 16n)
  const asked = await demandsIn(reader, places, { fromBlock: 0n, toBlock: await reader.getBlockNumber() })
  expect(asked.map(({ piece }) => piece)).toEqual([0, 1, 2])
  const openOnes = async () => {
    const found = await Promise.all(asked.map(({ name }) => demandOf(reader, places, name)))
    const nodes = await Promise.all(
      [root, below].map((hash) =>
        reader.readContract({ ...audit, functionName: 'nodeDemandOf', args: [BigInt(epoch), hash] }),
      ),
    )
    return found.filter(({ isOpen }) => isOpen).length + nodes.filter(([demander]) => BigInt(demander) !== 0n).length
  }
  // Each attestor waits for its turn; the last one's comes before half of the time is over.
  for (let turn = 0; turn < manifest.attestors.length && (await openOnes()) > 0; turn++) {
    for (let looks = 0; looks < asked.length; looks++) {
      await world.chain.tester.mine({ blocks: 2 })
      await world.wakeAttestors()
    }
    await world.chain.travel((await world.now()) + manifest.challengeFloorSeconds / 8 / manifest.attestors.length)
  }
  expect(await openOnes()).toBe(0)

  const { demand } = contractsOf(world)
  const shown = await reader.getContractEvents({ ...audit, eventName: 'NodeShown', fromBlock: 0n })
  expect(shown.map(({ args }) => args.hash).sort()).toEqual([root, below].sort())
  for (const { args } of shown) expect(manifest.attestors).toContain(args.answerer!.toLowerCase())
  const answers = await reader.getContractEvents({ ...demand, eventName: 'Answered', fromBlock: 0n })
  for (const { args } of answers) expect(manifest.attestors).toContain(args.answerer!.toLowerCase())
  const calls = await Promise.all(answers.map(({ transactionHash: hash }) => reader.getTransaction({ hash })))
  expect(calls.map(({ input }) => decodeFunctionData({ abi: demandAbi, data: input }).functionName).sort()).toEqual([
    'answerDocket',
    'answerEntry',
    'answerLeaves',
  ])

  await world.chain.travel((await world.now()) + manifest.challengeFloorSeconds / 4 + 1)
  for (const each of asked) expect(await isWithheld(reader, places, each, delivery, stranger.address)).toBe(false)
  await world.chain.travel((await world.now()) + 2 * manifest.challengeFloorSeconds)
  await send(world, stranger, arbitrator, 'execute', [id])
  const [ruling] = await reader.readContract({ ...arbitrator, functionName: 'currentRuling', args: [id] })
  expect(Number(ruling)).toBe(2)
})

/** The way into the rolls of the epoch that runs, as the court and every attestor hand it out. */
async function wayIntoRolls({ court, chain, manifest }: World) {
  const record = await recordOf(chain.reader, manifest.arbitrator)
  const epoch = epochAt(await chain.now(), record.epochSeconds)
  const truth = truthOf(record, epoch, record.epochSeconds)
  const root = keptRoot(truth.rollsRoot)
  const { preimage: header } = await court.rollNode(epoch, root)
  const below = truth.courts[0]!.header.root
  const { terms } = truth.courts[0]!
  const walk: Walk = { court: 0, terms, number: 0, juror: truth.jurors[0]!, toFirst: [], shown: [] }
  return { epoch, root, header, below, walk }
}

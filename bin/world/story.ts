/**
 * Story: holds a dispute from its opening to its end, for whoever only cares about what came of it.
 * @module
 */
import type { Address } from '#primitives/bytes'
import type { DisputeView, SittingView, Vote } from '../../sdk/index.ts'
import type { Player } from './accounts.ts'
import { contractsOf, joinAs, MOST_NUDGES, nudgeSeconds, send, type World } from './world.ts'

/** The sitting that is heard now. */
export const sittingOf = (view: DisputeView): SittingView => view.sittings.at(-1)!

/** Seats by juror, in the order in which they were first drawn. */
export function seatsByJuror({ draws }: SittingView): Map<Address, number> {
  const held = new Map<Address, number>()
  for (const { address, seated } of draws) if (seated) held.set(address, (held.get(address) ?? 0) + 1)
  return held
}

/** Waits until the docket has the dispute. */
export async function untilOpen(world: World, id: bigint): Promise<DisputeView> {
  let view: DisputeView | undefined
  await world.settle(`dispute ${id} on its docket`, async () => {
    view = await world.court.dispute(id).catch(() => undefined)
    return view !== undefined
  })
  return view!
}

/** Lets time pass until a panel is drawn. */
export async function untilDrawn(world: World, id: bigint): Promise<SittingView> {
  const { drawAt } = sittingOf(await untilOpen(world, id)).times
  await world.advanceTo(Math.max(drawAt + 6, await world.now()))
  await world.settle('a drawn panel', async () => sittingOf(await world.court.dispute(id)).draws.length > 0)
  return sittingOf(await world.court.dispute(id))
}

/** Lets the commit period open, and has some of the drawn jurors vote. @returns what they keep, receipts included. */
export async function vote(
  world: World,
  id: bigint,
  players: readonly Player[],
  choiceOf: (juror: Address, place: number, seats: number) => number | undefined,
): Promise<(Vote & { juror: Address })[]> {
  const kept = []
  const sitting = sittingOf(await world.court.dispute(id))
  if ((await world.now()) <= sitting.times.commitOpensAt) await world.advanceTo(sitting.times.commitOpensAt + 1)
  for (const [place, [juror, seats]] of [...seatsByJuror(sitting)].entries()) {
    const choice = choiceOf(juror, place, seats)
    if (choice === undefined) continue
    const client = await joinAs(world, players.find(({ address }) => address === juror)!)
    kept.push({ ...(await client.vote(id, choice)), juror })
  }
  return kept
}

/** Lets the commit period end and the gazette come. */
export async function untilGazetted(world: World, id: bigint): Promise<void> {
  const { commitClosesAt } = sittingOf(await world.court.dispute(id)).times
  await world.advanceTo(commitClosesAt + 1)
  await world.settle('a gazette with the ballots', async () => {
    const { entries } = await world.court.docket(id)
    return entries.some(({ kind, body }) => kind === 'gazette' && Number((body as { at: string }).at) > commitClosesAt)
  })
}

/** Lets R come, and whatever follows from it up to the panel's word or its redraw. */
export async function untilJudged(world: World, id: bigint): Promise<SittingView> {
  const { panel, times } = sittingOf(await world.court.dispute(id))
  await world.advanceTo(Math.max(times.revealAt + 3, (await world.now()) + 1))
  const isOver = async () => {
    const now = sittingOf(await world.court.dispute(id))
    return now.panel !== panel || now.judged !== undefined
  }
  // Where every ballot opens, the panel has spoken as soon as its gazette is confirmed; else at the period's end.
  for (let nudges = 0; nudges < MOST_NUDGES && !(await isOver()); nudges++) await world.advance(nudgeSeconds(nudges))
  if (!(await isOver())) await world.advanceTo(times.revealEndsAt + 1)
  await world.settle('a word of the panel', isOver)
  return sittingOf(await world.court.dispute(id))
}

/** Lets the verdict reach the chain, its windows pass, and the ruling be executed. */
export async function untilRuled(world: World, id: bigint): Promise<DisputeView> {
  await untilDelivered(world, id)
  const view = await world.court.dispute(id)
  const { untilAt } = view
  await world.advanceTo((untilAt ?? (await world.now())) + 1)
  await world.settle('a ruling', async () => (await world.court.dispute(id)).ruling !== undefined)
  return world.court.dispute(id)
}

/** Somebody appeals the verdict delivered last, in one call. @returns the larger panel's sitting, once it is on the docket. */
export async function appeal(world: World, id: bigint, by: Player): Promise<SittingView> {
  await untilDelivered(world, id)
  const { panel } = sittingOf(await world.court.dispute(id))
  const { arbitrator } = contractsOf(world)
  const call = { ...arbitrator, functionName: 'appealCost', args: [id, '0x'] } as const
  await send(world, by, arbitrator, 'appeal', [id, '0x'], await world.chain.reader.readContract(call))
  await world.settle('the appeal on the docket', async () => sittingOf(await world.court.dispute(id)).panel > panel)
  return sittingOf(await world.court.dispute(id))
}

/** Waits until the present panel's verdict is on chain. */
export async function untilDelivered(world: World, id: bigint): Promise<void> {
  await world.settle(
    'the verdict on chain',
    async () => sittingOf(await world.court.dispute(id)).delivered !== undefined,
  )
}

/** All of it, with every drawn juror voting as `choiceOf` says. */
export async function hold(
  world: World,
  id: bigint,
  players: readonly Player[],
  choiceOf: (juror: Address, place: number, seats: number) => number | undefined,
): Promise<DisputeView> {
  await hear(world, id, players, choiceOf)
  return untilRuled(world, id)
}

/** One sitting from its draw to its word, with every drawn juror voting as `choiceOf` says. */
export async function hear(
  world: World,
  id: bigint,
  players: readonly Player[],
  choiceOf: (juror: Address, place: number, seats: number) => number | undefined,
): Promise<SittingView> {
  await untilDrawn(world, id)
  await vote(world, id, players, choiceOf)
  await untilGazetted(world, id)
  return untilJudged(world, id)
}

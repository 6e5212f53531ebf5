/**
 * Appeals: a loser gets a larger panel, no ruling changes without it, every dispute ends, and every wei can leave.
 */
import { describe, expect, test } from 'vitest'
import { readTranscript } from '#law/transcript'
import { verify } from '#law/verify'
import type { Address } from '#primitives/bytes'
import { deployer, keeper, payee, payer } from '../../bin/world/accounts.ts'
import { create } from '../../bin/world/client.ts'
import { artifact } from '../../bin/world/deployment.ts'
import {
  payOut,
  returnContributions,
  tabOf,
  unclaimedTokens,
  untilFolded,
  untilSettled,
  wealthOf,
} from '../../bin/world/money.ts'
import { appeal, hear, seatsByJuror, untilDelivered, untilOpen, untilRuled } from '../../bin/world/story.ts'
import { contractsOf, ripen, send, type World } from '../../bin/world/world.ts'
import { appealQuote, callsOf, type DisputeView, owed, quote, settlement } from '../../sdk/index.ts'
import { balance, count, lastDispute, passBy, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 14, attestors: 3, k: 2 })
/** The side of an appeal that pays against the ruling, as the contract numbers it. */
const AGAINST = 0

const housesOf = ({ manifest: { arbitrator, vault } }: World) => ({ arbitrator, vault })
const disputeOf = (world: World, id: bigint) =>
  world.chain.reader.readContract({ ...contractsOf(world).arbitrator, functionName: 'disputeOf', args: [id] })
const seated = (view: DisputeView): Address[] => [
  ...new Set(view.sittings.flatMap((sitting) => [...seatsByJuror(sitting).keys()])),
]
describe('a loser who appeals', () => {
  test('has a panel of seven overturn three, and everybody is paid what the final ruling makes of them', async () => {
    const { world, players } = here
    const price = await quote(world.chain.reader as never, housesOf(world))
    const { id, address } = await quarrel(world)
    expect((await untilOpen(world, id)).deadline).toBe(
      Number((await disputeOf(world, id)).openedAt) + price.lifeSeconds,
    )
    await hear(world, id, players, (_, place) => (place === 0 ? 2 : 1))
    await untilDelivered(world, id)
    const offer = await appealQuote(world.chain.reader as never, housesOf(world), id)
    expect(offer!.against).toBe((3n * (7n * 10n ** 16n + 5n * 10n ** 15n)) / 2n)

    expect(await world.court.appeal(id)).toMatchObject({
      seats: 7,
      currency: 'wei',
      against: { needed: String(offer!.against) },
    })
    expect((await appeal(world, id, payee())).seats).toBe(7)
    expect(await appealQuote(world.chain.reader as never, housesOf(world), id)).toBeUndefined()
    await hear(world, id, players, (_, place) => (place < 2 ? 1 : 2))
    const held = await balance(world, address)
    const was = await balance(world, payee().address)
    const view = await untilRuled(world, id)
    expect(view.ruling).toMatchObject({ ruling: 2, executed: true })
    expect((await balance(world, payee().address)) - was).toBe(held)
    expect(await count(world, 'RulingExecuted', id)).toBe(1)
    const { claims } = verify(await world.court.transcript(id, 2))
    expect(claims.filter(({ ok }) => !ok)).toEqual([])

    const jurors = seated(view)
    const before = await wealthOf(world, jurors)
    await untilSettled(world, id)
    await untilFolded(world, jurors)
    // Only "against" was funded: it bore the cost, and its stake comes back since it was right.
    const stake = (7n * 10n ** 16n + 5n * 10n ** 15n) / 2n
    const gave = await balance(world, payee().address)
    await returnContributions(world, id, 1n, [payee().address])
    expect((await balance(world, payee().address)) - gave).toBe(stake)
    await payOut(world, jurors)
    await world.settle('the payments in the books', async () => {
      const { payments } = await world.court.payments(id)
      return ['contributed', 'settled', 'contributionReturned'].every((name) =>
        payments.some((each) => each.name === name),
      )
    })
    const after = await wealthOf(world, jurors)
    const penalty = 25n * 10n ** 18n
    const change = new Map(jurors.map((juror) => [juror, after.get(juror)!.tokens - before.get(juror)!.tokens]))
    const wrong = view.sittings.flatMap((sitting) =>
      sitting.opened.flatMap(({ juror, choices }) => (choices![0] === 1 ? [juror] : [])),
    )
    const right = view.sittings.flatMap((sitting) =>
      sitting.opened.flatMap(({ juror, choices }) => (choices![0] === 2 ? [juror] : [])),
    )
    const share = (penalty * BigInt(wrong.length)) / BigInt(right.length)
    for (const juror of jurors) {
      const earned = share * BigInt(right.filter((each) => each === juror).length)
      const lost = penalty * BigInt(wrong.filter((each) => each === juror).length)
      expect(change.get(juror)).toBe(earned - lost)
    }
  })
})

describe('a dispute that is paid for in the token', () => {
  test('is heard, appealed, ruled and settled like any other; all its tokens come out, and no ether moves', async () => {
    const { world, players } = here
    const { arbitrator, token, vault } = contractsOf(world)
    const { reader } = world.chain
    const [asker, loser] = [payer(), payee()]
    const address = await create(world, keeper(), 'TokenClient', [arbitrator.address])
    const client = { address, abi: artifact('TokenClient').abi }
    const price = 3n * 3n * 10n ** 18n + 10n ** 18n
    await send(world, deployer(), token, 'mint', [asker.address, price])
    await send(world, asker, token, 'approve', [address, price])
    // What earlier disputes left on tabs is out of the way.
    await payOut(world, await deliverers(world))
    const heldBefore = await unclaimedTokens(world, players)
    const ether = await balance(world, arbitrator.address)
    await send(world, asker, client, 'openInToken', [token.address, 2n, '0x'])
    const id = await lastDispute(world)
    expect(await disputeOf(world, id)).toMatchObject({ isInToken: true, arbitrable: expect.stringMatching(/^0x/) })
    expect((await unclaimedTokens(world, players)) - heldBefore).toBe(price)

    await hear(world, id, players, () => 1)
    await untilDelivered(world, id)
    expect(await world.court.appeal(id)).toMatchObject({ seats: 7, currency: 'token' })
    const cost = (3n * (7n * 3n * 10n ** 18n + 10n ** 18n)) / 2n
    expect(await reader.readContract({ ...arbitrator, functionName: 'appealCost', args: [id, '0x'] })).toBe(cost)
    await send(world, deployer(), token, 'mint', [loser.address, cost])
    await send(world, loser, token, 'approve', [arbitrator.address, cost])
    await expect(send(world, loser, arbitrator, 'contribute', [id, AGAINST], 1n)).rejects.toThrow('WrongCurrency')
    await send(world, loser, arbitrator, 'contribute', [id, AGAINST, cost])
    await world.settle('the appeal on the docket', async () => (await world.court.dispute(id)).sittings.length === 2)
    await hear(world, id, players, () => 2)
    const view = await untilRuled(world, id)
    expect(view.ruling).toMatchObject({ ruling: 2, executed: true })
    expect(await reader.readContract({ ...client, functionName: 'lastRuling' } as never)).toBe(2n)
    expect((await balance(world, arbitrator.address)) - ether).toBe(0n)

    const jurors = seated(view)
    const owned = await wealthOf(world, jurors)
    await untilSettled(world, id)
    await untilFolded(world, jurors)
    await returnContributions(world, id, 1n, [loser.address])
    expect(await reader.readContract({ ...token, functionName: 'balanceOf', args: [loser.address] })).toBe(cost / 3n)
    const delivered = await deliverers(world)
    await payOut(world, [...jurors, asker.address, address, ...delivered])
    const after = await wealthOf(world, jurors)
    // Three were wrong, seven right: what the three lose is the seven's, with ten seats' fees.
    const gained = jurors.reduce((sum, juror) => sum + after.get(juror)!.tokens - owned.get(juror)!.tokens, 0n)
    expect(gained).toBe(10n * 3n * 10n ** 18n)
    // In and out: nothing of it is left at the vault.
    expect(await unclaimedTokens(world, players)).toBe(heldBefore)
    expect((await balance(world, arbitrator.address)) - ether).toBe(0n)
    expect(await balance(world, vault.address)).toBe(0n)
  })
})

describe('an appeal that nobody answers', () => {
  test('after three to nothing is decided by a panel of seven, and changes nothing by itself', async () => {
    const { world, players } = here
    const { id } = await quarrel(world, 'simple')
    await hear(world, id, players, () => 1)
    await appeal(world, id, payee())
    await expect(send(world, keeper(), contractsOf(world).arbitrator, 'execute', [id])).rejects.toThrow()
    await hear(world, id, players, () => 1)
    const view = await untilRuled(world, id)
    expect(view.ruling).toMatchObject({ ruling: 1, executed: true })
    expect(view.sittings.map(({ seats }) => seats)).toEqual([3, 7])
    await untilSettled(world, id)
    // Its stake was wrong and unanswered: nothing comes back, the jurors share it with their fees.
    const gave = await balance(world, payee().address)
    await returnContributions(world, id, 1n, [payee().address])
    expect(await balance(world, payee().address)).toBe(gave)
    const fees = 10n * 10n ** 16n
    const stake = (7n * 10n ** 16n + 5n * 10n ** 15n) / 2n
    const tabs = await Promise.all(seated(view).map((juror) => tabOf(world, juror)))
    expect(tabs.reduce((sum, [, wei]) => sum + wei, 0n)).toBe(fees + stake)
    await payOut(world, seated(view))
  })
})

describe('a deadline in the middle of an appeal', () => {
  test('makes the verdict before it final; the appeal’s money goes back whole, and its panel isn’t punished', async () => {
    const { world, players } = here
    const { id } = await quarrel(world)
    await hear(world, id, players, () => 1)
    const larger = await appeal(world, id, payee())
    const [paid] = await world.chain.reader.readContract({
      ...contractsOf(world).arbitrator,
      functionName: 'contributionOf',
      args: [id, 1n, payee().address],
    })
    expect(paid).toBe((3n * (7n * 10n ** 16n + 5n * 10n ** 15n)) / 2n)
    // The court, its attestors and the jurors are away until it is over.
    const { deadline } = await world.court.dispute(id)
    await world.chain.travel(deadline)
    const { expire } = callsOf(housesOf(world))
    await passBy(world, expire(id))
    expect(await disputeOf(world, id)).toMatchObject({ isFinal: true, ruling: 1, isRuled: true })

    const gave = await balance(world, payee().address)
    await returnContributions(world, id, 1n, [payee().address])
    expect((await balance(world, payee().address)) - gave).toBe(paid)
    await world.settle('the ruling on the docket', async () => (await world.court.dispute(id)).ruling !== undefined)
    const view = await world.court.dispute(id)
    expect(view.ruling).toMatchObject({ ruling: 1, executed: true, expired: false })
    await untilSettled(world, id)
    expect(larger.panel).toBe(2)
    expect(view.sittings.slice(1).flatMap(({ draws }) => draws)).toEqual([])
    const tabs = await Promise.all(seated(view).map((juror) => tabOf(world, juror)))
    expect(tabs.map(([tokens, wei]) => [tokens, wei])).toEqual([0, 1, 2].map(() => [0n, 10n ** 16n]))
  })
})

describe('when the operator is gone', () => {
  test('whoever keeps the transcript settles, and everybody leaves with the last wei', async () => {
    const { world, players } = here
    const reader = world.chain.reader as never
    const house = housesOf(world)
    const { arbitrator, vault, token } = contractsOf(world)
    await ripen(world)
    const { id } = await quarrel(world)
    const judged = await hear(world, id, players, (_, place) => (place === 0 ? 1 : 2))
    await untilDelivered(world, id)
    const transcript = await world.court.transcript(id, judged.panel)
    await world.runtime().stop()

    // Nobody but passers-by from here on.
    const calls = callsOf(house)
    await world.chain.travel((await world.now()) + 7201)
    await passBy(world, calls.execute(id))
    const read = readTranscript(transcript)
    if (!read.ok) throw new Error(read.refusal)
    const file = read.value
    await passBy(world, await settlement(reader, house, [file]))
    expect(BigInt((await disputeOf(world, id)).deliveryHash)).toBe(1n)
    // Twice does nothing.
    await passBy(world, await settlement(reader, house, [file]))

    const { epochSeconds, longestDisputeSeconds, settlementSeconds } = world.manifest
    for (const one of players) {
      const atRisk = await world.chain.reader.readContract({ ...vault, functionName: 'atRisk', args: [one.address] })
      const { tokens } = await owed(reader, house, one.address)
      const stake = tokens < 0n ? atRisk + tokens : atRisk
      await send(world, one, vault, 'requestUnstake', [stake])
    }
    await world.chain.travel((await world.now()) + 5 * epochSeconds + longestDisputeSeconds + settlementSeconds)
    for (const one of players) await send(world, one, vault, 'withdrawStake', [])
    const others = await deliverers(world)
    await payOut(world, [...[...players, payer(), payee(), keeper()].map(({ address }) => address), ...others])

    expect(await world.chain.reader.readContract({ ...token, functionName: 'balanceOf', args: [vault.address] })).toBe(
      0n,
    )
    // What is left are the bonds, which only a challenger takes out.
    const bond = await world.chain.reader.readContract({ ...arbitrator, functionName: 'bond' })
    const bonds = await world.chain.reader.readContract({ ...arbitrator, functionName: 'bonds' })
    expect(await balance(world, arbitrator.address)).toBe(bond * BigInt(bonds))
    const wallets = await Promise.all(
      players.map(({ address }) =>
        world.chain.reader.readContract({ ...token, functionName: 'balanceOf', args: [address] }),
      ),
    )
    const all = await world.chain.reader.readContract({ ...token, functionName: 'totalSupply' })
    const dust = await Promise.all(
      [...others, payer().address, payee().address].map((who) =>
        world.chain.reader.readContract({ ...token, functionName: 'balanceOf', args: [who] }),
      ),
    )
    expect([...wallets, ...dust].reduce((sum, held) => sum + held, 0n)).toBe(all)
  })
})

/** Who delivered verdicts of this world. */
async function deliverers(world: World): Promise<Address[]> {
  const logs = await world.chain.reader.getContractEvents({
    ...contractsOf(world).arbitrator,
    eventName: 'VerdictDelivered',
    fromBlock: 0n,
  })
  return [...new Set(logs.map(({ args }) => args.deliverer!.toLowerCase() as Address))]
}

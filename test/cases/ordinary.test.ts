/**
 * Ordinary disputes: an escrow asks, a panel answers, the money moves.
 */
import { describe, expect, test } from 'vitest'
import { decodeChoices } from '#law/question/choice'
import { double, keeper, operator, payee, payer } from '../../bin/world/accounts.ts'
import { artifact } from '../../bin/world/deployment.ts'
import {
  seatsByJuror,
  untilDrawn,
  untilGazetted,
  untilJudged,
  untilOpen,
  untilRuled,
  vote,
} from '../../bin/world/story.ts'
import { contractsOf, humanityOf, joinAs, send, stakeWithPermit } from '../../bin/world/world.ts'
import { JurorClient, Refused, Venire } from '../../sdk/index.ts'
import { balance, count, mock, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 8, attestors: 3, k: 2 })

describe('a juror who seals a ballot and never comes back', () => {
  test('is opened by the timelock, and the rest is decided with that vote', async () => {
    const { world, players } = here
    const { id, address } = await quarrel(world)
    const sitting = await untilDrawn(world, id)
    expect([...seatsByJuror(sitting).values()].reduce((a, b) => a + b)).toBe(3)

    await vote(world, id, players, (_, place) => (place === 0 ? 1 : 2))
    const before = await world.court.docket(id)
    expect(before.entries.filter(({ kind }) => kind === 'commit')).toHaveLength(3)
    expect((await world.court.dispute(id)).sittings[0]!.opened).toEqual([])

    await untilGazetted(world, id)
    const judged = await untilJudged(world, id)
    expect(judged.opened).toHaveLength(3)
    expect(judged.judged).toMatchObject({ ruling: 2, tied: false })
    expect(
      judged.opened.map(({ answer }) => decodeChoices({ space: 'choice', items: 1, choices: 2 }, answer)![0]).sort(),
    ).toEqual([1, 2, 2])

    const [held, was] = await Promise.all([balance(world, address), balance(world, payee().address)])
    const ruled = await untilRuled(world, id)
    expect(ruled.ruling).toMatchObject({ ruling: 2, executed: true, expired: false })
    expect(await count(world, 'RulingExecuted', id)).toBe(1)
    const [left, is] = await Promise.all([balance(world, address), balance(world, payee().address)])
    expect(is - was).toBe(held - left)
    expect(is - was).toBeGreaterThanOrEqual(10n ** 18n)
  })
})

describe('a juror with two devices', () => {
  test('votes on one, reads the vote on the other, and the later of two votes counts', async () => {
    const { world, players } = here
    const { id } = await quarrel(world, 'simple')
    const sitting = await untilDrawn(world, id)
    await world.advanceTo(sitting.times.commitOpensAt + 1)
    const drawn = [...seatsByJuror(sitting).keys()].map((juror) => players.find(({ address }) => address === juror)!)
    const phone = await joinAs(world, drawn[0]!)
    await phone.vote(id, 2)
    const laptop = JurorClient.restore(
      {
        court: new Venire(world.url),
        wallet: drawn[0]!.account as never,
        domain: world.domain,
        operator: operator().address,
        clockMs: async () => 1000 * (await world.now()),
      },
      phone.exportKey(),
    )
    expect((await laptop.recover(id)).map(({ choice }) => choice)).toEqual([2])
    await laptop.vote(id, 1)
    expect((await phone.recover(id)).map(({ choice }) => choice)).toEqual([2, 1])
    for (const one of drawn.slice(1)) await (await joinAs(world, one)).vote(id, 1)

    await untilGazetted(world, id)
    expect((await untilJudged(world, id)).judged).toMatchObject({ ruling: 1 })
    const was = await balance(world, payer().address)
    await untilRuled(world, id)
    expect((await balance(world, payer().address)) - was).toBeGreaterThanOrEqual(10n ** 18n)
  })

  test('is refused outside the commit period, and when nobody drew it', async () => {
    const { world, players } = here
    const { id } = await quarrel(world)
    await untilOpen(world, id)
    const early = await joinAs(world, players[0]!)
    await expect(early.vote(id, 1)).rejects.toThrow(Refused)
    const sitting = await untilDrawn(world, id)
    await world.advanceTo(sitting.times.commitOpensAt + 1)
    const idle = players.find(({ address }) => !seatsByJuror(sitting).has(address))!
    await expect((await joinAs(world, idle)).vote(id, 1)).rejects.toMatchObject({ problem: { code: 'NotDrawn' } })
  })
})

describe('a person with two accounts', () => {
  test('is admitted with the first and refused with the second', async () => {
    const { world, players } = here
    const { registry, token, vault } = contractsOf(world)
    await send(world, double(), registry, 'register', [double().address, humanityOf(players[0]!.address)])
    await send(world, double(), token, 'mint', [double().address, 10n ** 21n])
    await stakeWithPermit(world, double(), 10n ** 21n)
    await expect(send(world, double(), vault, 'admit', [0n, double().address])).rejects.toThrow('PersonAlreadyAdmitted')
  })
})

// It can't block the court, and it is asked again until it has taken its ruling once.
describe("a client that won't take its ruling", () => {
  test('the ruling is final before the client is called, and the call is repeated until it succeeds', async () => {
    const { world, players } = here
    const client = await mock(world, 'RevertingClient')
    const id = await client.open()
    await untilDrawn(world, id)
    await vote(world, id, players, () => 1)
    await untilGazetted(world, id)
    await untilJudged(world, id)
    const ruled = await untilRuled(world, id)
    expect(ruled.ruling).toMatchObject({ ruling: 1, executed: false })
    expect(await count(world, 'RulingNotTaken', id)).toBeGreaterThanOrEqual(1)
    expect(await count(world, 'RulingExecuted', id)).toBe(0)

    const contract = { address: client.address, abi: artifact('RevertingClient').abi }
    await send(world, keeper(), contract, 'relent', [])
    for (let tries = 0; tries < 10 && (await count(world, 'RulingExecuted', id)) === 0; tries++)
      await world.advance(4 * 3600)
    await world.settle('the ruling taken', async () => (await world.court.dispute(id)).ruling?.executed === true)
    expect(await count(world, 'RulingExecuted', id)).toBe(1)
    expect(await world.chain.reader.readContract({ ...contract, functionName: 'rulings' })).toBe(1n)
    await world.advance(86_400)
    expect(await count(world, 'RulingExecuted', id)).toBe(1)
  })
})

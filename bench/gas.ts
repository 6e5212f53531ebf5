/**
 * Gas: what one whole dispute costs on chain, read from the receipts of a world in which it was held.
 * @module
 */
import { encodeFunctionData } from 'viem'
import { escrowAbi } from '#edges/abi'
import { jurors, payee, payer } from '../bin/world/accounts.ts'
import { startAnvil } from '../bin/world/anvil.ts'
import { agree, create } from '../bin/world/client.ts'
import { artifact } from '../bin/world/deployment.ts'
import { billOf, gasOf, paymentsSince } from '../bin/world/ledger.ts'
import { returnContributions, untilFolded, untilSettled } from '../bin/world/money.ts'
import { appeal, hear, hold, untilRuled } from '../bin/world/story.ts'
import { contractsOf, enrol, openWorld, ripen, send } from '../bin/world/world.ts'
import { mined } from '../sdk/mined.ts'
import type { Numbers } from './numbers.ts'

const STAKERS = 1000
/** The side of an appeal that pays for the ruling to stand, as the contract numbers it. */
const FOR = 1

export async function gas(numbers: Numbers): Promise<void> {
  numbers['gas of opening and ruling with an arbitrator that only counts (Escrow): the floor'] = await floor()
  await appealed(numbers)
  const gazettes: number[] = []
  for (const seats of [3, 31]) {
    const world = await openWorld({ jurors: STAKERS, terms: { seats } })
    try {
      const players = jurors(STAKERS)
      await enrol(world, players, () => 1000n * 10n ** 18n)
      await ripen(world)
      const block = Number(await world.chain.reader.getBlockNumber({ cacheTime: 0 })) + 1
      const parties = { payer: payer(), payee: payee() }
      const agreement = await agree(world, 'escrow', parties, { value: 10n ** 18n, metaEvidence: '/ipfs/none' })
      await agreement.reclaim()
      await agreement.contest()
      await hold(world, 1n, players, () => 2)
      const bill = billOf(await paymentsSince(world.chain, block), world.manifest.arbitrator)
      const what = `one dispute with ${seats} seats and 1,000 stakers (Escrow)`
      numbers[`gas of ${what}, all transactions from opening to ruling`] = Number(gasOf(bill.own))
      numbers[`transactions of ${what}, from opening to ruling`] = bill.own.length
      for (const { what: call, gas } of bill.own) numbers[`gas of ${what}, ${call}`] = Number(gas)
      gazettes.push(...bill.shared.map(({ gas }) => Number(gas)))
    } finally {
      await world.stop()
    }
  }
  numbers['gas of one gazette, which serves all disputes (at most 60,000)'] = Math.max(...gazettes)
}

/** A panel of 3 whose word is appealed, and a panel of 7: what the dispute costs, and what its settlement costs a seat. */
async function appealed(numbers: Numbers): Promise<void> {
  const seven = 14
  const world = await openWorld({ jurors: seven })
  try {
    const players = jurors(seven)
    await enrol(world, players, () => 1000n * 10n ** 18n)
    await ripen(world)
    const { arbitrator } = contractsOf(world)
    for (const [id, sides] of [
      [1n, 'one side funds'],
      [2n, 'both sides fund'],
    ] as const) {
      const block = Number(await world.chain.reader.getBlockNumber({ cacheTime: 0 })) + 1
      const parties = { payer: payer(), payee: payee() }
      const agreement = await agree(world, 'escrow', parties, { value: 10n ** 18n, metaEvidence: '/ipfs/none' })
      await agreement.reclaim()
      await agreement.contest()
      await hear(world, id, players, () => 1)
      const larger = await appeal(world, id, payee())
      if (sides === 'both sides fund') {
        const call = { ...arbitrator, functionName: 'missingOf', args: [id, FOR] } as const
        const missing = await world.chain.reader.readContract(call)
        await send(world, payer(), arbitrator, 'contribute', [id, FOR], missing)
      }
      await hear(world, id, players, () => 2)
      const view = await untilRuled(world, id)
      await untilSettled(world, id)
      await untilFolded(
        world,
        view.sittings.flatMap(({ draws }) => draws.map(({ address }) => address)),
      )
      await returnContributions(world, id, 1n, [payer().address, payee().address])
      const payments = await paymentsSince(world.chain, block)
      const { own } = billOf(payments, world.manifest.arbitrator)
      const returned = payments.filter(({ what }) => what === 'withdrawContribution')
      const settled = payments.find(({ what }) => what === 'settle')!
      const what = `one dispute appealed from 3 to ${larger.seats} seats (Escrow), ${sides}`
      numbers[`gas of ${what}, from opening to ruling, contributions returned`] = Number(gasOf([...own, ...returned]))
      numbers[`gas of ${what}, settlement per seat`] = Math.round(Number(settled.gas) / (3 + larger.seats))
    }
  } finally {
    await world.stop()
  }
}

/** What the client itself costs, whoever the arbitrator is. */
async function floor(): Promise<number> {
  const chain = await startAnvil({ accounts: 20 })
  try {
    const world = { chain }
    const arbitrator = await create(world, payer(), 'CountingArbitrator', [])
    const escrow = { address: await create(world, payer(), 'Escrow', []), abi: escrowAbi }
    await send(
      world,
      payer(),
      escrow,
      'newTransaction',
      [payee().address, arbitrator, '', 86_400n, 86_400n],
      10n ** 18n,
    )
    await send(world, payer(), escrow, 'reclaimFunds', [0n])
    const opening = await send(world, payee(), escrow, 'depositArbitrationFeeForPayee', [0n])
    const data = encodeFunctionData({
      abi: artifact('CountingArbitrator').abi,
      functionName: 'giveRuling',
      args: [escrow.address, 1n, 2n],
    })
    const ruling = await chain.writer(payer()).sendTransaction({ to: arbitrator, data })
    const receipts = await Promise.all([opening, ruling].map((hash) => mined(chain.reader, hash)))
    return receipts.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0)
  } finally {
    await chain.stop()
  }
}

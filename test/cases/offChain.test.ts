/**
 * Off chain: an account pays credit in, asks over HTTP, and has jurors answer it without a transaction of its own. Two
 * gazettes stand where other disputes have transactions, and anybody can check all of it.
 */
import { expect, test } from 'vitest'
import { readTranscript } from '#law/transcript'
import { verify } from '#law/verify'
import type { Digest } from '#primitives/bytes'
import { keeper, operator, payer } from '../../bin/world/accounts.ts'
import { payOut, tabOf, untilSettled } from '../../bin/world/money.ts'
import { hear, seatsByJuror, untilDelivered, untilRuled } from '../../bin/world/story.ts'
import { contractsOf, send, type World } from '../../bin/world/world.ts'
import { ask, charge, type Question, Refused, settlement } from '../../sdk/index.ts'
import { balance, count, passBy, town } from '../support/worlds.ts'

const here = town({ jurors: 8, attestors: 3, k: 2 })
const ETHER = 10n ** 18n
const FEE_PER_SEAT = 10n ** 16n
const PRICE = 3n * FEE_PER_SEAT + 5n * 10n ** 15n

const QUESTION: Question = {
  space: 'choice',
  title: 'Is the translation faithful?',
  choices: ['It is', 'It is not'],
  evidence: ['https://example.org/both-texts'],
}

const creditOf = (world: World) =>
  world.chain.reader.readContract({
    ...contractsOf(world).arbitrator,
    functionName: 'creditOf',
    args: [payer().address],
  })

test('an account asks, jurors vote, anyone verifies the Final, and the fee leaves the credit', async () => {
  const { world, players } = here
  const { arbitrator } = contractsOf(world)
  const account = payer()
  const wallet = account.account as never
  const setting = { court: world.court, wallet, domain: world.domain, operator: operator().address }
  const { policyHash } = (await world.court.court(0)) as { policyHash: Digest }
  const expiresAt = (await world.now()) + 3600
  const options = { court: 0, policyHash, question: QUESTION, seats: 3, maxFee: PRICE, nonce: 1n, expiresAt }

  await expect(ask(setting, options)).rejects.toMatchObject({ problem: { code: 'CreditTooLow' } })
  await send(world, keeper(), arbitrator, 'depositCredit', [account.address], ETHER)
  await world.settle('the credit in the books', () =>
    ask(setting, options).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refused && error.code === 'CreditTooLow') return false
        throw error
      },
    ),
  )
  const asked = await ask(setting, options)
  const id = BigInt(asked.disputeId)
  expect(asked.receipt.number).toBe(1)

  const nonce = await world.chain.reader.getTransactionCount({ address: account.address })
  await hear(world, id, players, (_, place) => (place === 0 ? 2 : 1))
  const view = await untilRuled(world, id)
  expect(view).toMatchObject({ question: QUESTION, ruling: { executed: true, expired: false } })
  expect(await count(world, 'VerdictDelivered', id)).toBe(0)
  expect(await world.chain.reader.getTransactionCount({ address: account.address })).toBe(nonce)

  await world.settle('the Final', async () => {
    const { transcript } = verify(await world.court.transcript(id, 0))
    return transcript?.final != null
  })
  const { attestors, manifest } = world
  const { claims, vouched } = verify(await world.court.transcript(id, 0), {
    chainId: String(manifest.chainId),
    arbitrator: manifest.arbitrator,
    beacon: beaconOf(world),
    attestors: [{ k: '2', members: attestors.map(({ address }) => address) }],
  })
  expect(claims.filter(({ ok }) => !ok)).toEqual([])
  expect(vouched).toBe('by 2 of 3 attestors')

  await untilSettled(world, id)
  expect((await creditOf(world)).slice(0, 2)).toEqual([ETHER - PRICE, 0n])
  const [ruling] = await world.chain.reader.readContract({ ...arbitrator, functionName: 'currentRuling', args: [id] })
  expect(Number(ruling)).toBe(view.ruling!.ruling)
  const jurors = [...seatsByJuror(view.sittings[0]!).keys()]
  const tabs = await Promise.all(jurors.map((juror) => tabOf(world, juror)))
  expect(tabs.reduce((sum, [, wei]) => sum + wei, 0n)).toBe(3n * FEE_PER_SEAT)
  await payOut(world, jurors)
})

const beaconOf = ({ beacon }: World) => ({
  publicKey: beacon.publicKey,
  genesisAt: String(beacon.genesisAt),
  periodSeconds: String(beacon.periodSeconds),
})

test('when the operator is gone, whoever keeps the transcript has the account charged and the jurors paid, and the rest leaves after D', async () => {
  const { world, players } = here
  const { arbitrator } = contractsOf(world)
  const account = payer()
  const setting = {
    court: world.court,
    wallet: account.account as never,
    domain: world.domain,
    operator: operator().address,
  }
  const { policyHash } = (await world.court.court(0)) as { policyHash: Digest }
  await send(world, keeper(), arbitrator, 'depositCredit', [account.address], ETHER)
  const [before] = await creditOf(world)
  const expiresAt = (await world.now()) + 3600
  const options = { court: 0, policyHash, question: QUESTION, seats: 3, maxFee: PRICE, nonce: 2n, expiresAt }
  const { disputeId } = await ask(setting, options)
  const id = BigInt(disputeId)
  await hear(world, id, players, (_, place) => (place === 0 ? 2 : 1))
  await untilDelivered(world, id)
  const read = readTranscript(await world.court.transcript(id, 0))
  if (!read.ok) throw new Error(read.refusal)
  const file = read.value
  await world.runtime().stop()

  const reader = world.chain.reader as never
  const house = { arbitrator: world.manifest.arbitrator, vault: world.manifest.vault }
  await expect(settlement(reader, house, [file])).rejects.toThrow('to be charged before it is settled')
  await expect(passBy(world, charge(house, [file]))).rejects.toThrow('ChargedTooEarly')
  await world.chain.travel((await world.now()) + 7 * 86_400)
  await passBy(world, charge(house, [file]))
  expect((await creditOf(world))[0]).toBe(before - PRICE)
  const jurors = [...new Set(file.sittings.flatMap(({ leaves }) => leaves.map(({ juror }) => juror)))]
  const feesOf = async () =>
    (await Promise.all(jurors.map((juror) => tabOf(world, juror)))).reduce((sum, [, wei]) => sum + wei, 0n)
  const owed = await feesOf()
  await passBy(world, await settlement(reader, house, [file]))
  expect((await feesOf()) - owed).toBe(3n * FEE_PER_SEAT)
  // Twice does nothing, in either step.
  await passBy(world, charge(house, [file]))
  await passBy(world, await settlement(reader, house, [file]))
  expect([(await creditOf(world))[0], (await feesOf()) - owed]).toEqual([before - PRICE, 3n * FEE_PER_SEAT])

  const rest = before - PRICE
  await send(world, account, arbitrator, 'requestCredit', [rest])
  await expect(send(world, keeper(), arbitrator, 'withdrawCredit', [account.address])).rejects.toThrow()
  const [, , readyAt] = await creditOf(world)
  await world.chain.travel(Number(readyAt))
  const had = await balance(world, account.address)
  await send(world, keeper(), arbitrator, 'withdrawCredit', [account.address])
  expect((await balance(world, account.address)) - had).toBe(rest)
})

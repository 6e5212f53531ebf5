/**
 * A juror's cycle at the desk, in a real browser, with a wallet that announces itself, against the whole local world.
 */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { PRESETS } from '#law/presets/presets'
import { deployer, jurors } from '../../bin/world/accounts.ts'
import { chromiumPath } from '../../bin/world/browser.ts'
import { untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { contractsOf, humanityOf, send } from '../../bin/world/world.ts'
import { lock } from './browser.ts'
import {
  pageTown,
  press,
  sitDown,
  strangersAsked,
  summoned,
  summonedUnder,
  tabTo,
  violationsHere,
  widthBeyond,
} from './pages.ts'

/** Jurors of the town. */
const STAKED = 6
const here = pageTown({ jurors: STAKED, attestors: 3, k: 2 })

const heading = (page: Page, name: string) => page.getByRole('heading', { name })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
/** On the ballot: the page that is being left may name the choice too. */
const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check()

/** What on the page would have to be scrolled sideways. */
const SCROLLED = `[...document.querySelectorAll('main *')].filter((each) => getComputedStyle(each).overflowX === 'auto'
  && each.scrollWidth > each.clientWidth).map((each) => each.outerHTML.slice(0, 100))`

describe.skipIf(!chromiumPath())('a juror', () => {
  test('votes in four clicks and with one signature, and sees the same on another device with the same wallet', async () => {
    const { world, players } = here
    const { id, drawn } = await summoned(here)
    const player = drawn[0]!
    const laptop = await here.device({ player })
    await sitDown(laptop)
    await button(laptop.page, 'Make the key').click()
    await laptop.page.getByText('Any device with this wallet can make this key again').waitFor()
    expect(laptop.wallet.signed).toEqual(['BallotKey', 'BallotKey'])

    // From the summons on: one, two, three clicks here, and the fourth is the yes in the wallet.
    await laptop.page.getByRole('link', { name: 'Vote' }).first().click()
    await choose(laptop.page, 'Choice 2')
    await button(laptop.page, 'Seal and hand in').click()
    await heading(laptop.page, 'Your ballot is in').waitFor()
    expect(laptop.wallet.signed.slice(2)).toEqual(['Commit'])
    expect(Object.keys(laptop.wallet.shown!.message).sort()).toEqual(
      ['beaconRound', 'commitment', 'disputeKey', 'juror', 'panel', 'revision', 'sealedHash'].sort(),
    )
    expect((await world.court.dispute(id)).sittings[0]!.committed).toEqual([player.address])

    const [download] = await Promise.all([
      laptop.page.waitForEvent('download'),
      button(laptop.page, 'Save the receipt').click(),
    ])
    const kept = JSON.parse(readFileSync(await download.path(), 'utf8'))
    expect(kept.receipt.entryHash).toBe((await world.court.docket(id, kept.receipt.number)).entries[0]!.hash)
    expect(laptop.errors).toEqual([])
    expect(strangersAsked(laptop, world.url)).toEqual([])
    await laptop.context.close()

    const phone = await here.device({ player, width: 390 })
    await sitDown(phone)
    await phone.page.getByRole('link', { name: 'Look' }).first().click()
    await button(phone.page, 'Make the key').click()
    await heading(phone.page, 'Your ballot is in').waitFor()
    await phone.page.getByText('Choice 2', { exact: true }).waitFor()

    // The later of two votes counts, and it was made on the phone.
    await button(phone.page, 'Change my vote').click()
    await choose(phone.page, 'Choice 1')
    await button(phone.page, 'Seal and hand in').click()
    await phone.page.getByText('Choice 1', { exact: true }).waitFor()
    await heading(phone.page, 'Your ballot is in').waitFor()
    await phone.context.close()

    await vote(world, id, players, (juror) => (juror === player.address ? undefined : 2))
    await untilGazetted(world, id)
    const judged = await untilJudged(world, id)
    expect(judged.opened.find(({ juror }) => juror === player.address)?.choices).toEqual([1])

    // Once the ruling is final everybody can work out how it went: the juror as pictures, the public for a suspicion.
    await untilRuled(world, id)
    const later = await here.device({ player, width: 360 })
    await sitDown(later)
    await later.page.getByText('1 hearing; seats: 1.').waitFor()
    await later.page.getByText('With the ruling in a row: 0 now, 0 at most.').waitFor()
    await heading(later.page, 'What you say when what is true').waitFor()
    expect(await violationsHere(later.page)).toEqual([])
    expect(await widthBeyond(later.page)).toBeLessThanOrEqual(0)
    // On a telephone each sitting is a card: nothing has to be scrolled sideways, and each cell says what it is.
    const records = later.page.getByRole('table').filter({ hasText: 'You voted' })
    expect(await later.page.evaluate(SCROLLED)).toEqual([])
    expect(await records.getByRole('row').last().innerText()).toMatch(/Dispute \d+/)
    await later.page.goto(`/docket/${id}`)
    for (const { address } of drawn.slice(0, 2))
      await later.page.getByLabel(`${address.slice(0, 6)}…${address.slice(-4)}`).check()
    await later.page.getByText(/Nothing found: they err together no more/).waitFor()
    expect(await violationsHere(later.page)).toEqual([])
    expect(later.errors).toEqual([])
    await later.context.close()
  })

  test('whose wallet signs differently each time is made to keep the file, and needs it on another device', async () => {
    const { drawn } = await summoned(here)
    const player = drawn[1]!
    const laptop = await here.device({ player, manner: { random: true } })
    await sitDown(laptop)
    await button(laptop.page, 'Make the key').click()
    await laptop.page.getByText('Your wallet signs differently each time').waitFor()
    await laptop.page.getByRole('link', { name: 'Vote' }).first().click()
    await choose(laptop.page, 'Choice 2')
    expect(await button(laptop.page, 'Seal and hand in').isDisabled()).toBe(true)

    const [download] = await Promise.all([
      laptop.page.waitForEvent('download'),
      button(laptop.page, 'Save the key as a file').click(),
    ])
    const file = await download.path()
    await button(laptop.page, 'Seal and hand in').click()
    await heading(laptop.page, 'Your ballot is in').waitFor()

    const phone = await here.device({ player, manner: { random: true } })
    await sitDown(phone)
    await button(phone.page, 'Make the key').click()
    await phone.page.getByRole('link', { name: 'Look' }).first().click()
    await phone.page.getByText('This device’s key doesn’t open your ballot.').waitFor()
    await phone.page.getByLabel('Or load the key from its file:').setInputFiles(file)
    await phone.page.getByText('Choice 2', { exact: true }).waitFor()
    expect([...laptop.errors, ...phone.errors]).toEqual([])
    await Promise.all([laptop.context.close(), phone.context.close()])
  })

  test('who says no in the wallet, is on the wrong chain, or loses the court for a while, loses nothing', async () => {
    const { id, drawn } = await summoned(here)
    const player = drawn[2]!
    const { page, wallet, context } = await here.device({ player, manner: { chainId: 1 } })
    await page.goto('/desk')
    await button(page, 'Connect Test Wallet').click()
    await page.getByText('Your wallet is on another chain.').waitFor()
    await button(page, 'Switch the wallet').click()

    await heading(page, 'Your summonses').waitFor()
    wallet.rejectNext = true
    await button(page, 'Make the key').click()
    await page.getByText('You said no in your wallet.').waitFor()
    await button(page, 'Make the key').click()
    await page.getByText('Any device with this wallet').waitFor()
    await page.getByRole('link', { name: 'Vote' }).first().click()
    await choose(page, 'Choice 1')
    wallet.rejectNext = true
    await button(page, 'Seal and hand in').click()
    await page.getByText('You said no in your wallet.').waitFor()
    expect((await here.world.court.dispute(id)).sittings[0]!.committed).not.toContain(player.address)

    // The court's answers stop, as if it had gone: the page says so, keeps what it has, and goes on by itself.
    await context.setOffline(true)
    await page.getByText(/You are offline|The court doesn’t answer/).waitFor()
    await heading(page, 'Your ballot').waitFor()
    await context.setOffline(false)
    await page.getByText(/You are offline|The court doesn’t answer/).waitFor({ state: 'hidden' })
    await button(page, 'Seal and hand in').click()
    await heading(page, 'Your ballot is in').waitFor()
    await context.close()
  })

  test('who can’t judge gives the seat back in two clicks', async () => {
    const { id, drawn } = await summoned(here)
    const player = drawn[0]!
    const { page, wallet, context } = await here.device({ player })
    await sitDown({ page })
    await button(page, 'Make the key').click()
    await page.getByText('Any device with this wallet').waitFor()
    await page.goto(`/desk/${id}`)
    await button(page, 'I can’t judge this').click()
    await button(page, 'Give it back').click()
    await page.getByText('You gave your seat back.').waitFor()
    expect(wallet.signed.at(-1)).toBe('Recuse')
    expect((await here.world.court.dispute(id)).sittings[0]!.recused).toEqual([player.address])
    await context.close()
  })

  test('ranks candidates where the policy asks for an order, and another device with the wallet reads it again', async () => {
    const asked = { block: { candidates: 3 }, title: 'Three replies to one prompt', choices: ['short', 'kind', 'long'] }
    const { id, drawn } = await summonedUnder(here, PRESETS.openassistant!, asked)
    const player = drawn[0]!
    const laptop = await here.device({ player, width: 360 })
    await sitDown(laptop)
    await button(laptop.page, 'Make the key').click()
    await laptop.page.getByText('Any device with this wallet').waitFor()
    // What an account asked is called by its question wherever it is listed.
    for (const list of ['Your summonses', 'What came of it'])
      await laptop.page
        .locator('section')
        .filter({ has: heading(laptop.page, list) })
        .getByText('Three replies to one prompt')
        .waitFor()
    await laptop.page.goto(`/desk/${id}`)
    await heading(laptop.page, 'Three replies to one prompt').waitFor()
    for (const reply of ['kind', 'long', 'None acceptable']) await button(laptop.page, reply).click()
    expect(await button(laptop.page, 'Seal and hand in').isDisabled()).toBe(true)
    await button(laptop.page, 'short').click()

    // The wallet locks itself before the juror is done. It says so, and nothing that was put in order is lost.
    await lock(laptop, true)
    await button(laptop.page, 'Seal and hand in').click()
    await laptop.page.getByText('Your wallet wants to be connected again. Nothing happened').waitFor()
    await laptop.page.getByText('Test Wallet has signed you out.').waitFor()
    expect(await violationsHere(laptop.page)).toEqual([])
    expect(await widthBeyond(laptop.page)).toBeLessThanOrEqual(0)
    await button(laptop.page, 'Connect again').click()
    await laptop.page.getByText('Test Wallet has signed you out.').waitFor({ state: 'hidden' })
    await button(laptop.page, 'Seal and hand in').click()
    await laptop.page.getByText('kind › long › None acceptable › short').waitFor()
    expect(laptop.wallet.signed.at(-1)).toBe('Commit')

    const phone = await here.device({ player })
    await sitDown(phone)
    await button(phone.page, 'Make the key').click()
    await phone.page.getByText('Any device with this wallet').waitFor()
    await phone.page.goto(`/desk/${id}`)
    await phone.page.getByText('kind › long › None acceptable › short').waitFor()
    expect([...laptop.errors, ...phone.errors]).toEqual([])
    await Promise.all([laptop.context.close(), phone.context.close()])
  })

  test('walks the whole way with the keyboard alone', async () => {
    const { drawn } = await summoned(here)
    const player = drawn[1]!
    const { page, context } = await here.device({ player })
    await page.goto('/desk')
    await press(page, 'Connect Test Wallet')
    await heading(page, 'Your summonses').waitFor()
    await press(page, 'Make the key')
    await page.getByText('Any device with this wallet').waitFor()
    // The button is gone; the hand is where it was.
    const focused = () => page.evaluate(`document.activeElement?.textContent`)
    expect(await focused()).toBe('Your ballot key')
    await press(page, 'Vote')
    await heading(page, 'Your ballot').waitFor()
    await page.getByText('Choice 1', { exact: true }).waitFor()
    await tabTo(page, 'Choice 1')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    await press(page, 'Seal and hand in')
    await heading(page, 'Your ballot is in').waitFor()
    expect(await focused()).toBe('Your ballot is in')
    await page.getByText('Choice 2', { exact: true }).waitFor()
    // The first of the summonses is that with the next deadline, whichever dispute that is, and whichever panel of it.
    const id = BigInt(new URL(page.url()).pathname.split('/').at(-1)!)
    expect((await here.world.court.dispute(id)).sittings.at(-1)!.committed).toContain(player.address)
    await context.close()
  })
})

describe.skipIf(!chromiumPath())('a newcomer', () => {
  test('stakes with one signature and one transaction, and is told what the registry doesn’t know', async () => {
    const { world } = here
    const newcomer = jurors(STAKED + 1).at(-1)!
    const { token, registry } = contractsOf(world)
    await send(world, deployer(), token, 'mint', [newcomer.address, 500n * 10n ** 18n])
    await world.chain.tester.setBalance({ address: newcomer.address, value: 10n ** 18n })
    const device = await here.device({ player: newcomer })
    const { page, wallet, context, errors } = device
    await sitDown({ page })
    await page.getByText('You are not expected anywhere.').waitFor()
    await page.getByLabel('Amount').fill('250')
    await lock(device)
    await page.getByText('Test Wallet has signed you out.').waitFor()
    await button(page, 'Connect again').click()
    await page.getByText('Test Wallet has signed you out.').waitFor({ state: 'hidden' })
    expect(await page.getByLabel('Amount').inputValue()).toBe('250')
    await button(page, 'Stake').click()
    await page.getByText('250 VNR').first().waitFor()
    expect(wallet.signed).toEqual(['Permit', 'transaction'])

    // The court reads of the stake a block later; then the newcomer is a juror who has to be known as a person.
    await world.advance(1)
    await world.advance(1)
    await button(page, 'Prove personhood').click()
    await page.getByText('The registry doesn’t know this account as a person.').waitFor()
    await send(world, deployer(), registry, 'register', [newcomer.address, humanityOf(newcomer.address)])
    await button(page, 'Prove personhood').click()
    await page.getByText('You are admitted as a person.').waitFor()
    expect(errors).toEqual([])
    await context.close()
  })
})

/**
 * What anybody sees without a wallet, and what a party does with one: the docket, a dispute, a court, and the verifier; in both lights, in both
 * languages, on a small screen, and held against axe.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { PRESETS } from '#law/presets/presets'
import { payee } from '../../bin/world/accounts.ts'
import { chromiumPath } from '../../bin/world/browser.ts'
import { untilSettled } from '../../bin/world/money.ts'
import { hear, untilDelivered, untilGazetted, untilJudged, untilOpen, untilRuled, vote } from '../../bin/world/story.ts'
import { quarrel } from '../support/worlds.ts'
import { Between } from './between.ts'
import { scriptBytes, untilAtRest } from './browser.ts'
import { foundAnyway, pageTown, sitDown, strangersAsked, summoned, violationsHere, widthBeyond } from './pages.ts'

const here = pageTown({ jurors: 6, attestors: 3, k: 2 })

/** A judged dispute and one that sits, and a court off chain that was opened although a bot earns most in it. */
const ids = {} as { judged: bigint; sitting: bigint; founded: string }

const PAGES = () => [
  '/',
  `/docket/${ids.judged}`,
  `/docket/${ids.sitting}`,
  `/verify/${ids.judged}/0`,
  '/verify',
  '/court',
  '/court/0',
  `/court/${ids.founded}`,
  '/desk',
]

describe.skipIf(!chromiumPath())('anybody', () => {
  beforeAll(async () => {
    const { world, players } = here
    const { id } = await summoned(here)
    await vote(world, id, players, (_, place) => (place === 0 ? 1 : 2))
    await untilGazetted(world, id)
    await untilJudged(world, id)
    ids.judged = id
    ids.sitting = (await summoned(here)).id
    ids.founded = (await foundAnyway(world.url, PRESETS.kleros!)).court
  })

  test('finds a dispute on the docket by its period, and reads how it was decided', async () => {
    const device = await here.device()
    const { page } = device
    await page.goto('/court/0')
    await page.getByRole('link', { name: 'This court’s disputes on the docket' }).click()
    const line = page.getByRole('link', { name: `Dispute ${ids.judged}` })
    await line.waitFor()
    await page.getByRole('button', { name: 'Commit' }).click()
    await line.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Appeal' }).click()
    await line.waitFor()

    // What was chosen stands in the address: it can be sent to somebody, and one can go back.
    expect(new URL(page.url()).search).toBe('?court=0&period=appeal')
    await page.reload()
    expect(await page.getByRole('button', { name: 'Appeal' }).getAttribute('aria-pressed')).toBe('true')
    await page.goto('/?court=7')
    await page.getByText('No dispute has been opened in this court yet.').waitFor()
    await page.goBack()
    await line.click()
    await page.getByRole('img', { name: /draws on a ring of 6 jurors/ }).waitFor()
    expect(await page.getByRole('list', { name: 'Seats by choice' }).innerText()).toMatch(/Choice 1\s+1\s+Choice 2\s+2/)
    expect(await page.getByRole('list', { name: 'Ballots by juror' }).getByText('voted 2').count()).toBe(2)
    await page.getByText('gazette').first().waitFor()
    expect(device.errors).toEqual([])
    expect(strangersAsked(device, here.world.url)).toEqual([])
    await device.context.close()
  })

  test('hears of a ballot when it is filed, and asks nothing meanwhile', async () => {
    const { world, players } = here
    const { page, context } = await here.device()
    await page.clock.install()
    await page.goto(`/docket/${ids.sitting}`)
    await page.getByText('Jurors hand in sealed ballots: 0 in').waitFor()
    await untilAtRest(page)
    // From here on the page's clock stands still: what is asked, is asked because the court said something.
    await page.clock.pauseAt(await page.evaluate<number>('Date.now() + 1000'))
    await vote(world, ids.sitting, players, (_, place) => (place === 0 ? 1 : undefined))
    await expect
      .poll(async () => {
        await page.clock.runFor(50)
        return page.locator('.lede').innerText()
      })
      .toMatch(/: [1-3] in, for 3 seats/)
    await context.close()
  })

  test('whose line to the court breaks has it again from where it was, and has none while nobody looks', async () => {
    const { world, players } = here
    const between = await Between.open(world.url)
    const { page, context } = await here.device({ url: between.url })
    const { lines } = between
    const read = (await world.court.docket(ids.sitting)).entries.length
    const lineTo = (after: number, last?: number) => ({
      url: `/disputes/${ids.sitting}/events?after=${after}`,
      last: last === undefined ? undefined : String(last),
    })
    const asked = () => lines.map(({ url, last }) => ({ url, last }))
    await page.goto(`/docket/${ids.sitting}`)
    await expect.poll(asked, { timeout: 10_000 }).toEqual([lineTo(read)])

    await vote(world, ids.sitting, players, (_, place) => (place === 0 ? 2 : undefined))
    await page.getByText(`Head after entry ${read + 1}`).waitFor()
    between.cut()
    await expect.poll(asked, { timeout: 10_000 }).toEqual([lineTo(read), lineTo(read, read + 1)])

    // A court that answers, but has no line to give, is asked again after a while.
    between.refuses = true
    between.cut()
    await expect.poll(() => lines.length, { timeout: 10_000 }).toBe(3)
    between.refuses = false
    await expect.poll(() => asked().at(-1), { timeout: 10_000 }).toEqual(lineTo(read + 1))

    const look = (hidden: boolean) =>
      page.evaluate(`(() => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} })
        document.dispatchEvent(new Event('visibilitychange'))
      })()`)
    const isOpen = () => lines.map((line) => line.isOpen)
    await look(true)
    await expect.poll(isOpen).toEqual(lines.map(() => false))
    await look(false)
    await expect.poll(() => isOpen().filter(Boolean).length).toBe(1)
    await context.close()
    await between.close()
  })

  test('sees nothing of a sealed ballot but that it is there', async () => {
    const { page, context } = await here.device()
    await page.goto(`/docket/${ids.sitting}`)
    await page.getByText('Sealed ballots can be read by nobody before the reveal').waitFor()
    expect(await page.getByText(/voted \d/).count()).toBe(0)
    await context.close()
  })

  test('has every claim re-checked in the browser, and sees what a flipped byte breaks', async () => {
    const device = await here.device()
    const { page } = device
    await page.goto(`/verify/${ids.judged}/0`)
    await page.getByRole('button', { name: 'Check every claim' }).click()
    await page.getByText(/All \d+ claims hold\./).waitFor()
    await page.getByText('Consistent, but vouched for by nobody until you say').waitFor()

    for (const place of ['In a ballot', 'In a draw', 'In the verdict', 'In a signature', 'Anywhere']) {
      await page.getByRole('button', { name: place }).click()
      await page.getByText('One byte changed').waitFor()
      await page.getByText(/Don’t rely on this file\./).waitFor()
      expect(await page.locator('.claims .bad').count(), place).toBeGreaterThan(0)
    }

    // A reader who names the contract and the attestors learns who vouches.
    const { chainId, arbitrator, attestors, k, beacon } = here.world.manifest
    const set = { k: String(k), members: attestors }
    const spelt = {
      publicKey: beacon.publicKey,
      genesisAt: String(beacon.genesisAt),
      periodSeconds: String(beacon.periodSeconds),
    }
    const anchors = { chainId: String(chainId), arbitrator, beacon: spelt, attestors: [set] }
    await page.getByText('What you believe beforehand').click()
    await page.getByRole('textbox', { name: 'What you believe beforehand' }).fill(JSON.stringify(anchors))
    await page.getByRole('button', { name: 'Check every claim' }).click()
    await page.getByText(/vouched for by 2 of 3 attestors/).waitFor()
    expect(device.errors).toEqual([])
    await device.context.close()
  })

  test('who has a wallet lets its own node say what the contract keeps', async () => {
    const { page, context, errors } = await here.device({ player: here.players[0] })
    await page.goto(`/verify/${ids.judged}/0`)
    await page.getByText('What you believe beforehand').click()
    await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
    await page.getByRole('button', { name: /through my wallet/ }).click()
    await page.getByText(/Read from contract/).waitFor()
    await page.getByRole('button', { name: 'Check every claim' }).click()
    await page.getByText(/vouched for by 2 of 3 attestors and the arbitrator’s own record/).waitFor()
    expect(errors).toEqual([])
    await context.close()
  })

  test('has a court’s policy played through the gauntlet in the browser, and reads what an owner signed to open one', async () => {
    const device = await here.device()
    const { page } = device
    await page.goto('/court/0')
    await page.getByText('Drawn by lot, by stake.').waitFor()
    await page.getByRole('button', { name: 'Play the gauntlet' }).click()
    await page.getByText(/Refused: “lazy” earns 0\.\d{3} fees more than honest work/).waitFor({ timeout: 60_000 })
    expect(await page.getByRole('img', { name: /the numbers are in the table below/ }).count()).toBe(4)
    await page.getByText('The numbers', { exact: true }).first().click()
    await page.getByRole('rowheader', { name: /^lazy/ }).first().waitFor()
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0)
    expect(await violationsHere(page)).toEqual([])

    await page.goto(`/court/${ids.founded}`)
    await page.getByText('although the gauntlet refuses it').waitFor()
    await page.getByText('Strategy that earns most: lazy').waitFor()
    expect(device.errors).toEqual([])
    await device.context.close()
  })

  test('waits for no more script than was promised', async () => {
    const { page, context } = await here.device()
    expect(await scriptBytes(page, '/')).toBeLessThan(150_000)
    await context.close()
    // Who has a wallet waits for what reads contracts besides.
    const juror = await here.device({ player: here.players[0] })
    await sitDown(juror)
    expect(await scriptBytes(juror.page, '/desk')).toBeLessThan(250_000)
    await juror.context.close()
    // A dispute's page replays the docket, so it brings the law; what reads contracts waits for a wallet.
    const promised: [string, number][] = [
      ['/desk', 150_000],
      [`/docket/${ids.judged}`, 230_000],
    ]
    for (const [path, bytes] of promised) {
      const other = await here.device()
      expect(await scriptBytes(other.page, path), path).toBeLessThan(bytes)
      await other.context.close()
    }
  })

  test('can read every page by axe’s rules, on small screens and wide ones, in both lights and in another language', async () => {
    const found: string[] = []
    for (const [width, language, theme] of [
      [360, 'ja-JP', 'dark'],
      [1600, 'en-US', 'light'],
    ] as const) {
      const { page, context, errors } = await here.device({ width, language, theme })
      for (const path of PAGES()) {
        const where = `${path} at ${width} px, ${theme}, ${language}`
        await page.goto(path)
        await page.locator('h1').waitFor()
        const wider = await widthBeyond(page)
        if (wider > 0) found.push(`${where}: ${wider} px too wide`)
        found.push(...(await violationsHere(page)).map((each) => `${where}: ${each}`))
      }
      expect(errors).toEqual([])
      await context.close()
    }
    expect(found).toEqual([])
  })
})

describe.skipIf(!chromiumPath())('a party', () => {
  test('shows evidence, pays for an appeal on both sides, sees the larger panel overturn, and takes what it is owed', async () => {
    const { world, players } = here
    const { id } = await quarrel(world)
    await untilOpen(world, id)
    const { page, wallet, context, errors } = await here.device({ player: payee() })
    await sitDown({ page })
    await page.goto(`/docket/${id}`)

    const file = { name: 'photograph.json', mimeType: 'application/json', buffer: Buffer.from('{"name":"180 chairs"}') }
    await page.getByLabel('Choose the file').setInputFiles(file)
    await page.getByLabel('How the contract takes evidence').selectOption('numbered')
    await page.getByRole('button', { name: 'Put it on chain' }).click()
    await expect.poll(() => wallet.signed, { timeout: 30_000 }).toEqual(['transaction'])
    await world.settle('the exhibit on the docket', async () =>
      (await world.court.evidence(id)).evidence.some(({ party }) => party === payee().address),
    )
    await page.getByRole('button', { name: 'Hold it against its hash', exact: true }).click()
    await page.getByText('matches its hash').waitFor()
    await page.getByText('Once the panel has spoken, its word can be appealed to a panel of 7 seats.').waitFor()

    // The page stays open: what the first panel says comes to it, and with it the price of another word.
    await hear(world, id, players, () => 1)
    await untilDelivered(world, id)
    await page.getByText('The next panel has 7 seats.').waitFor()
    const chances = page.getByRole('list', { name: 'How likely a panel of 7 rules otherwise than 1' })
    expect(await chances.getByRole('listitem').count()).toBe(5)
    expect(await violationsHere(page)).toEqual([])

    const side = (name: string) => page.locator('.card').filter({ hasText: name })
    await side('For ruling 1').getByRole('textbox').fill('0.01')
    await side('For ruling 1').getByRole('button', { name: 'Contribute' }).click()
    await side('For ruling 1').getByText('Your contribution is mined.').waitFor()
    await world.advance(1)
    await side('For ruling 1').getByText('0.065 ETH missing').waitFor()
    await side('Against ruling 1').getByText('0.1125 ETH missing').waitFor()
    await side('Against ruling 1').getByRole('textbox').fill('0.2')
    await side('Against ruling 1').getByRole('button', { name: 'Contribute' }).click()
    await world.settle('the contributions in the books', async () => {
      const { payments } = await world.court.payments(id)
      return payments.filter(({ name }) => name === 'contributed').length === 2
    })
    await page.getByText('0.1125 against the ruling, 0.01 for it.').waitFor()

    const larger = await hear(world, id, players, () => 2)
    expect(larger.draws.filter(({ seated }) => seated).length).toBe(7)
    await untilRuled(world, id)
    await page.getByText('Final ruling: choice 2.').waitFor()
    await untilSettled(world, id)
    // It was right and alone: its stake comes back, and what it gave for the other side, since that was never full.
    await page.getByRole('button', { name: 'Take what became of it' }).click()
    await page.getByText('Mined: it is yours.').waitFor()
    await world.advance(1)
    await page.getByText('What became of it was paid out: 0.0475.').waitFor()
    // What was too much for its side waits on its tab.
    await page.getByText(/owes you 0\.0875 ETH/).waitFor()
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('The court owes you nothing.').waitFor()
    expect(wallet.signed).toEqual(Array(5).fill('transaction'))
    expect(errors).toEqual([])
    await context.close()
  })
})

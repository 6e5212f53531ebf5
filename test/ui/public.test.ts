/**
 * What anybody sees without a wallet: the docket, a dispute, a court, and the verifier; in both lights, in both
 * languages, on a small screen, and held against axe.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import { PRESETS } from '#law/presets/presets'
import { payer } from '../../bin/world/accounts.ts'
import { chromiumPath } from '../../bin/world/browser.ts'
import { untilGazetted, untilJudged, untilOpen, vote } from '../../bin/world/story.ts'
import { quarrel } from '../support/worlds.ts'
import { type Device, scriptBytes } from './browser.ts'
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
    await page.goto('/')
    await page.getByRole('link', { name: `Dispute ${ids.judged}` }).waitFor()
    await page.getByRole('button', { name: 'Commit' }).click()
    await page.getByRole('link', { name: `Dispute ${ids.judged}` }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Appeal' }).click()
    await page.getByRole('link', { name: `Dispute ${ids.judged}` }).click()
    await page.getByRole('img', { name: /draws on a ring of 6 jurors/ }).waitFor()
    expect(await page.getByRole('list', { name: 'Seats by choice' }).innerText()).toMatch(/Choice 1\s+1\s+Choice 2\s+2/)
    expect(await page.getByRole('list', { name: 'Ballots by juror' }).getByText('voted 2').count()).toBe(2)
    await page.getByText('gazette').first().waitFor()
    expect(device.errors).toEqual([])
    expect(strangersAsked(device, here.world.url)).toEqual([])
    await device.context.close()
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

  test('who is a party names a file by its hash, puts it on chain, and has the court hold it against that', async () => {
    const { world } = here
    const { id } = await quarrel(world)
    await untilOpen(world, id)
    const { page, wallet, context, errors } = await here.device({ player: payer() })
    await sitDown({ page })
    await page.goto(`/docket/${id}`)
    const file = { name: 'photograph.json', mimeType: 'application/json', buffer: Buffer.from('{"name":"180 chairs"}') }
    await page.getByLabel('Choose the file').setInputFiles(file)
    await page.getByLabel('How the contract takes evidence').selectOption('numbered')
    await page.getByRole('button', { name: 'Put it on chain' }).click()
    await expect.poll(() => wallet.signed, { timeout: 30_000 }).toEqual(['transaction'])
    await world.settle('the exhibit on the docket', async () =>
      (await world.court.evidence(id)).evidence.some(({ party }) => party === payer().address),
    )
    await page.getByRole('button', { name: 'Hold it against its hash', exact: true }).click()
    await page.getByText('matches its hash').waitFor()
    await page.getByText('Once the panel has spoken, its word can be appealed to a panel of 7 seats.').waitFor()
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
    for (const path of ['/desk', `/docket/${ids.judged}`]) {
      const other = await here.device()
      expect(await scriptBytes(other.page, path), path).toBeLessThan(250_000)
      await other.context.close()
    }
  })

  test('can read every page by axe’s rules, in both lights', async () => {
    const found: string[] = []
    for (const theme of ['light', 'dark'] as const) {
      const device = await here.device({ theme })
      for (const path of PAGES())
        found.push(...(await violations(device, path)).map((each) => `${theme} ${path}: ${each}`))
      await device.context.close()
    }
    expect(found).toEqual([])
  })

  test('finds no page wider than a small screen, and none that another language breaks', async () => {
    const found: string[] = []
    for (const [width, language] of [
      [360, 'en-US'],
      [360, 'ja-JP'],
      [1600, 'en-US'],
    ] as const) {
      const { page, context, errors } = await here.device({ width, language })
      for (const path of PAGES()) {
        await page.goto(path)
        await page.locator('h1').waitFor()
        const wider = await widthBeyond(page)
        if (wider > 0) found.push(`${path} is ${wider} px wider than ${width} in ${language}`)
      }
      expect(errors).toEqual([])
      await context.close()
    }
    expect(found).toEqual([])
  })
})

/** Serious findings of axe on a page, once it has come to rest. */
async function violations({ page }: Device, path: string): Promise<string[]> {
  await page.goto(path)
  await page.locator('h1').waitFor()
  return violationsHere(page)
}

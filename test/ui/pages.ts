/**
 * Pages: what the tests of the pages share: a town with a browser in it, and the things people look for on a page.
 * @module
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import type { Block } from '#law/block'
import type { CourtPolicy } from '#law/court'
import type { Founded } from '#law/founding'
import type { Digest } from '#primitives/bytes'
import { keeper, operator, type Player, payer } from '../../bin/world/accounts.ts'
import { seatsByJuror, untilDrawn, untilOpen } from '../../bin/world/story.ts'
import { enter } from '../../bin/world/town.ts'
import { contractsOf, send } from '../../bin/world/world.ts'
import { ask, type SittingView } from '../../sdk/index.ts'
import { insistOn } from '../support/insist.ts'
import { quarrel, type Town, town } from '../support/worlds.ts'
import { type Device, type DeviceOptions, openBrowser, openDevice } from './browser.ts'

export type PageTown = Town & { browser: Browser; device(options?: Partial<DeviceOptions>): Promise<Device> }

/** A small world with a browser; devices are closed after the file's tests. */
export function pageTown(options: Parameters<typeof town>[0]): PageTown {
  const here = town(options) as PageTown
  beforeAll(async () => {
    here.browser = await openBrowser()
  })
  afterAll(() => here.browser?.close())
  here.device = (over = {}) => {
    const { url, chain, manifest } = here.world
    return openDevice(here.browser, { url, rpc: chain.url, chainId: manifest.chainId, ...over })
  }
  return here
}

/** A dispute whose commit period is open, with the jurors who were drawn. */
export async function summoned({
  world,
  players,
}: Town): Promise<{ id: bigint; drawn: Player[]; sitting: SittingView }> {
  const { id } = await quarrel(world)
  const sitting = await untilDrawn(world, id)
  await world.advanceTo(sitting.times.commitOpensAt + 1)
  return { id, drawn: drawnIn(sitting, players), sitting }
}

const drawnIn = (sitting: SittingView, players: readonly Player[]): Player[] =>
  [...seatsByJuror(sitting).keys()].map((juror) => players.find(({ address }) => address === juror)!)

/** Connects the device's wallet at the desk. */
export async function sitDown({ page }: Pick<Device, 'page'>): Promise<void> {
  await page.goto('/desk')
  await page.getByRole('button', { name: 'Connect Test Wallet' }).click()
  await page.getByRole('heading', { name: 'Your summonses' }).waitFor()
}

/** Whether anything was asked of anybody but the court. */
export const strangersAsked = ({ requests }: Device, url: string): string[] =>
  requests.filter((request) => !request.startsWith(url) && !request.startsWith('data:') && !request.startsWith('blob:'))

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious findings of axe on a page as it is. */
export async function violationsHere(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations } = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
  )) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[]
  }
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)
}

/** Pixels by which a page is wider than its window. */
export const widthBeyond = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'))

/** Goes with the tab key to what has this name, or to the field for writing of that name. @throws Error if it isn't reached in a hundred steps. */
export async function tabTo(page: Page, name: string, isField = false): Promise<void> {
  for (let steps = 0; steps < 100; steps++) {
    await page.keyboard.press('Tab')
    // A field's label holds its text first, and whatever is said of what was written after it.
    const reached = await page.evaluate(
      `(() => { const at = document.activeElement, label = at?.closest('label'), isField = label?.matches('.field')
        if (${isField} && !isField) return ''
        return (isField ? label.firstChild : label)?.textContent || at?.textContent || '' })()`,
    )
    if (String(reached).trim() === name) return
  }
  throw new Error(`keyboard: expected to reach ${name}`)
}

export async function press(page: Page, name: string): Promise<void> {
  await page.getByText(name, { exact: true }).first().waitFor()
  await tabTo(page, name)
  await page.keyboard.press('Enter')
}

/** Founds a court off chain over its founder's own name, whatever the gauntlet says of it. */
export async function foundAnyway(url: string, policy: CourtPolicy): Promise<Founded> {
  const headers = { authorization: `Bearer ${await enter(url, payer())}`, 'content-type': 'application/json' }
  const answer = await insistOn(
    (override) => fetch(`${url}/courts`, { method: 'POST', headers, body: JSON.stringify({ policy, override }) }),
    async (words) => ({ words, signature: await payer().account.signMessage({ message: words }) }),
  )
  if (!answer.ok) throw new Error(`courts: ${await answer.text()}`)
  return (await answer.json()) as Founded
}

/** A dispute under a policy of any answer space, whose commit period is open, with the jurors who were drawn. */
export async function summonedUnder(
  { world, players }: Town,
  policy: CourtPolicy,
  asked: { block: Block; title: string; choices?: readonly string[] },
): Promise<{ id: bigint; drawn: Player[] }> {
  const { court, version, policyHash } = await foundAnyway(world.url, policy)
  const { policyHash: law, terms } = (await world.court.court(0)) as {
    policyHash: Digest
    terms: Record<'seats' | 'feePerSeat' | 'deliveryFee', string>
  }
  const maxFee = BigInt(terms.seats) * BigInt(terms.feePerSeat) + BigInt(terms.deliveryFee)
  await send(world, keeper(), contractsOf(world).arbitrator, 'depositCredit', [payer().address], maxFee)
  await world.advance(60)
  const { disputeId } = await ask(
    { court: world.court, wallet: payer().account as never, domain: world.domain, operator: operator().address },
    {
      court: 0,
      policyHash: law,
      question: {
        under: { court, version: String(version), policyHash },
        asked: asked.block,
        title: asked.title,
        choices: asked.choices,
      },
      policy,
      seats: Number(terms.seats),
      maxFee,
      nonce: 1n,
      expiresAt: (await world.now()) + 3600,
    },
  )
  const id = BigInt(disputeId)
  await untilOpen(world, id)
  const sitting = await untilDrawn(world, id)
  await world.advanceTo(sitting.times.commitOpensAt + 1)
  return { id, drawn: drawnIn(sitting, players) }
}

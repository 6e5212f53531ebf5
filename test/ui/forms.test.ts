/**
 * The forms of all answer spaces, in a real browser but without a world: one page that holds the desk's own form and says
 * what would be sealed. Each is filled in with the keyboard alone, and gives the bytes that the law has for that answer.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Block } from '#law/block'
import { PRESETS } from '#law/presets/presets'
import { type Law, readLaw } from '#law/question/posed'
import { encodeAnswer, SPACES } from '#law/question/question'
import type { Said, SpaceName } from '#law/question/space'
import type { Digest } from '#primitives/bytes'
import { chromiumPath } from '../../bin/world/browser.ts'
import { openBrowser } from './browser.ts'
import { tabTo, violationsHere, widthBeyond } from './pages.ts'

const ui = join(import.meta.dirname, '../../ui')
const ADDRESS = 'http://forms.test/'
const TITLES = ['short', 'kind', 'long']

const HARNESS = `
import { createElement as h, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { readLaw } from '#law/question/posed'
import { encodeAnswer } from '#law/question/question'
import { AnswerForm, sayable } from './desk/answer.tsx'
import { begin } from './words/index.ts'
function Form({ law, titles }) {
  const [answers, onAnswer] = useState([])
  const said = sayable(law, answers)
  return h('main', {}, h('h1', {}, 'A form'), h(AnswerForm, { law, titles, answers, onAnswer }),
    h('output', { 'aria-label': 'Sealed' }, said ? encodeAnswer(readLaw(law).question, said) : 'nothing'))
}
const root = createRoot(document.getElementById('page'))
globalThis.show = (law, titles) => root.render(h(Form, { key: JSON.stringify(law), law, titles }))
begin().then(() => { document.title = 'A form' })
`

/** What a person does: goes to a field and writes there, or presses a key. */
type Deed = { at: string; write: string } | { at: string; press: string } | { press: string }
type Case = {
  preset: string
  asked: Block
  /** What is no answer, and what is said of it. */
  wrong: readonly { deeds: readonly Deed[]; says: string }[]
  right: readonly Deed[]
  said: Said
}

const NUMBER = 'A number from -0.5 to 0.5, in steps of 0.1'
const shares = (...parts: string[]): Deed[] => parts.map((write, i) => ({ at: TITLES[i]!, write }))
const place = (north: string, east: string, heading: string): Deed[] => [
  { at: 'Degrees north', write: north },
  { at: 'Degrees east', write: east },
  { at: 'Looking towards, in degrees from north', write: heading },
]
const vector = (write: string): Deed[] => [{ at: '3 whole numbers, separated by spaces', write }]
const text = (write: string): Deed[] => [{ at: 'Text, or bytes in hex after 0x', write }]

const CASES: Record<SpaceName, Case> = {
  choice: {
    preset: 'peer-prediction',
    asked: { choices: 3 },
    wrong: [],
    right: [{ at: 'short', press: 'Space' }, { press: 'ArrowDown' }],
    said: 2,
  },
  scalar: {
    preset: 'oracle-validators',
    asked: { min: '-0.5', max: '0.5', step: '0.1' },
    wrong: ['0.6', '0.25', 'many'].map((write) => ({
      deeds: [{ at: NUMBER, write }],
      says: 'That isn’t one of these numbers.',
    })),
    right: [{ at: NUMBER, write: '-0.3' }],
    said: 2,
  },
  point: {
    preset: 'hivemapper',
    asked: {},
    wrong: [{ deeds: place('95', '10', '0'), says: 'That is no place: degrees north go from −90 to 90.' }],
    right: place('35.6812362', '139.7671248', '-90'),
    said: { north: 356_812_362, east: 1_397_671_248, heading: 27_000 },
  },
  order: {
    preset: 'openassistant',
    asked: { candidates: 3 },
    wrong: [],
    right: ['kind', 'None acceptable', 'short', 'long'].map((at) => ({ at, press: 'Enter' })),
    said: [1, 3, 0, 2],
  },
  labels: {
    preset: 'code4rena',
    asked: {},
    wrong: [],
    right: [
      { at: 'long', press: 'Space' },
      { at: 'short', press: 'Space' },
    ],
    said: [0, 2],
  },
  distribution: {
    preset: 'numerai',
    asked: { outcomes: 3 },
    wrong: [
      { deeds: shares('-1', '1', '1'), says: 'Write numbers from 0 up, and at least one above 0.' },
      { deeds: shares('0', '0', '0'), says: 'Write numbers from 0 up, and at least one above 0.' },
    ],
    right: shares('1', '1', '2'),
    said: [250_000, 250_000, 500_000],
  },
  opinion: {
    preset: 'beauty-contest',
    asked: { choices: 3 },
    wrong: [],
    right: [{ at: 'short', press: 'Space' }, { press: 'ArrowDown' }, ...shares('60', '30', '10')],
    said: { choice: 2, forecast: [600_000, 300_000, 100_000] },
  },
  vector: {
    preset: 'peer-selection',
    asked: { dimensions: 3 },
    wrong: ['1 2', '1 2 0.5', '1 2 2147483648'].map((write) => ({
      deeds: vector(write),
      says: 'Expected 3 whole numbers, each from −2147483648 to 2147483647.',
    })),
    right: vector('1 -2, 2147483647'),
    said: [1, -2, 2_147_483_647],
  },
  bytes: {
    preset: 'recaptcha',
    asked: {},
    wrong: [{ deeds: text('long '.repeat(52)), says: 'That is too long: at most 256 bytes.' }],
    right: text('0xDEADbeef'),
    said: '0xdeadbeef',
  },
}

const lawOf = ({ preset, asked }: Case): Law => {
  const none: Digest = `0x${'00'.repeat(32)}`
  return { under: { court: none, version: '1', policyHash: none }, policy: PRESETS[preset]!, asked }
}

describe.skipIf(!chromiumPath())('the form of an answer space', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const [bundle] = await Promise.all([
      build({
        stdin: { contents: HARNESS, resolveDir: ui, loader: 'js' },
        bundle: true,
        write: false,
        format: 'iife',
        jsx: 'automatic',
        define: { 'process.env.NODE_ENV': '"production"' },
        loader: { '.css': 'empty' },
      }),
      openBrowser().then((opened) => {
        browser = opened
      }),
    ])
    const context = await browser.newContext({ viewport: { width: 360, height: 900 }, locale: 'en-US' })
    page = await context.newPage()
    await page.route(`${ADDRESS}**`, (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: '<!doctype html><html lang="en"><body id="page"></body></html>',
      }),
    )
    await page.goto(ADDRESS)
    for (const name of ['tokens', 'base', 'parts']) {
      await page.addStyleTag({ content: readFileSync(join(ui, `style/${name}.css`), 'utf8') })
    }
    await page.addScriptTag({ content: bundle.outputFiles[0]!.text })
    await page.waitForFunction(`document.title === 'A form'`)
  })
  afterAll(() => browser?.close())

  test('is there for every space of the law', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(SPACES).sort())
  })

  test.each(Object.entries(CASES))('%s: seals what was meant, and says what is no answer', async (_, each) => {
    const law = lawOf(each)
    await page.evaluate(`show(${JSON.stringify(law)}, ${JSON.stringify(TITLES)})`)
    const sealed = page.getByLabel('Sealed')
    await sealed.getByText('nothing').waitFor()
    expect(await violationsHere(page)).toEqual([])
    expect(await widthBeyond(page)).toBeLessThanOrEqual(0)

    for (const { deeds, says } of each.wrong) {
      for (const deed of deeds) await perform(page, deed)
      expect(await page.getByRole('alert').allInnerTexts()).toContain(says)
      expect(await sealed.innerText()).toBe('nothing')
    }
    for (const deed of each.right) await perform(page, deed)
    expect(await sealed.innerText()).toBe(encodeAnswer(readLaw(law).question, [each.said]))
    expect((await page.getByRole('alert').allInnerTexts()).join('')).toBe('')
  })

  test('an order keeps the focus where the hand is, and says what happened, though its buttons come and go', async () => {
    await page.evaluate(`show(${JSON.stringify(lawOf(CASES.order))}, ${JSON.stringify(TITLES)})`)
    await page.getByLabel('Sealed').getByText('nothing').waitFor()
    const focused = () => page.evaluate(`document.activeElement?.textContent`)
    const heard = () => page.locator('p[role=status]').innerText()
    await page.getByRole('button', { name: 'kind' }).focus()

    // What is taken goes away: the next one takes its place, and the one before where it was the last.
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('long')
    expect(await heard()).toBe('kind is now number 1 of 4.')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('None acceptable')
    await page.keyboard.press('Enter')
    expect(await focused()).toBe('short')
    await page.keyboard.press('Enter')
    expect(await focused()).toMatch(/^4\. short/)
    expect(await heard()).toBe('short is now number 4 of 4. All are ranked.')
    expect(await page.getByLabel('Sealed').innerText()).not.toBe('nothing')

    // Taken back, the rest stays under the hand; when all are, the last one waits where it can be taken again.
    await page.keyboard.press('Enter')
    expect(await focused()).toMatch(/^3\. None acceptable/)
    expect(await heard()).toBe('short was taken back.')
    for (let i = 0; i < 3; i++) await page.keyboard.press('Enter')
    expect(await focused()).toBe('kind')
    expect(await page.getByRole('list', { name: 'Your ranking' }).getByRole('listitem').count()).toBe(0)
    expect(await violationsHere(page)).toEqual([])
  })
})

async function perform(page: Page, deed: Deed): Promise<void> {
  if ('at' in deed) await tabTo(page, deed.at, 'write' in deed)
  if ('press' in deed) return page.keyboard.press(deed.press)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(deed.write)
}

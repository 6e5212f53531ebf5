/**
 * Pages: what they weigh and how fast they stand there, in a real Chromium, with nothing cached.
 * @module
 */
import { canonical } from '#primitives/json'
import { jurors } from '../bin/world/accounts.ts'
import { chromiumPath } from '../bin/world/browser.ts'
import { untilOpen } from '../bin/world/story.ts'
import { enrol, openWorld, ripen } from '../bin/world/world.ts'
import { hearing } from '../test/support/hearing.ts'
import { quarrel } from '../test/support/worlds.ts'
import { openBrowser, openDevice, scriptBytes, untilAtRest } from '../test/ui/browser.ts'
import { median, type Numbers } from './numbers.ts'

const ROUNDS = 7

export async function pages(numbers: Numbers): Promise<void> {
  if (!chromiumPath()) throw new Error('bench: expected a Chromium on PATH for the pages')
  const world = await openWorld({ jurors: 3, attestors: 1, k: 1 })
  const browser = await openBrowser()
  try {
    // Without a roll no dispute opens, and what is measured would be a page that says so.
    await enrol(world, jurors(3), () => 1000n * 10n ** 18n)
    await ripen(world)
    for (let disputes = 0; disputes < 5; disputes++) await untilOpen(world, (await quarrel(world)).id)
    const device = () => openDevice(browser, { url: world.url, rpc: world.chain.url, chainId: world.manifest.chainId })

    for (const [name, path, most] of [
      ['the docket', '/', 150],
      ['a dispute', '/docket/1', 230],
      ["the juror's desk", '/desk', 250],
    ] as const) {
      const { page, context } = await device()
      numbers[`bytes of script on first load of ${name}, compressed (at most ${most * 1000})`] = await scriptBytes(
        page,
        path,
      )
      await context.close()
    }

    const paints: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const { page, context } = await device()
      await page.goto('/')
      await untilAtRest(page)
      paints.push(Number(await page.evaluate(LARGEST_PAINT)))
      await context.close()
    }
    numbers['ms to the largest paint of the docket, local, nothing cached (at most 1,000)'] = median(paints)

    const { page, context } = await device()
    const { transcript } = hearing({ seats: 31, jurors: 60 })
    const file = {
      name: 'transcript.json',
      mimeType: 'application/json',
      buffer: Buffer.from(canonical(transcript as never)),
    }
    const times: number[] = []
    let longest = 0
    for (let round = 0; round < 3; round++) {
      await page.goto('/verify')
      await page.locator('input[type=file]').setInputFiles(file)
      await page.evaluate(WATCH_FRAMES)
      await page.getByRole('button', { name: 'Check every claim' }).click()
      const said = await page.getByText(/Checked in [\d,]+ ms/).innerText()
      times.push(Number(/Checked in ([\d,]+) ms/.exec(said)![1]!.replaceAll(',', '')))
      longest = Math.max(longest, Number(await page.evaluate('globalThis.longestFrame')))
    }
    await context.close()
    numbers['ms to verify a transcript of 31 seats in the browser (at most 3,000)'] = median(times)
    numbers['ms of the longest frame of the page meanwhile'] = Math.round(longest)
  } finally {
    await browser.close()
    await world.stop()
  }
}

const LARGEST_PAINT = `new Promise((resolve) => new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
  .observe({ type: 'largest-contentful-paint', buffered: true }))`

/** Keeps the longest time between two frames: a page that is blocked draws none. */
const WATCH_FRAMES = `(() => {
  globalThis.longestFrame = 0
  let last = performance.now()
  const frame = (now) => {
    globalThis.longestFrame = Math.max(globalThis.longestFrame, now - last)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})()`

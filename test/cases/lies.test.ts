/**
 * Lies: an operator and k attestors sign something false, one way of lying after the other; a stranger with public data
 * voids it, is paid half a bond, and posts the right ruling. And everybody vanishes, and the dispute ends all the same.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { spellTranscript, type Transcript } from '#law/transcript'
import { verify } from '#law/verify'
import { jurors, keeper } from '../../bin/world/accounts.ts'
import { caught, LIES, type Lie, lieAbout, sceneAtReveal, shown, survived } from '../../bin/world/lies.ts'
import { untilRuled } from '../../bin/world/story.ts'
import { enrol, openWorld, ripen, type World } from '../../bin/world/world.ts'
import { count } from '../support/worlds.ts'

/** The proof that shows each lie. */
const SHOWN: Record<Lie, string> = {
  roll: 'wrongTimetable',
  seed: 'wrongSeed',
  seat: 'wrongSeat',
  forge: 'forgedBallot',
  tally: 'wrongTally',
  omit: 'omittedBallot',
  fork: 'secondHead',
  withhold: 'withheld',
}

const PLAYERS = jurors(12)

/** A world of its own for each story: who lied there has nothing more to sign. */
async function inTown<T>(story: (world: World) => Promise<T>): Promise<T> {
  const world = await openWorld({ jurors: PLAYERS.length })
  try {
    await enrol(world, PLAYERS, () => 1000n * 10n ** 18n)
    await ripen(world)
    return await story(world)
  } finally {
    await world.stop()
  }
}

describe('a false verdict that k attestors signed', () => {
  test.each(LIES)('%s: a stranger voids it, is paid, and posts the right ruling', async (lie) => {
    const { fault, earned, blocks, ruling } = await inTown(async (world) =>
      caught(await sceneAtReveal(world, PLAYERS, lie), lie),
    )
    expect(fault).toBe(SHOWN[lie])
    expect(earned).toBeGreaterThan(49n * 10n ** 16n)
    expect(Number(blocks)).toBeLessThanOrEqual(lie === 'withhold' ? 3 : lie === 'seed' ? 2 : 1)
    expect(ruling).toBe(2)
  })
})

test('a court that wasn’t among the liars delivers its panel’s word again, and pays by it', async () => {
  const world = await openWorld({ jurors: PLAYERS.length, attestors: 7 })
  try {
    await enrol(world, PLAYERS, () => 1000n * 10n ** 18n)
    await ripen(world)
    const scene = await sceneAtReveal(world, PLAYERS, 'tally', ({ revealAt }) => revealAt + 3)
    const { id } = scene
    const { fault } = await shown(scene, 'tally')
    expect(fault).toBe('wrongTally')
    await world.settle('the false verdict struck on the docket', async () =>
      (await world.court.docket(id)).entries.some(({ kind }) => kind === 'strike'),
    )
    const ended = await untilRuled(world, id)
    expect(ended.ruling).toMatchObject({ ruling: 2, executed: true, expired: false })
    expect(await count(world, 'VerdictDelivered', id)).toBe(2)
    const { entries } = await world.court.docket(id)
    const kinds = entries.map(({ kind }) => kind).filter((kind) => ['deliver', 'strike', 'rule'].includes(kind))
    expect(kinds).toEqual(['deliver', 'strike', 'deliver', 'rule'])
    const file = await world.court.transcript(id, 0)
    const { k, attestors } = world.manifest
    const checked = verify(file, { attestors: [{ k: String(k), members: attestors }] })
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
    expect(checked.transcript?.verdict).toMatchObject({ serial: '2', ruling: '2' })
  } finally {
    await world.stop()
  }
})

describe('the command', () => {
  test('takes the transcript that liars hand out, names the fault, shows it, and is paid', async () => {
    const { told, again } = await inTown(async (world) => {
      const handedOut = await lieAbout(await sceneAtReveal(world, PLAYERS, 'tally'), 'tally')
      return { told: await command(world, handedOut), again: await command(world, handedOut) }
    })
    expect(told.out).toMatch(/wrongTally, \d+ gas\n.*void in 0x[0-9a-f]{64}; 0\.49\d+ ETH earned/)
    expect(told.code).toBe(1)
    expect(again).toEqual({ code: 0, out: 'dispute 1: no signed verdict stands\n' })
  })
  test('finds nothing against an honest delivery', async () => {
    const told = await inTown(async (world) => {
      const scene = await sceneAtReveal(world, PLAYERS, 'tally')
      return command(world, await lieAbout(scene, 'nothing'))
    })
    expect(told).toEqual({ code: 0, out: 'dispute 1: the delivery stands; the contract takes no proof against it\n' })
  })
})

describe('the watch', () => {
  test('asks for leaves that nobody shows, and shows that they were withheld, unasked', async () => {
    const { asked, voided, earned } = await inTown(async (world) => {
      const scene = await sceneAtReveal(world, PLAYERS, 'withhold')
      const had = await world.chain.reader.getBalance({ address: keeper().address })
      const watcher = watching(world)
      try {
        await watcher.says(/watching/)
        await lieAbout(scene, 'withhold')
        const asked = await watcher.says(/asked for them with/)
        await world.chain.travel((await world.now()) + world.manifest.challengeFloorSeconds / 4 + 1)
        const voided = await watcher.says(/void in/)
        return { asked, voided, earned: (await world.chain.reader.getBalance({ address: keeper().address })) - had }
      } finally {
        await watcher.stop()
      }
    })
    expect(asked).toMatch(/^dispute 1: asked for them with 0\.\d+ ETH/)
    expect(voided).toMatch(/^dispute 1: the delivery is void in 0x[0-9a-f]{64}; 0\.\d+ ETH came back/)
    expect(earned).toBeGreaterThan(49n * 10n ** 16n)
  })
})

/** Runs the command as a watcher does. `says` waits for a line; the test's own time limit ends what never comes. */
function watching({ chain, url, manifest }: World) {
  const args = [
    '--watch',
    '--rpc',
    chain.url,
    '--court',
    url,
    '--arbitrator',
    manifest.arbitrator,
    '--key-env',
    'STRANGER',
  ]
  const child = spawn(process.execPath, ['bin/challenge.ts', ...args], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, STRANGER: keeper().secretKey },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    says: async (what: RegExp): Promise<string> => {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error(`the watch ended before it said ${what}`)
        if (what.test(value)) return value
      }
    },
    stop: async () => {
      child.kill()
      await ended
    },
  }
}

/** Runs the command as a person would. */
function command(world: World, transcript: Transcript): Promise<{ code: number; out: string }> {
  const file = join(mkdtempSync(join(tmpdir(), 'venire-lie-')), 'transcript.json')
  writeFileSync(file, spellTranscript(transcript))
  const args = ['bin/challenge.ts', file, '--rpc', world.chain.url, '--court', world.url, '--key-env', 'STRANGER']
  const options = { cwd: join(import.meta.dirname, '../..'), env: { ...process.env, STRANGER: keeper().secretKey } }
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out: out + err })
    })
  })
}

test('API and attestors vanish: jurors commit in the lane, a stranger rules, the escrow pays', async () => {
  const { ruling, paid, lane } = await inTown((world) => survived(world, PLAYERS))
  expect(lane).toBe(3)
  expect(ruling).toBe(2)
  expect(paid).toBeGreaterThanOrEqual(10n ** 18n)
})

/**
 * Lies: an operator and k attestors sign something false, one way of lying after the other; a stranger with public data
 * voids it, is paid half a bond, and posts the right ruling. And everybody vanishes, and the dispute ends all the same.
 *
 * One world for all: the court acts only when its clock is moved through it, so a chain taken back to before a lie is as
 * it was. The stories at the end are the ones that move it for good.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { toFunctionSelector } from 'viem'
import { beforeAll, describe, expect, test } from 'vitest'
import { epochAt } from '#jurors/roll'
import { auditRolls, type Truth, truthOf } from '#law/audit'
import { present, replay } from '#law/dispute'
import { spellTranscript, type Transcript } from '#law/transcript'
import { verify } from '#law/verify'
import { ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { grow, rootOf } from '#primitives/sumtree'
import { keeper } from '../../bin/world/accounts.ts'
import { dataOf, falseRolls, follow, recordOf } from '../../bin/world/auditor.ts'
import { GENERAL_TERMS } from '../../bin/world/deployment.ts'
import {
  caught,
  LIES,
  type Lie,
  lieAbout,
  placesIn,
  type Scene,
  sceneAtReveal,
  senderOf,
  showLate,
  shown,
  survived,
} from '../../bin/world/lies.ts'
import { disproved, sealFalseRolls, showNodes, untilSealed } from '../../bin/world/rollLie.ts'
import { untilDrawn, untilRuled } from '../../bin/world/story.ts'
import { contractsOf, send } from '../../bin/world/world.ts'
import { readEntries } from '../../sdk/docket.ts'
import { bends, bentRolls } from '../support/bentRolls.ts'
import { count, quarrel, town } from '../support/worlds.ts'

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

/** Ten attestors, twice three of them liars: those who are left can still sign. */
const here = town({ jurors: 12, attestors: 10 })

/** Tells a story, and then takes the chain back to where it was: whoever lied hasn't, and can sign again. */
async function undone<T>(story: () => Promise<T>): Promise<T> {
  const { tester } = here.world.chain
  const id = await tester.snapshot()
  try {
    return await story()
  } finally {
    await tester.revert({ id })
  }
}

const lieIsCaught = async (scene: Scene, lie: Lie) => {
  const { fault, earned, blocks, ruling } = await undone(() => caught(scene, lie))
  expect(fault).toBe(SHOWN[lie])
  expect(earned).toBeGreaterThan(49n * 10n ** 16n)
  expect(Number(blocks)).toBeLessThanOrEqual(lie === 'withhold' ? 3 : lie === 'seed' ? 2 : 1)
  expect(ruling).toBe(2)
}

describe('a false verdict that k attestors signed', () => {
  let scene: Scene
  beforeAll(async () => {
    scene = await sceneAtReveal(here.world, here.players, 'tally')
  })

  test.each(LIES.filter((lie) => lie !== 'forge'))(
    '%s: a stranger voids it, is paid, and posts the right ruling',
    async (lie) => {
      await lieIsCaught(scene, lie)
    },
  )

  test('the command takes the transcript that liars hand out, names the fault, shows it, and is paid', async () => {
    const { told, again } = await undone(async () => {
      const handedOut = await lieAbout(scene, 'tally')
      return { told: await command(handedOut), again: await command(handedOut) }
    })
    expect(told.out).toMatch(/wrongTally, \d+ gas\n.*void in 0x[0-9a-f]{64}; 0\.49\d+ ETH earned/)
    expect(told.code).toBe(1)
    expect(again).toEqual({ code: 0, out: 'dispute 1: no signed verdict stands\n' })
  })

  test('the command finds nothing against an honest delivery', async () => {
    const told = await undone(async () => command(await lieAbout(scene, 'nothing')))
    expect(told).toEqual({ code: 0, out: 'dispute 1: the delivery stands; the contract takes no proof against it\n' })
  })

  /** The watch asks for the leaves of a lie that nobody shows. @returns what it says of that and what comes of it. */
  const watched = (then: (handedOut: Transcript) => Promise<unknown>, said: RegExp) =>
    undone(async () => {
      const { chain } = here.world
      const had = await chain.reader.getBalance({ address: keeper().address })
      const watcher = watching()
      try {
        await watcher.says(/watching/)
        const handedOut = await lieAbout(scene, 'withhold')
        const asked = await watcher.says(/asked for them with/)
        await then(handedOut)
        await watcher.says(said)
        const voided = await watcher.says(/void in/)
        return { asked, voided, earned: (await chain.reader.getBalance({ address: keeper().address })) - had }
      } finally {
        await watcher.stop()
      }
    })

  test('the watch asks for leaves that nobody shows, and shows that they were withheld, unasked', async () => {
    const { chain, manifest } = here.world
    const { asked, voided, earned } = await watched(
      async () => chain.travel((await chain.now()) + manifest.challengeFloorSeconds / 4 + 1),
      /withheld/,
    )
    expect(asked).toMatch(/^dispute 1: asked for them with 0\.\d+ ETH/)
    expect(voided).toMatch(/^dispute 1: the delivery is void in 0x[0-9a-f]{64}; 0\.\d+ ETH came back/)
    expect(earned).toBeGreaterThan(49n * 10n ** 16n)
  })

  test('the watch judges leaves that liars show late, and shows what is false in them, unasked', async () => {
    const { voided, earned } = await watched((handedOut) => showLate(scene, handedOut), /omittedBallot, \d+ gas/)
    expect(voided).toMatch(/^dispute 1: the delivery is void in 0x[0-9a-f]{64}; 0\.49\d+ ETH earned/)
    // The answer is paid for with the deposit.
    expect(earned).toBeGreaterThan(48n * 10n ** 16n)
  })
})

test('forge: a ballot in the name of a juror who stayed silent is shown by that juror’s missing signature', async () => {
  await lieIsCaught(await sceneAtReveal(here.world, here.players, 'forge'), 'forge')
})

test('a court that wasn’t among the liars delivers its panel’s word again, and pays by it', async () => {
  const { world, players } = here
  const scene = await sceneAtReveal(world, players, 'tally', ({ revealAt }) => revealAt + 3)
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
})

describe('false rolls that k attestors sealed', () => {
  const liars = (from: number) => here.world.attestors.slice(from, from + here.world.manifest.k)
  const rollsOf = (epoch: number) =>
    here.world.chain.reader.readContract({
      ...contractsOf(here.world).arbitrator,
      functionName: 'rollsOf',
      args: [BigInt(epoch)],
    })
  const hadBefore = () => here.world.chain.reader.getBalance({ address: keeper().address })

  test('a stranger goes down by demands alone, where nobody shows a node but the liars on chain', async () => {
    const { fault, asked, kept } = await undone(async () => {
      const { world } = here
      const { reader } = world.chain
      const lie = await sealFalseRolls(world, liars(3))
      const rolls = (await falseRolls(reader, placesIn(world)))!
      const look = () => follow(reader, placesIn(world), rolls, senderOf(world, keeper()), async () => undefined)
      let asked = 0
      for (let followed = await look(); ; followed = await look()) {
        if (!followed) throw new Error('expected rolls that differ')
        if ('outcome' in followed) return { ...followed.outcome, asked, kept: await rollsOf(lie.epoch) }
        expect(followed.asked).toBe(true)
        asked++
        await showNodes(world, lie, followed.waits, liars(3)[0]!)
      }
    })
    expect(fault).toBe('wrongRoll')
    // A header, the four levels over twelve jurors, and the leaf.
    expect(asked).toBe(6)
    expect(BigInt(kept)).toBe(0n)
  })

  test('the watch compiles each epoch’s rolls again, asks for what nobody shows, and shows it withheld, unasked', async () => {
    const { voided, earned } = await undone(async () => {
      const { chain, manifest } = here.world
      const had = await hadBefore()
      const watcher = watching()
      try {
        await watcher.says(/watching/)
        await sealFalseRolls(here.world, liars(3))
        await watcher.says(/not what the vault says/)
        await watcher.says(/asked for what 0x[0-9a-f]{64} was made of/)
        await chain.travel((await chain.now()) + manifest.epochSeconds / 64 + 1)
        const voided = await watcher.says(/void in/)
        return { voided, earned: (await hadBefore()) - had }
      } finally {
        await watcher.stop()
      }
    })
    expect(voided).toMatch(/^rolls of epoch \d+: withheldNode, void in 0x[0-9a-f]{64}; 0\.\d+ ETH came back/)
    expect(earned).toBeGreaterThan(49n * 10n ** 16n)
  })

  test('the contract takes the way that is found to whatever is bent in a tree of courts, and none into true rolls', async () => {
    await undone(async () => {
      const { world } = here
      const { chain, manifest } = world
      await settleTreeOfCourts()
      const places = placesIn(world)
      const outcomes = new Set<string>()
      for (const bend of fc.sample(bends, { numRuns: 24, seed: 5 }))
        await undone(async () => {
          const { shows } = await sealFalseRolls(world, liars(3), (truth) => bentRolls(truth, bend))
          const rolls = await falseRolls(chain.reader, places)
          if (!rolls) return
          const send = senderOf(world, keeper())
          const followed = await follow(chain.reader, places, rolls, send, async (hash) => shows.get(hash))
          outcomes.add(followed && 'outcome' in followed ? followed.outcome.fault : 'asked for')
          if (followed && 'waits' in followed) expect(followed.asked).toBe(true)
        })
      expect([...outcomes].sort()).toEqual(['asked for', 'wrongRoll'])

      const { shows, rollsRoot, epoch } = await sealFalseRolls(world, liars(3), (truth) =>
        bentRolls(truth, { kind: 'none' }),
      )
      const truth = truthOf(await recordOf(chain.reader, manifest.arbitrator), epoch, manifest.epochSeconds)
      expect(truth.courts.map(({ header }) => header.total > 0n)).toEqual([true, true, true, true])
      for (const [court, number] of truth.courts.flatMap((_, c) => truth.jurors.map((__, i) => [c, i] as const))) {
        // A stranger who is wrong about one weight, and shows the contract that the true one is false.
        const { walk } = auditRolls(mistaken(truth, court, number), rollsRoot, shows)!
        expect(walk).toMatchObject({ court, number })
        const call = { account: keeper().address, to: places.audit, data: dataOf('wrongRoll', epoch, walk) }
        await expect(chain.reader.call(call)).rejects.toThrow(NO_FAULT)
      }
    })
  })

  const NO_FAULT = toFunctionSelector('NoFault()')

  /** The same, but that a juror weighs one more. */
  function mistaken(truth: Truth, court: number, number: number): Truth {
    const courts = truth.courts.map((own, c) => {
      if (c !== court) return own
      const weights = own.tree.levels[0]!.sums
      const tree = grow(weights.map((sum, i) => ({ address: truth.jurors[i]!, weight: i === number ? sum + 1n : sum })))
      const { hash: root, sum: total } = rootOf(tree)
      return { ...own, tree, header: { ...own.header, root, total } }
    })
    return { ...truth, courts, rollsRoot: ZERO32 }
  }

  /** Court 1 below court 0 weighs all alike, court 2 below that by stake, court 3 is a root that asks for persons. */
  async function settleTreeOfCourts() {
    const { world, players } = here
    const { arbitrator, vault } = contractsOf(world)
    const { chain, manifest } = world
    const own = { ...GENERAL_TERMS, personSource: 0 }
    const found = (parent: bigint, terms: typeof own) =>
      send(world, keeper(), arbitrator, 'createCourt', [parent, digest(), terms])
    await found(0n, { ...own, weight: 1 })
    await found(1n, { ...own, minStake: 400n * 10n ** 18n })
    await found(2n ** 96n - 1n, { ...own, personSource: 1, personRegistry: manifest.registry })
    const chosen = [[0n], [1n], [2n, 0n], [3n], [1n, 2n, 3n], [3n, 0n]]
    for (const [i, player] of players.entries()) {
      await send(world, player, vault, 'serve', [chosen[i % chosen.length]!])
      if (i % 4 !== 0) await send(world, player, vault, 'admit', [3n, player.address])
    }
    await chain.travel((epochAt(await chain.now(), manifest.epochSeconds) + 1) * manifest.epochSeconds + 5)
    for (const player of players.slice(0, 4)) await send(world, player, vault, 'requestUnstake', [7n * 10n ** 18n])
    await send(world, players[5]!, vault, 'serve', [[1n]])
  }

  test('a friend who weighs tenfold: a stranger disproves it, is paid, and the next panel is drawn from an honest roll', async () => {
    const { world } = here
    const { epochSeconds } = world.manifest
    const honest = await untilSealed(world)
    const { fault, earned, epoch } = await disproved(world, liars(3))
    expect(fault).toBe('wrongRoll')
    expect(earned).toBeGreaterThan(49n * 10n ** 16n)
    await world.advanceTo((epoch + 1) * epochSeconds + 60)
    expect(BigInt(await rollsOf(epoch))).toBe(0n)
    const { id } = await quarrel(world)
    await untilDrawn(world, id)
    const dispute = replay((await readEntries(world.court, id)).entries)!
    expect([dispute.rollEpoch, epoch - 1]).toEqual([honest, honest])
    expect(present(dispute).draws.every(({ weight }) => weight === 1000n * 10n ** 18n)).toBe(true)
  })
})

test('API and attestors vanish: jurors commit in the lane, a stranger rules, the escrow pays', async () => {
  const { ruling, paid, lane } = await survived(here.world, here.players)
  expect(lane).toBe(3)
  expect(ruling).toBe(2)
  expect(paid).toBeGreaterThanOrEqual(10n ** 18n)
})

/** Runs the command as a watcher does. `says` waits for a line; the test's own time limit ends what never comes. */
function watching() {
  const { chain, url, manifest } = here.world
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
function command(transcript: Transcript): Promise<{ code: number; out: string }> {
  const { chain, url } = here.world
  const file = join(mkdtempSync(join(tmpdir(), 'venire-lie-')), 'transcript.json')
  writeFileSync(file, spellTranscript(transcript))
  const args = ['bin/challenge.ts', file, '--rpc', chain.url, '--court', url, '--key-env', 'STRANGER']
  const options = { cwd: join(import.meta.dirname, '../..'), env: { ...process.env, STRANGER: keeper().secretKey } }
  return new Promise((resolve) => {
    execFile(process.execPath, args, options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out: out + err })
    })
  })
}

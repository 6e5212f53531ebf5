/**
 * The Worker is killed at moments that a seed picks: right before a write reaches the database, right after it has, and
 * when an alarm rings. It starts again from what it had written, and laws 3 to 6 hold all the same.
 *
 * An undisturbed dispute tells how many moments there are; the kills are spread over its whole length and dealt out to
 * a few disputes. VENIRE_SEED repeats a run, as far as two processes' timing repeats.
 */
import { createHash, randomInt } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { disputeKeyOf } from '#law/docket'
import type { Digest } from '#primitives/bytes'
import { untilDrawn, untilGazetted, untilJudged, untilRuled, vote } from '../../bin/world/story.ts'
import { lawsHold } from '../support/ending.ts'
import { DEEP } from '../support/law.ts'
import { type Moment, openWatch } from '../support/watch.ts'
import { quarrel, town } from '../support/worlds.ts'

const SEED = Number(process.env.VENIRE_SEED ?? randomInt(2 ** 32))
/** How often the Worker is killed at moments of each kind, and how many disputes share that out. */
const KILLS: Record<Moment['at'], number> = DEEP
  ? { 'after write': 12, 'before write': 8, alarm: 4 }
  : { 'after write': 3, 'before write': 2, alarm: 1 }
const DISPUTES = DEEP ? 6 : 2

type Kill = { at: Moment['at']; nth: number; of: number }

const watch = await openWatch()
afterAll(watch.stop)
const here = town({
  jurors: 6,
  attestors: 3,
  k: 2,
  court: { main: 'test/support/killable.ts', vars: { WATCH_URL: watch.url } },
})
const NONE: Record<Moment['at'], number> = { 'after write': 0, 'before write': 0, alarm: 0 }
const moments = { ...NONE }

test('undisturbed, a dispute has moments enough', async () => {
  expect(await disturbed([], moments)).toEqual([])
  for (const at of Object.keys(KILLS) as Moment['at'][]) expect(moments[at]).toBeGreaterThanOrEqual(KILLS[at])
})

for (let share = 0; share < DISPUTES; share++)
  test(`killed where seed ${SEED} says, the court ends dispute ${share + 1} of ${DISPUTES} once and rightly`, async () => {
    const seen = { ...NONE }
    const planned = plan().filter((_, i) => i % DISPUTES === share)
    const killed = await disturbed(planned, seen)
    expect(killed).toEqual(planned.filter(({ at, nth }) => nth <= seen[at]))
    expect(killed.length).toBeGreaterThan(0)
  })

/** All kills, in the order of their places in a dispute's life. One is in each of as many parts of it as there are. */
function plan(): Kill[] {
  const kills = (Object.keys(KILLS) as Moment['at'][]).flatMap((at) =>
    Array.from({ length: KILLS[at] }, (_, part) => {
      const picked = createHash('sha256').update(`${SEED} ${at} ${part}`).digest().readUInt32BE() / 2 ** 32
      return { at, nth: 1 + Math.floor(((part + picked) * moments[at]) / KILLS[at]), of: moments[at] }
    }),
  )
  return kills.toSorted((a, b) => a.nth / a.of - b.nth / b.of)
}

/**
 * Holds a dispute to its end while the Worker is killed as planned, and checks the laws. How often the Worker tries a
 * thing again is a matter of time, so a dispute may end before the last planned moments have come.
 * @param seen - Counts the moments.
 * @returns the kills that happened, in the order planned.
 */
async function disturbed(planned: readonly Kill[], seen: Record<Moment['at'], number>): Promise<Kill[]> {
  const { world, players } = here
  const { id } = await quarrel(world)
  const key = disputeKeyOf(BigInt(world.manifest.chainId), world.manifest.arbitrator, id)
  const killed = new Set<Kill>()
  watch.hear(async (moment) => {
    if (!isCounted(moment, key)) return
    const nth = ++seen[moment.at]
    const kill = planned.find((each) => each.at === moment.at && each.nth === nth)
    if (!kill) return
    console.info(`seed ${SEED}: killed at ${kill.at} ${nth} of ${kill.of}: ${moment.what.trim().slice(0, 60)}`)
    await world.crash()
    killed.add(kill)
  })
  await untilDrawn(world, id)
  const votes = await vote(world, id, players, (_, place) => (place === 1 ? 1 : 2))
  votes.push(...(await vote(world, id, players, (_, place) => (place === 1 ? 2 : undefined))))
  await untilGazetted(world, id)
  await untilJudged(world, id)
  await untilRuled(world, id)
  await world.settle('the last kill', async () => planned.every((kill) => killed.has(kill) || seen[kill.at] < kill.nth))
  watch.hear(() => undefined)
  const ended = await world.court.dispute(id)
  expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })
  await lawsHold(world, id, ended, votes)
  return planned.filter((each) => killed.has(each))
}

/** A write that changed nothing is none; a lease is known to change something only after it. Other rooms ring on. */
function isCounted(moment: Moment, key: Digest): boolean {
  if (moment.at === 'alarm') return moment.what === key
  return moment.at === 'after write' ? moment.changed > 0 : !moment.what.includes('SET lease =')
}

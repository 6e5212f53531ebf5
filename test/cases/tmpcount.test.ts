import { test } from 'vitest'
import { hold, untilDrawn, vote, untilGazetted, untilJudged, untilRuled } from '../../bin/world/story.ts'
import { openWatch, type Moment } from '../support/watch.ts'
import { quarrel, town } from '../support/worlds.ts'
const watch = await openWatch()
const t0 = Date.now()
const here = town({ jurors: 6, attestors: 3, k: 2, court: { main: 'test/support/killable.ts', vars: { WATCH_URL: watch.url } } })
for (let i = 0; i < 2; i++)
test('count', async () => {
  const { world, players } = here
  console.log('setup', Date.now() - t0)
  const moments: Moment[] = []
  const t = Date.now()
  watch.hear((m) => { moments.push(m); if (i === 1) console.log(Date.now() - t, m.at, m.what.slice(0, 130).replace(/\s+/g, ' ')) })
  const lap = (what: string) => console.log(what, Date.now() - t, moments.filter((m) => m.at === 'after write').length)
  const { id } = await quarrel(world)
  lap('quarrel')
  await untilDrawn(world, id); lap('drawn')
  await vote(world, id, players, () => 2); lap('voted')
  await untilGazetted(world, id); lap('gazetted')
  await untilJudged(world, id); lap('judged')
  await untilRuled(world, id); lap('ruled')
})

/**
 * The attestor: a Worker of its own, with its own key, database, nodes and relays. It re-runs the verifier and signs
 * gazettes, verdicts and final rulings, or says why not; and it shows what it signed to whoever asks the contract for it.
 * @module
 */
import { booksOf } from '#db/books'
import { creditsOf } from '#db/credits'
import { docketOf } from '#db/docket'
import { gazettesOf } from '#db/gazettes'
import { intentsOf } from '#db/intents'
import { oathsOf } from '#db/oaths'
import { rollsOf } from '#db/rolls'
import { weighingsOf } from '#db/weighings'
import { courtRecords } from '#edges/court'
import { attestorDoor } from '#routes/attestor'
import { type Bench, weighNext } from './attest.ts'
import { attestorEnv, type Env } from './env.ts'
import { catchUp } from './follow.ts'
import { attestorOutside } from './outside.ts'
import { type Archive, showDemanded } from './showing.ts'

/** Verdicts weighed in one minute at most. */
const MOST_WEIGHED = 8

/** Wired once for each environment that the runtime hands out. */
const benches = new WeakMap<Env, Bench & Archive>()

export default {
  fetch: (request, env, ctx) => attestorDoor.fetch(request, { bench: benchOf(env) }, ctx),
  scheduled: async (_, env) => {
    const bench = benchOf(env)
    await catchUp(bench)
    await showDemanded(bench)
    for (let n = 0; n < MOST_WEIGHED; n++) await weighNext(bench)
  },
} satisfies ExportedHandler<Env>

function benchOf(env: Env): Bench & Archive {
  const known = benches.get(env)
  if (known) return known
  const checked = attestorEnv(env)
  const { db, deployment, courtUrl, safeDepth } = checked
  const { carrier, ...outside } = attestorOutside(checked)
  const bench: Bench & Archive = {
    ...outside,
    deployment,
    docket: docketOf(db),
    credits: creditsOf(db),
    rolls: rollsOf(db, deployment),
    books: booksOf(db),
    gazettes: gazettesOf(db),
    oaths: oathsOf(db),
    weighings: weighingsOf(db),
    court: courtRecords(courtUrl),
    hand: { intents: intentsOf(db), carrier, safeDepth },
  }
  benches.set(env, bench)
  return bench
}

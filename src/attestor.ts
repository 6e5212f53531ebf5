/**
 * The attestor: a Worker of its own, with its own key, database, nodes and relays. It re-runs the verifier and signs
 * gazettes, verdicts and final rulings, or says why not.
 * @module
 */
import { booksOf } from '#db/books'
import { creditsOf } from '#db/credits'
import { docketOf } from '#db/docket'
import { gazettesOf } from '#db/gazettes'
import { oathsOf } from '#db/oaths'
import { rollsOf } from '#db/rolls'
import { courtRecords } from '#edges/court'
import { attestorDoor } from '#routes/attestor'
import { type Bench, catchUp } from './attest.ts'
import { attestorEnv, type Env } from './env.ts'
import { witness } from './outside.ts'

/** Wired once for each environment that the runtime hands out. */
const benches = new WeakMap<Env, Bench>()

export default {
  fetch: (request, env, ctx) => attestorDoor.fetch(request, { bench: benchOf(env) }, ctx),
  scheduled: async (_, env) => catchUp(benchOf(env)),
} satisfies ExportedHandler<Env>

function benchOf(env: Env): Bench {
  const known = benches.get(env)
  if (known) return known
  const checked = attestorEnv(env)
  const { db, deployment, courtUrl } = checked
  const bench: Bench = {
    ...witness(checked, checked.attestorKey),
    deployment,
    docket: docketOf(db),
    credits: creditsOf(db),
    rolls: rollsOf(db, deployment),
    books: booksOf(db),
    gazettes: gazettesOf(db),
    oaths: oathsOf(db),
    court: courtRecords(courtUrl),
  }
  benches.set(env, bench)
  return bench
}

/**
 * Wire: where ports meet their adapters, once for each Worker. The only file that knows both.
 * @module
 */
import { booksOf } from '#db/books'
import { callersOf } from '#db/callers'
import { creditsOf } from '#db/credits'
import { docketOf } from '#db/docket'
import { evaluationsOf } from '#db/evaluations'
import { foundingsOf } from '#db/foundings'
import { gaugesOf } from '#db/gauges'
import { attestationsOf, gazettesOf } from '#db/gazettes'
import { hooksOf } from '#db/hooks'
import { intentsOf } from '#db/intents'
import { outboxOf } from '#db/outbox'
import { rollsOf } from '#db/rolls'
import type { Courtrooms, Ports, Postroom, Teller } from '#ports'
import type { Digest } from '#primitives/bytes'
import { addressOf } from '#primitives/signature'
import type { Door } from '#routes/caller'
import type { Hand } from './carry.ts'
import { type CourtEnv, courtEnv, type Env } from './env.ts'
import { evaluated } from './evaluated.ts'
import { courtOutside, type Outside } from './outside.ts'
import { type Swept, sweepUntilIdle } from './sweep.ts'

type Wired = { env: CourtEnv; ports: Ports; hand: Hand; messageKeys: Outside['messageKeys']; turn: Outside['turn'] }

/** Checked and wired once for each environment that the runtime hands out. */
const wired = new WeakMap<Env, Wired>()
const doors = new WeakMap<Env, Door>()
let reach: (env: CourtEnv) => Outside = courtOutside

/** Reaches the outside in another way: for hosts that bring their own chain, beacon and attestors, as tests do. */
export function reachThrough(other: (env: CourtEnv) => Outside): void {
  reach = other
}

/** The ports of the court. */
export const portsOf = (env: Env): Ports => wire(env).ports

/** What the teller carries with. */
export const handOf = (env: Env): Hand => wire(env).hand

/** The rooms where disputes are heard. A stub is made for each call: one that has failed once may stay broken. */
export function courtroomsOf(env: Env): Courtrooms {
  return { file: async (disputeKey, filing) => env.COURTROOM.getByName(disputeKey).file(filing) }
}

/** What stands behind the door: made once, since the address of a key costs as much as half a ballot. */
export function doorOf(env: Env): Door {
  const known = doors.get(env)
  if (known) return known
  const { env: checked, ports, messageKeys, turn } = wire(env)
  const courtrooms = courtroomsOf(env)
  const teller = addressOf(checked.tellerKey)
  const { LIMITER: limiter, METRICS: metrics } = env
  const made: Door = {
    ports,
    courtrooms,
    about: { role: 'court', operator: ports.signer.address, teller, url: checked.courtUrl },
    site: {
      own: [checked.courtUrl, ...checked.attestorUrls].map((url) => new URL(url).hostname),
      isLocal: checked.isLocal,
    },
    hasMail: checked.mail !== null,
    messageKeys,
    watch: async (key, after) => env.COURTROOM.getByName(key).watch(after),
    watchAll: async () => boardOf(env).watch(),
    admits: checked.isLocal || !limiter ? null : async (caller) => (await limiter.limit({ key: caller })).success,
    count: (point) => metrics?.writeDataPoint(point),
    turn: checked.isLocal ? turn : null,
    sweep: checked.isLocal ? () => sweepAll(ports, courtrooms) : null,
  }
  doors.set(env, made)
  return made
}

/** A local world's whole turn: the court's, then the post's, which may bring ballots in. */
async function sweepAll(ports: Ports, courtrooms: Courtrooms): Promise<Swept> {
  const { filings, effects } = await sweepUntilIdle(ports, courtrooms)
  return { filings, effects: effects + (await ports.postroom.deliver()) }
}

function wire(env: Env): Wired {
  const known = wired.get(env)
  if (known) return known
  const checked = courtEnv(env)
  const { db, deployment, safeDepth } = checked
  const { carrier, messageKeys, turn, ...outside } = reach(checked)
  const evaluations = evaluationsOf(db)
  const ports: Ports = {
    ...outside,
    attestors: evaluated(outside.attestors, evaluations, outside.now),
    evaluations,
    deployment,
    url: checked.courtUrl,
    docket: docketOf(db),
    credits: creditsOf(db),
    rolls: rollsOf(db, deployment),
    outbox: outboxOf(db),
    gazettes: gazettesOf(db),
    attestations: attestationsOf(db),
    books: booksOf(db),
    foundings: foundingsOf(db),
    hooks: hooksOf(db),
    callers: callersOf(db),
    gauges: gaugesOf(db),
    postroom: postroomOf(env),
    teller: tellerOf(env, carrier.account),
  }
  const made = { env: checked, ports, hand: { intents: intentsOf(db), carrier, safeDepth }, messageKeys, turn }
  wired.set(env, made)
  return made
}

/** The one board. A stub for each call, as for courtrooms. */
export const boardOf = ({ BOARD }: Env) => BOARD.getByName('board')

/** The one postroom. A stub for each call, as for courtrooms. */
function postroomOf(env: Env): Postroom {
  const room = () => env.POSTROOM.getByName('post')
  return { poke: async () => room().poke(), deliver: async () => room().deliver() }
}

/** The one teller of an account. */
function tellerOf(env: Env, account: Digest): Teller {
  return { send: async (id, call) => env.TELLER.getByName(`${env.CHAIN_ID}:${account}`).send(id, call) }
}

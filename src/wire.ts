/**
 * Wire: where ports meet their adapters, once for each Worker. The only file that knows both.
 * @module
 */
import { booksOf } from '#db/books'
import { creditsOf } from '#db/credits'
import { docketOf } from '#db/docket'
import { attestationsOf, gazettesOf } from '#db/gazettes'
import { intentsOf } from '#db/intents'
import { outboxOf } from '#db/outbox'
import { rollsOf } from '#db/rolls'
import type { Courtrooms, Ports, Teller } from '#ports'
import type { Digest } from '#primitives/bytes'
import { addressOf } from '#primitives/signature'
import type { Door } from '#routes/caller'
import type { Hand } from './carry.ts'
import { type CourtEnv, courtEnv, type Env } from './env.ts'
import { courtOutside, type Outside } from './outside.ts'
import { sweepUntilIdle } from './sweep.ts'

type Wired = { env: CourtEnv; ports: Ports; hand: Hand }

/** Checked and wired once for each environment that the runtime hands out. */
const wired = new WeakMap<Env, Wired>()
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

/** What stands behind the door. */
export function doorOf(env: Env): Door {
  const { env: checked, ports } = wire(env)
  const courtrooms = courtroomsOf(env)
  const teller = addressOf(checked.tellerKey)
  return {
    ports,
    courtrooms,
    about: { role: 'court', operator: ports.signer.address, teller },
    sweep: checked.isLocal ? () => sweepUntilIdle(ports, courtrooms) : null,
  }
}

function wire(env: Env): Wired {
  const known = wired.get(env)
  if (known) return known
  const checked = courtEnv(env)
  const { db, deployment, safeDepth } = checked
  const { carrier, ...outside } = reach(checked)
  const ports: Ports = {
    ...outside,
    deployment,
    docket: docketOf(db),
    credits: creditsOf(db),
    rolls: rollsOf(db, deployment),
    outbox: outboxOf(db),
    gazettes: gazettesOf(db),
    attestations: attestationsOf(db),
    books: booksOf(db),
    teller: tellerOf(env, carrier.account),
  }
  const made = { env: checked, ports, hand: { intents: intentsOf(db), carrier, safeDepth } }
  wired.set(env, made)
  return made
}

/** The one teller of an account. */
function tellerOf(env: Env, account: Digest): Teller {
  return { send: async (id, call) => env.TELLER.getByName(`${env.CHAIN_ID}:${account}`).send(id, call) }
}

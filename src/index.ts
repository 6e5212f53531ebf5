/**
 * The court: answers at its door, sweeps once a minute, and lends its rooms to the runtime.
 * @module
 */
import { door } from '#routes/index'
import type { Env } from './env.ts'
import { sweep } from './sweep.ts'
import { courtroomsOf, doorOf, portsOf } from './wire.ts'

export { Board } from './board.ts'
export { Courtroom } from './courtroom.ts'
export { Postroom } from './postroom.ts'
export { Teller } from './teller.ts'

export default {
  fetch: (request, env, ctx) => door.fetch(request, { door: doorOf(env) }, ctx),
  scheduled: async (_, env) => {
    await sweep(portsOf(env), courtroomsOf(env))
    await portsOf(env).postroom.poke()
  },
} satisfies ExportedHandler<Env>

/**
 * Teller: one object per chain and account, the only one that uses the account's nonces.
 *
 * All of it is in carry.ts; this object makes sure that there is one at a time, and looks after what is on its way
 * even if nobody asks again.
 * @module
 */
import { DurableObject } from 'cloudflare:workers'
import type { Call } from '#ports'
import { type Carried, type Hand, inTurn, tend } from './carry.ts'
import type { Env } from './env.ts'
import { handOf, portsOf } from './wire.ts'

/** Milliseconds between two looks at a transaction that is on its way. */
const LOOK_MS = 15_000

export class Teller extends DurableObject<Env> {
  #turn: Promise<unknown> = Promise.resolve()
  #hand: Hand | undefined
  readonly #carry = inTurn()

  /** Carries a call. The same id is the same call: it never has two transactions that could both be mined. */
  send(id: string, call: Call): Promise<Carried> {
    return this.#next(async () => {
      const carried = await this.#carry(this.#hands(), id, call, await portsOf(this.env).now())
      if (carried === 'sent') await this.ctx.storage.setAlarm(Date.now() + LOOK_MS)
      return carried
    })
  }

  override async alarm(): Promise<void> {
    let again = true
    try {
      again = (await this.#next(async () => tend(this.#hands(), await portsOf(this.env).now()))) === 'open'
    } catch (error) {
      console.error(`teller: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      if (again) await this.ctx.storage.setAlarm(Date.now() + LOOK_MS)
    }
  }

  #hands(): Hand {
    return (this.#hand ??= handOf(this.env))
  }

  /** One after the other, whatever became of the one before. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work)
    this.#turn = mine.catch(() => undefined) // told to whoever asked for it
    return mine
  }
}

/**
 * Postroom: one object from which all messages leave, so that people's slow machines hold up no dispute.
 *
 * Its alarm is a hint like any other: what is due stands in the outbox, and the minute's sweep pokes it anew.
 * @module
 */
import { DurableObject } from 'cloudflare:workers'
import type { Ports } from '#ports'
import type { Env } from './env.ts'
import { deliver } from './postman.ts'
import { courtroomsOf, portsOf } from './wire.ts'

const RETRY_SECONDS = 60
/** How long messages and what became of them are kept, and how often that is looked after. */
const KEPT_SECONDS = 30 * 86_400
const PRUNED_EVERY_SECONDS = 3600

export class Postroom extends DurableObject<Env> {
  readonly #ports: Ports

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#ports = portsOf(env)
  }

  /** Something is due. */
  async poke(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now())
  }

  /** Sends what is due now. */
  deliver(): Promise<number> {
    return deliver(this.#ports, courtroomsOf(this.env), () => Date.now())
  }

  override async alarm(): Promise<void> {
    try {
      await this.deliver()
      await this.#prune()
    } catch (error) {
      console.error(`postroom: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      await this.#rearm()
    }
  }

  async #rearm(): Promise<void> {
    const inMs = await this.#ports.outbox
      .nextAt('post')
      .then(async (at) => (at === undefined ? undefined : 1000 * Math.max(1, at - (await this.#ports.now()))))
      .catch(() => 1000 * RETRY_SECONDS)
    if (inMs !== undefined && (await this.ctx.storage.getAlarm()) === null)
      await this.ctx.storage.setAlarm(Date.now() + inMs)
  }

  async #prune(): Promise<void> {
    const now = await this.#ports.now()
    if (now < (this.ctx.storage.kv.get<number>('prunedAt') ?? 0) + PRUNED_EVERY_SECONDS) return
    await this.#ports.hooks.prune(now - KEPT_SECONDS)
    await this.#ports.callers.prune(now)
    this.ctx.storage.kv.put('prunedAt', now)
  }
}

/**
 * Courtroom: one object per dispute, which hears its filings one at a time and keeps its alarm.
 *
 * The database is the only record; this is queue, clock and cache. The dispute is folded once and kept, so a filing
 * costs the same whether the docket holds five entries or five thousand. Filings that arrive while a write is in flight
 * go down together in the next one. Losing the object loses nothing: the next filing folds the docket anew.
 * @module
 */
import { DurableObject } from 'cloudflare:workers'
import { type Case, unfold } from '#law/dispute'
import type { Asking, Filing, Opening } from '#law/filing'
import type { Refusal } from '#law/refusal'
import type { Courtrooms, Ports, Recorded } from '#ports'
import type { Digest } from '#primitives/bytes'
import type { Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import { type Answer, file } from './clerk.ts'
import type { Env } from './env.ts'
import { Gallery } from './gallery.ts'
import { drain } from './relay.ts'
import { boardOf, courtroomsOf, portsOf } from './wire.ts'

/** Filings written in one stroke at most: a batch of the database has a limit of time and of statements. */
const MOST_AT_ONCE = 40
/**
 * Times that a batch is tried against other writers, or after a write whose outcome isn't known. Of an account's rooms
 * that all want its next hold on credit, one gets it each time.
 */
const MOST_TRIES = 12
/** Pause before the alarm rings again when it can't be told what is due next. */
const RETRY_SECONDS = 60
/** What is overdue rings after this, so that failing work doesn't ring without pause. */
const SOONEST_SECONDS = 1

type Heard = Result<Recorded, Refusal>
type Filed = Filing | Opening | Asking
type Waiting = { filing: Filed; answer: (heard: Heard) => void; fail: (error: unknown) => void }

export class Courtroom extends DurableObject<Env> {
  readonly #ports: Ports
  readonly #gallery: Gallery
  #folded: { docket: Case | undefined } | undefined
  #waiting: Waiting[] = []
  #busy = false

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#ports = portsOf(env)
    this.#gallery = new Gallery(this.#ports.docket)
  }

  /** Hears one filing of this dispute; answers when it stands in the docket, or with the law's no. */
  file(filing: Filed): Promise<Heard> {
    return new Promise((answer, fail) => {
      this.#waiting.push({ filing, answer, fail })
      void this.#hearAll()
    })
  }

  /** Entries after a number as server-sent events, and each further one as it is written. */
  watch(after: number): Promise<ReadableStream> {
    return this.#gallery.admit(this.#key(), after)
  }

  /** Performs what is due, and sets itself anew whatever happens. */
  override async alarm(): Promise<void> {
    const key = this.#key()
    try {
      await drain(this.#ports, this.#courtrooms(key), await this.#ports.now(), key)
    } catch (error) {
      // The platform gives up on an alarm that keeps throwing; this one rings again instead, and the sweep stands behind it.
      console.error(`courtroom ${key}: alarm: ${messageOf(error)}`)
    } finally {
      await this.#rearm(key)
    }
  }

  async #hearAll(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE)
      try {
        const heard = await this.#hear(batch.map(({ filing }) => filing))
        for (const [i, { answer, fail }] of batch.entries()) {
          const one = heard[i]!
          if ('thrown' in one) fail(one.thrown)
          else answer(one)
        }
      } catch (error) {
        for (const { fail } of batch) fail(error)
      }
    }
    this.#busy = false
  }

  async #hear(filings: readonly Filed[]): Promise<readonly Answer[]> {
    const key = this.#key()
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const { docket } = this.#folded ?? { docket: unfold(await this.#ports.docket.load(key)) }
      // Until the write is known to have happened, the next one folds the docket anew.
      this.#folded = undefined
      const written = await file(this.#ports, key, docket, filings)
      if (written === 'conflict') continue
      this.#folded = { docket: written.docket }
      if (written.entries > 0) this.#show(key, written.docket?.number ?? 0)
      await this.#arm(key, written.dueAt)
      return written.answers
    }
    throw new Error(`courtroom ${key}: expected to write alone, met other writers ${MOST_TRIES} times`)
  }

  /** Lookers-on hear of it when they do: no filing waits for them. */
  #show(key: Digest, entries: number): void {
    void this.#gallery.show(key)
    const complain = (error: unknown) => console.error(`courtroom ${key}: board not told: ${messageOf(error)}`)
    void Promise.resolve(boardOf(this.env).tell(key, entries)).catch(complain)
  }

  /** After a write. A lost alarm is found by the sweep, so failing to set one is no reason to say no. */
  async #arm(key: Digest, dueAt: Instant | undefined): Promise<void> {
    if (dueAt === undefined) return
    try {
      await this.#ringAt(dueAt)
    } catch (error) {
      console.error(`courtroom ${key}: alarm not set: ${messageOf(error)}`)
    }
  }

  /** After an alarm, which is used up. */
  async #rearm(key: Digest): Promise<void> {
    try {
      const dueAt = await this.#ports.outbox.nextAt(key)
      if (dueAt !== undefined) await this.#ringAt(dueAt)
    } catch (error) {
      console.error(`courtroom ${key}: next alarm not known: ${messageOf(error)}`)
      await this.ctx.storage.setAlarm(Date.now() + 1000 * RETRY_SECONDS)
    }
  }

  /** The court's clock may be the chain's, so the alarm is set by what is left until then. Never later than it was. */
  async #ringAt(dueAt: Instant): Promise<void> {
    const leftSeconds = Math.max(SOONEST_SECONDS, dueAt - (await this.#ports.now()))
    const ringAtMs = Date.now() + 1000 * leftSeconds
    const setMs = await this.ctx.storage.getAlarm()
    if (setMs === null || ringAtMs < setMs) await this.ctx.storage.setAlarm(ringAtMs)
  }

  /** Filings of this dispute made by its own effects are heard here; those of others go to their own rooms. */
  #courtrooms(key: Digest): Courtrooms {
    const others = courtroomsOf(this.env)
    return { file: (disputeKey, filing) => (disputeKey === key ? this.file(filing) : others.file(disputeKey, filing)) }
  }

  /** The dispute that this room is for. Kept, since an alarm may ring in a room that nobody called by its name. */
  #key(): Digest {
    const { id, storage } = this.ctx
    const kept = storage.kv.get<Digest>('key')
    if (kept) return kept
    if (!id.name) throw new Error('courtroom: expected to be called by the key of a dispute')
    storage.kv.put('key', id.name)
    return id.name as Digest
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * Board: one object before which everybody stands who follows no dispute but the court: it says which docket grew.
 *
 * Rooms tell it after each stroke, and it remembers nothing: what it says is a reason to look, never the thing itself.
 * Whoever was away looks once on coming back, so a line that was lost costs nobody more than time.
 * @module
 */
import { DurableObject } from 'cloudflare:workers'
import type { Digest } from '#primitives/bytes'
import type { Env } from './env.ts'
import { Seats } from './seats.ts'

/** Lookers-on of the whole court, at once. */
const MOST_SEATS = 2000

export class Board extends DurableObject<Env> {
  readonly #seats = new Seats(MOST_SEATS)

  /** A docket holds so many entries now. */
  tell(dispute: Digest, entries: number): void {
    this.#seats.say(`event: docket\ndata: ${JSON.stringify({ dispute, entries })}\n\n`)
  }

  watch(): ReadableStream {
    return this.#seats.admit({}).readable
  }
}

/**
 * Gallery: where people look on while a dispute is heard. Each gets the entries it hasn't seen, as server-sent events
 * numbered like the docket, and each further one as it is written; whoever was cut off says where it was.
 * @module
 */
import type { Entry } from '#law/filing'
import type { Docket } from '#ports'
import type { Digest } from '#primitives/bytes'
import { utf8 } from '#primitives/bytes'

/** Lookers-on of one dispute, at once. */
const MOST_SEATS = 200
/** A comment after so long, so that nobody on the way thinks that the line is dead. */
const PULSE_MS = 20_000
/** Milliseconds after which a client that was cut off comes back. */
const RETRY_MS = 3000

type Seat = { writer: WritableStreamDefaultWriter<Uint8Array>; seen: number; turn: Promise<void> }

export class Gallery {
  readonly #docket: Pick<Docket, 'load'>
  readonly #seats = new Set<Seat>()
  #pulse: ReturnType<typeof setInterval> | undefined

  constructor(docket: Pick<Docket, 'load'>) {
    this.#docket = docket
  }

  /** @param after - The last entry that the looker-on has seen. */
  async admit(key: Digest, after: number): Promise<ReadableStream> {
    const entries = await this.#docket.load(key)
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const seat: Seat = { writer: writable.getWriter(), seen: after, turn: Promise.resolve() }
    if (this.#seats.size >= MOST_SEATS) this.#leave([...this.#seats][0]!)
    this.#seats.add(seat)
    this.#pulse ??= setInterval(() => this.#say(': \n\n'), PULSE_MS)
    this.#write(seat, `retry: ${RETRY_MS}\n\n`)
    this.#catchUp(seat, entries)
    return readable
  }

  /** Shows everybody what was written. Reads it where it stands, so that nothing is shown that isn't there. */
  async show(key: Digest): Promise<void> {
    if (this.#seats.size === 0) return
    try {
      const entries = await this.#docket.load(key)
      for (const seat of this.#seats) this.#catchUp(seat, entries)
    } catch (error) {
      console.error(`gallery ${key}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #catchUp(seat: Seat, entries: readonly Entry[]): void {
    for (const entry of entries.slice(seat.seen)) {
      if (entry.number <= seat.seen) continue
      seat.seen = entry.number
      this.#write(seat, `id: ${entry.number}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`)
    }
  }

  #say(text: string): void {
    for (const seat of this.#seats) this.#write(seat, text)
  }

  #write(seat: Seat, text: string): void {
    seat.turn = seat.turn.then(() => seat.writer.write(utf8(text))).catch(() => this.#leave(seat))
  }

  #leave(seat: Seat): void {
    this.#seats.delete(seat)
    seat.writer.close().catch(() => undefined)
    if (this.#seats.size > 0) return
    clearInterval(this.#pulse)
    this.#pulse = undefined
  }
}

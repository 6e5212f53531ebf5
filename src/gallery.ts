/**
 * Gallery: where people look on while a dispute is heard. Each gets the entries it hasn't seen, as server-sent events
 * numbered like the docket, and each further one as it is written; whoever was cut off says where it was.
 * @module
 */
import type { Entry } from '#law/filing'
import type { Docket } from '#ports'
import type { Digest } from '#primitives/bytes'
import { type Seat, Seats } from './seats.ts'

/** Lookers-on of one dispute, at once. */
const MOST_SEATS = 200

type Looking = Seat & { seen: number }

export class Gallery {
  readonly #docket: Pick<Docket, 'load'>
  readonly #seats = new Seats<Looking>(MOST_SEATS)

  constructor(docket: Pick<Docket, 'load'>) {
    this.#docket = docket
  }

  /** @param after - The last entry that the looker-on has seen. */
  async admit(key: Digest, after: number): Promise<ReadableStream> {
    const entries = await this.#docket.load(key)
    const { seat, readable } = this.#seats.admit({ seen: after })
    this.#catchUp(seat, entries)
    return readable
  }

  /** Shows everybody what was written. Reads it where it stands, so that nothing is shown that isn't there. */
  async show(key: Digest): Promise<void> {
    if (this.#seats.taken.size === 0) return
    try {
      const entries = await this.#docket.load(key)
      for (const seat of this.#seats.taken) this.#catchUp(seat, entries)
    } catch (error) {
      console.error(`gallery ${key}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #catchUp(seat: Looking, entries: readonly Entry[]): void {
    for (const entry of entries.slice(seat.seen)) {
      if (entry.number <= seat.seen) continue
      seat.seen = entry.number
      this.#seats.write(seat, `id: ${entry.number}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`)
    }
  }
}

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
/** Characters that wait for one who reads slowly, or not at all; more are spelled once these are taken. */
const MOST_WAITING = 65_536

/** `isBehind` while entries are left out until what waits is taken. */
type Looking = Seat & { seen: number; isBehind: boolean }

export class Gallery {
  readonly #docket: Pick<Docket, 'load'>
  readonly #seats = new Seats<Looking>(MOST_SEATS)

  constructor(docket: Pick<Docket, 'load'>) {
    this.#docket = docket
  }

  /** @param after - The last entry that the looker-on has seen. */
  async admit(key: Digest, after: number): Promise<ReadableStream> {
    const entries = await this.#docket.load(key)
    const { seat, readable } = this.#seats.admit({ seen: after, isBehind: false })
    this.#catchUp(key, seat, entries)
    return readable
  }

  /** Shows everybody what was written. Reads it where it stands, so that nothing is shown that isn't there. */
  async show(key: Digest): Promise<void> {
    if (this.#seats.taken.size === 0) return
    try {
      const entries = await this.#docket.load(key)
      for (const seat of this.#seats.taken) this.#catchUp(key, seat, entries)
    } catch (error) {
      console.error(`gallery ${key}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** The docket's room hears ballots in the same memory, so a crowd that doesn't read mustn't fill it. */
  #catchUp(key: Digest, seat: Looking, entries: readonly Entry[]): void {
    if (seat.isBehind) return
    let waiting = 0
    for (const entry of entries.slice(seat.seen)) {
      if (entry.number <= seat.seen) continue
      seat.isBehind = waiting >= MOST_WAITING
      if (seat.isBehind) break
      seat.seen = entry.number
      const text = `id: ${entry.number}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`
      waiting += text.length
      this.#seats.write(seat, text)
    }
    if (seat.isBehind) seat.turn = seat.turn.then(() => this.#goOn(key, seat))
  }

  async #goOn(key: Digest, seat: Looking): Promise<void> {
    if (!this.#seats.taken.has(seat)) return
    seat.isBehind = false
    await this.#docket.load(key).then(
      (entries) => this.#catchUp(key, seat, entries),
      (error: unknown) => console.error(`gallery ${key}: ${error instanceof Error ? error.message : String(error)}`),
    )
  }
}

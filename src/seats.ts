/**
 * Seats: where lookers-on sit, each with a stream of server-sent events that ends when they leave.
 * @module
 */
import { utf8 } from '#primitives/bytes'

/** A comment after so long, so that nobody on the way thinks that the line is dead. */
const PULSE_MS = 20_000
/** Milliseconds after which a client that was cut off comes back. */
const RETRY_MS = 3000

export type Seat = { writer: WritableStreamDefaultWriter<Uint8Array>; turn: Promise<void> }

export class Seats<S extends Seat = Seat> {
  readonly #most: number
  readonly #taken = new Set<S>()
  #pulse: ReturnType<typeof setInterval> | undefined

  /** @param most - At once; who sat longest leaves for who comes then. */
  constructor(most: number) {
    this.#most = most
  }

  get taken(): ReadonlySet<S> {
    return this.#taken
  }

  /** @param seated - What a looker-on has beside a seat. */
  admit(seated: Omit<S, keyof Seat>): { seat: S; readable: ReadableStream } {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
    const seat = { ...seated, writer: writable.getWriter(), turn: Promise.resolve() } as unknown as S
    if (this.#taken.size >= this.#most) this.#leave([...this.#taken][0]!)
    this.#taken.add(seat)
    this.#pulse ??= setInterval(() => this.say(': \n\n'), PULSE_MS)
    this.write(seat, `retry: ${RETRY_MS}\n\n`)
    return { seat, readable }
  }

  say(text: string): void {
    for (const seat of this.#taken) this.write(seat, text)
  }

  write(seat: S, text: string): void {
    seat.turn = seat.turn.then(() => seat.writer.write(utf8(text))).catch(() => this.#leave(seat))
  }

  #leave(seat: S): void {
    this.#taken.delete(seat)
    seat.writer.close().catch(() => undefined)
    if (this.#taken.size > 0) return
    clearInterval(this.#pulse)
    this.#pulse = undefined
  }
}

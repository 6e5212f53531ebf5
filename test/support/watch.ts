/**
 * Watch: hears from a killable Worker where it stands, one moment after the other, before the Worker goes on.
 * @module
 */
import { createServer } from 'node:http'
import { closed, listening } from '../../bin/world/beacon.ts'

/** Where a Worker stands. */
export type Moment =
  | { at: 'before write'; what: string }
  /** `changed`: how many rows. A lease of what isn't due changes none. */
  | { at: 'after write'; what: string; changed: number }
  /** `what`: the key of the dispute in whose room it rings. */
  | { at: 'alarm'; what: string }

export type Watch = {
  url: string
  /** Whom to tell of each moment. A Worker that was ended on the way to saying something is not heard any more. */
  hear(listener: (moment: Moment) => Promise<void> | void): void
  stop(): Promise<void>
}

export async function openWatch(): Promise<Watch> {
  let heard: (moment: Moment) => Promise<void> | void = () => undefined
  let turn: Promise<unknown> = Promise.resolve()
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const moment = JSON.parse(Buffer.concat(chunks).toString()) as Moment
    const mine = turn.then(() => (request.socket.destroyed ? undefined : heard(moment)))
    turn = mine.catch(() => undefined) // thrown below
    await mine
    response.writeHead(204).end()
  })
  const url = await listening(server)
  return { url, hear: (listener) => (heard = listener), stop: () => closed(server) }
}

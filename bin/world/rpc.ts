/**
 * Rpc: each party's own way to the chain, which a test can slow, break or make lie.
 * @module
 */
import { createServer } from 'node:http'
import { closed, listening } from './beacon.ts'

/** A JSON-RPC call as it passes. */
export type RpcCall = { method: string; params?: readonly unknown[] }

export type RpcDoor = {
  url: string
  /** Calls that passed, in order. */
  calls: RpcCall[]
  /** What to do with each call before it passes: wait, throw, or answer in the chain's place. */
  meddle(with_: ((call: RpcCall) => Promise<unknown>) | undefined): void
  stop(): Promise<void>
}

/** Opens a door to the chain at `to`. */
export async function openRpcDoor(to: string): Promise<RpcDoor> {
  const calls: RpcCall[] = []
  let meddler: ((call: RpcCall) => Promise<unknown>) | undefined
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    try {
      const asked = JSON.parse(body) as (RpcCall & { id: number }) | (RpcCall & { id: number })[]
      for (const call of Array.isArray(asked) ? asked : [asked]) {
        calls.push({ method: call.method, params: call.params })
        const instead = await meddler?.(call)
        if (instead !== undefined && !Array.isArray(asked)) {
          response.writeHead(200, { 'content-type': 'application/json' })
          response.end(JSON.stringify({ jsonrpc: '2.0', id: asked.id, result: instead }))
          return
        }
      }
      const passed = await fetch(to, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
      response.writeHead(passed.status, { 'content-type': 'application/json' }).end(await passed.text())
    } catch (cause) {
      response.writeHead(502, { 'content-type': 'text/plain' }).end(String(cause))
    }
  })
  const url = await listening(server)
  return { url, calls, meddle: (with_) => (meddler = with_), stop: () => closed(server) }
}

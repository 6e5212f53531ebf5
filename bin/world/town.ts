/**
 * Town: jurors who live on this machine: each a machine with an account, an endpoint and an opinion. They are the
 * reference juror of the SDK behind one server, and come to the court as anybody's machines would.
 * @module
 */
import { createServer, type IncomingMessage } from 'node:http'
import { type JurorClient, machineJuror, type SummonsData } from '../../sdk/index.ts'
import type { Player } from './accounts.ts'
import { closed, listening } from './beacon.ts'
import { joinAs, patiently, type World } from './world.ts'

/** How a juror votes. Undefined: not at all. */
export type Opinion = (juror: Player, summons: SummonsData) => number | undefined | Promise<number | undefined>

/** Comes in by the door as a player. @returns the session's secret. */
export async function enter(url: string, { account, address }: Player): Promise<string> {
  const { message } = await post<{ message: string }>(`${url}/sessions/words`, { account: address })
  const signature = await account.signMessage({ message })
  return (await post<{ secret: string }>(`${url}/sessions`, { message, signature })).secret
}

/** Names an address to the court, and proves it. @returns its id and the secret that its messages are signed with. */
export async function nameEndpoint(
  url: string,
  session: string,
  wanted: Record<string, unknown>,
): Promise<{ id: string; secret: string; prove: () => Promise<unknown> }> {
  const headers = { authorization: `Bearer ${session}`, 'idempotency-key': `${Date.now()}-${Math.random()}` }
  const made = await post<{ endpoint: { id: string }; secret: string }>(`${url}/webhooks`, wanted, headers)
  const { id } = made.endpoint
  return { id, secret: made.secret, prove: () => post(`${url}/webhooks/${id}/proof`, {}, headers) }
}

/** Has the players live as machine jurors. @returns what ends them. */
export async function settleMachines(
  world: World,
  players: readonly Player[],
  opinion: Opinion,
): Promise<() => unknown> {
  const machines = new Map<string, (request: Request) => Promise<Response>>()
  const server = createServer(async (incoming, outgoing) => {
    const machine = machines.get(incoming.url ?? '')
    const answer = machine ? await machine(await requestOf(incoming)) : new Response(null, { status: 404 })
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
  })
  const base = await listening(server)
  for (const one of players) {
    let secret: string | undefined
    const juror: JurorClient = await joinAs(world, one)
    const decide = async (summons: SummonsData) => opinion(one, summons)
    machines.set(`/${one.address}`, machineJuror({ secret: () => secret, juror, decide }))
    const address = `${base}/${one.address}`
    const session = await enter(world.url, one)
    const endpoint = await nameEndpoint(world.url, session, { channel: 'webhook', address, types: ['summons.*'] })
    secret = endpoint.secret
    await endpoint.prove()
  }
  return () => closed(server)
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  let body = ''
  for await (const chunk of incoming) body += chunk
  return new Request(`http://machine${incoming.url}`, {
    method: 'POST',
    headers: incoming.headers as Record<string, string>,
    body,
  })
}

/** Posts JSON. @throws Error with the answer's text unless it went well. */
export async function post<T>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  const answer = await patiently(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

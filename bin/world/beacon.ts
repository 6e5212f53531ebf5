/**
 * Beacon: a local network of the real scheme, and relays of it that know what time it is.
 *
 * The key is in this file, so the network's randomness is nobody's secret: it exists on local chains only. Signatures,
 * rounds and the timelock are those of the real network (BLS12-381, signatures in G1), and a relay gives a round out
 * only when the chain's time has reached it.
 * @module
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { bls12_381 } from '@noble/curves/bls12-381.js'
import { type BeaconChain, randomnessOf, roundAt, roundPoint, timeOfRound } from '#primitives/beacon'
import { type Hex, toHex, utf8 } from '#primitives/bytes'
import { keccak, sha256 } from '#primitives/hash'
import type { Instant } from '#primitives/time'

const SECRET = new Uint8Array([0, ...keccak(utf8('venire local beacon')).subarray(1)]) // below the group's order
const bls = bls12_381.shortSignatures

/** The local network. Its genesis lies a year before the world's, as if it had always been there. */
export function localBeacon(genesisAt: Instant): BeaconChain {
  return {
    publicKey: toHex(bls.getPublicKey(SECRET).toBytes(true)),
    genesisAt: genesisAt - 365 * 86_400,
    periodSeconds: 3,
  }
}

const signed = new Map<number, Hex>()

/** The network's signature of a beacon round. */
export function signRound(beaconRound: number): Hex {
  let signature = signed.get(beaconRound)
  if (!signature) signed.set(beaconRound, (signature = toHex(bls.sign(roundPoint(beaconRound), SECRET).toBytes(true))))
  return signature
}

/** A relay of the network: one for each party, so that none depends on another's. */
export type Relay = { url: string; stop(): Promise<void>; behave(as: 'honest' | 'silent' | 'lying'): void }

/** Starts a relay that answers like the real network's: /info, and …/public/{round} or …/rounds/{round}. */
export async function startRelay(chain: BeaconChain, now: () => Promise<Instant>): Promise<Relay> {
  let manner: 'honest' | 'silent' | 'lying' = 'honest'
  const server = createServer((request, response) => {
    answer(chain, now, manner, request, response).catch((cause) => {
      response.writeHead(500).end(String(cause))
    })
  })
  const url = await listening(server)
  return { url, stop: () => closed(server), behave: (as) => (manner = as) }
}

async function answer(
  chain: BeaconChain,
  now: () => Promise<Instant>,
  manner: 'honest' | 'silent' | 'lying',
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://relay').pathname
  if (path.endsWith('/info')) return json(response, 200, info(chain))
  const named = /\/(?:public|rounds)\/(latest|\d+)$/.exec(path)?.[1]
  if (!named || manner === 'silent') return json(response, 404, { error: 'not found' })
  const at = await now()
  // The last round not after the present: `roundAt` gives the first one not before it.
  const next = roundAt(chain, at)
  const latest = timeOfRound(chain, next) > at ? next - 1 : next
  const beaconRound = named === 'latest' ? latest : Number(named)
  if (beaconRound < 1 || beaconRound > latest) return json(response, 425, { error: 'too early' })
  const signature = signRound(manner === 'lying' ? beaconRound + 1 : beaconRound)
  json(response, 200, { round: beaconRound, randomness: bare(randomnessOf(signature)), signature: bare(signature) })
}

function info(chain: BeaconChain) {
  return {
    public_key: bare(chain.publicKey),
    period: chain.periodSeconds,
    genesis_time: chain.genesisAt,
    hash: bare(toHex(sha256(utf8('venire local beacon')))),
    groupHash: bare(toHex(sha256(utf8('venire local group')))),
    schemeID: 'bls-unchained-g1-rfc9380',
    metadata: { beaconID: 'local' },
  }
}

const bare = (hex: Hex): string => hex.slice(2)

function json(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Starts a server on a free loopback port and says where. */
export function listening(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address && typeof address === 'object') resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}

/** Ends a server and every connection to it. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

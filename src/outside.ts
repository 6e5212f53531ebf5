/**
 * Outside: the parties that the court and the attestors deal with, reached through the edges.
 * @module
 */
import { ledgerOf } from '#db/ledger'
import { accountsOf } from '#edges/accounts'
import { attestorsOf } from '#edges/attestors'
import { chainOf, clientsOf } from '#edges/chain'
import { chainClock, turn, wallClock } from '#edges/clock'
import { demandsOf } from '#edges/demands'
import { drand } from '#edges/drand'
import { indexerOf } from '#edges/indexer'
import { messageKeys, postOf } from '#edges/post'
import { carrierOf } from '#edges/sender'
import { signerWith } from '#edges/signer'
import type { Carrier, Demands, Ports } from '#ports'
import type { Hex } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import type { AttestorEnv, Common, CourtEnv } from './env.ts'

/** What an attestor sees of the world. */
export type Witnessed = Pick<Ports, 'now' | 'beacon' | 'chain' | 'indexer' | 'accounts' | 'signer'>
/** What the court deals with. */
export type Outside = Witnessed &
  Pick<Ports, 'attestors' | 'post'> & {
    carrier: Carrier
    /** Public halves of the keys that messages are signed with. */
    messageKeys: () => Promise<{ webhook: string; push: string }>
    /** Moves the chain's clock. Local chains only. */
    turn: (seconds: number) => Promise<Instant>
  }

/** The world as one's own nodes and relays show it. In a local world the chain's clock is the court's. */
export function witness(env: Common, secretKey: Hex): Witnessed {
  const clients = clientsOf(env.rpcUrls)
  const chain = chainOf(clients, env)
  return {
    now: env.isLocal ? chainClock(clients[0]!) : wallClock(),
    beacon: drand(env.beaconUrls, env.deployment.clockwork.beacon),
    chain,
    indexer: indexerOf(chain, ledgerOf(env.db, env.deployment), env),
    accounts: accountsOf(clients[0]!),
    signer: signerWith(secretKey),
  }
}

/** What an attestor deals with: its key answers demands, too, and pays for that. */
export function attestorOutside(env: AttestorEnv): Witnessed & { demands: Demands; carrier: Carrier } {
  const { db, deployment, vault } = env
  const clients = clientsOf(env.rpcUrls)
  return {
    ...witness(env, env.attestorKey),
    demands: demandsOf(clients, chainOf(clients, env), ledgerOf(db, deployment), env),
    carrier: carrierOf(clients, { domain: deployment.domain, vault }, env.attestorKey),
  }
}

/** All that the court deals with. */
export function courtOutside(env: CourtEnv): Outside {
  const witnessed = witness(env, env.operatorKey)
  const { vault, deployment } = env
  const { domain } = deployment
  return {
    ...witnessed,
    attestors: attestorsOf({ urls: env.attestorUrls, domain, set: witnessed.chain.attestors, courtUrl: env.courtUrl }),
    post: postOf({
      secretKey: env.operatorKey,
      site: { own: [env.courtUrl, ...env.attestorUrls].map((url) => new URL(url).hostname), isLocal: env.isLocal },
      resolver: env.resolver,
      mail: env.mail,
      contact: env.courtUrl,
    }),
    messageKeys: () => messageKeys(env.operatorKey),
    turn: (seconds) => turn(clientsOf(env.rpcUrls)[0]!, seconds),
    carrier: carrierOf(clientsOf(env.rpcUrls), { domain, vault }, env.tellerKey),
  }
}

/**
 * Vars: what a Worker is told about the deployment it serves, from the deployment's manifest.
 * @module
 */
import type { Player } from './accounts.ts'
import type { Manifest } from './deployment.ts'

/** What both Workers are told. Everything else is a secret, or an address of somebody's. */
export function deploymentVars(manifest: Manifest, safeDepth: number): Record<string, string> {
  return {
    CHAIN_ID: String(manifest.chainId),
    ARBITRATOR: manifest.arbitrator,
    VAULT: manifest.vault,
    FROM_BLOCK: String(manifest.block),
    SAFE_DEPTH: String(safeDepth),
    EPOCH_SECONDS: String(manifest.epochSeconds),
    CONFIRM_SECONDS: String(manifest.confirmSeconds),
    CHALLENGE_FLOOR_SECONDS: String(manifest.challengeFloorSeconds),
    BEACON_KEY: manifest.beacon.publicKey,
    BEACON_GENESIS: String(manifest.beacon.genesisAt),
    BEACON_PERIOD: String(manifest.beacon.periodSeconds),
  }
}

/** A party's own ways into the world. */
export type Ways = { rpc: string; relay: string; court: string }

/** The court of a local world. */
export function courtVars(
  manifest: Manifest,
  safeDepth: number,
  ways: Ways,
  parties: { operator: Player; teller: Player; attestors: readonly string[] },
): Record<string, string> {
  return {
    ...deploymentVars(manifest, safeDepth),
    ...wayVars(ways),
    ATTESTOR_URLS: parties.attestors.join(' '),
    OPERATOR_KEY: parties.operator.secretKey,
    TELLER_KEY: parties.teller.secretKey,
  }
}

/** One attestor of a local world. */
export function attestorVars(
  manifest: Manifest,
  safeDepth: number,
  ways: Ways,
  attestor: Player,
): Record<string, string> {
  return { ...deploymentVars(manifest, safeDepth), ...wayVars(ways), ATTESTOR_KEY: attestor.secretKey }
}

const wayVars = ({ rpc, relay, court }: Ways) => ({ RPC_URLS: rpc, BEACON_URLS: relay, COURT_URL: court })

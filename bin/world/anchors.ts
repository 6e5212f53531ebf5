/**
 * Anchors: what a reader of a transcript may believe beforehand in a local world, since it comes from the deployment
 * and not from the file.
 * @module
 */
import type { Anchors } from '#law/anchors'
import type { Manifest } from './deployment.ts'

export function anchorsOf({ chainId, arbitrator, beacon, attestors, k }: Manifest): Anchors {
  return {
    chainId: String(chainId),
    arbitrator,
    beacon: {
      publicKey: beacon.publicKey,
      genesisAt: String(beacon.genesisAt),
      periodSeconds: String(beacon.periodSeconds),
    },
    attestors: [{ k: String(k), members: attestors }],
  }
}

/**
 * Appeals: what the contract asks for another panel, and how a side is funded. As contracts/interfaces says it.
 * @module
 */
import { useQuery } from '@tanstack/react-query'
import { parseAbi } from 'viem'
import { type Contracts, read } from '../desk/chain.ts'
import type { Connected } from '../desk/wallet.ts'

export const appealsAbi = parseAbi([
  'function appealCost(uint256 disputeId, bytes extraData) view returns (uint256)',
  'function appealPeriod(uint256 disputeId) view returns (uint256 start, uint256 end)',
  'function missingOf(uint256 disputeId, uint8 side) view returns (uint256)',
  'function contribute(uint256 disputeId, uint8 side) payable',
  'error AppealImpossible(uint256 disputeId)',
  'error NothingMissing(uint256 disputeId, uint8 side)',
])

export const SIDES = ['against', 'for'] as const
export type Side = (typeof SIDES)[number]
export const numberOf = (side: Side): number => SIDES.indexOf(side)

/** Above this a price means that no appeal can be made: the contract says 2^255 − 1. */
const IMPOSSIBLE = 2n ** 254n

export type AppealOffer = { endsAt: number; cost: bigint; missing: Record<Side, bigint> }

/** What an appeal would take now; null while none can be made. */
export function useAppeal(wallet: Connected | undefined, contracts: Contracts | null | undefined, disputeId: bigint) {
  return useQuery({
    queryKey: ['appeal', String(disputeId), contracts?.arbitrator.address],
    queryFn: async (): Promise<AppealOffer | null> => {
      const appeals = { address: contracts!.arbitrator.address, abi: appealsAbi }
      const [cost, [, end]] = await Promise.all([
        read(wallet!, appeals, 'appealCost', [disputeId, '0x']),
        read(wallet!, appeals, 'appealPeriod', [disputeId]),
      ])
      if (cost >= IMPOSSIBLE || end === 0n) return null
      const [against, inFavour] = await Promise.all([
        read(wallet!, appeals, 'missingOf', [disputeId, numberOf('against')]),
        read(wallet!, appeals, 'missingOf', [disputeId, numberOf('for')]),
      ])
      return { endsAt: Number(end), cost, missing: { against, for: inFavour } }
    },
    enabled: wallet !== undefined && contracts !== undefined && contracts !== null,
  })
}

/**
 * Surface: the little of the contracts that this client calls, so that nobody downloads the rest.
 * @module
 */
import { parseAbi } from 'viem'

export const arbitratorSurface = parseAbi([
  'function arbitrationCost(bytes extraData) view returns (uint256)',
  'function createDispute(uint256 choices, bytes extraData) payable returns (uint256)',
  'event DisputeCreation(uint256 indexed _disputeID, address indexed _arbitrable)',
])

/** Both spellings that ERC-1497's own examples have. */
export const evidenceSurface = parseAbi([
  'function submitEvidence(string evidence)',
  'function submitEvidence(uint256 id, string evidence)',
])

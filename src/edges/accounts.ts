/**
 * Accounts: asks accounts that are contracts whether a signature is theirs (ERC-1271), deployed yet or not (ERC-6492).
 *
 * What a contract says can change, so the answer names the block at which it was given; attestors ask again there.
 * @module
 */
import {
  BaseError,
  encodeDeployData,
  erc6492SignatureValidatorAbi,
  erc6492SignatureValidatorByteCode,
  isErc6492Signature,
  numberToHex,
  RpcRequestError,
} from 'viem'
import type { Accounts } from '#ports'
import { newestBlock, type Way } from './chain.ts'

/**
 * Gas for a contract's check, given by the court and by every attestor alike. Nodes differ in what they allow, and a
 * contract that answers by what it is given would be vouched for here and disowned there, to keep a verdict unsigned.
 */
const CHECK_GAS = '0x989680'
/** The accounts of a chain. */
export function accountsOf(client: Way): Accounts {
  return {
    async vouch(account, digest, signature, atBlock) {
      const blockNumber = atBlock === undefined ? await newestBlock(client) : BigInt(atBlock)
      // An account without code speaks by its key alone, in the one spelling that the court accepts.
      const code = await client.getCode({ address: account, blockNumber })
      if (!code && !isErc6492Signature(signature)) return undefined

      // The standard's validator answers from its constructor, so that it needn't stand on the chain. The library's own
      // call of it takes a chain that can't be asked for a no, and isn't small.
      const data = encodeDeployData({
        abi: erc6492SignatureValidatorAbi,
        bytecode: erc6492SignatureValidatorByteCode,
        args: [account, digest, signature],
      })
      try {
        const answer = await client.request({
          method: 'eth_call',
          params: [{ data, gas: CHECK_GAS }, numberToHex(blockNumber)],
        })
        // One byte or one word, as the validator was compiled: 1 is yes.
        return answer !== '0x' && BigInt(answer) === 1n ? { block: String(blockNumber) } : undefined
      } catch (error) {
        if (isRevert(error)) return undefined
        throw new Error(`accounts: expected the chain to be asked about ${account}`, { cause: error })
      }
    },
  }
}

function isRevert(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  const answered = error.walk((cause) => cause instanceof RpcRequestError)
  return answered instanceof RpcRequestError && (answered.code === 3 || /revert/i.test(answered.message))
}

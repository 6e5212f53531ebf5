/**
 * Accounts: asks accounts that are contracts whether a signature is theirs (ERC-1271), deployed yet or not (ERC-6492).
 *
 * What a contract says can change, so the answer names the block at which it was given; attestors ask again there.
 * @module
 */
import { BaseError, isErc6492Signature, RpcRequestError } from 'viem'
import { verifyHash } from 'viem/actions'
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

      const { watched, failure } = watch(client)
      const valid = await verifyHash(watched, { address: account, hash: digest, signature, blockNumber })
      if (valid) return { block: String(blockNumber) }
      // The library takes a chain that can't be asked for a no. It isn't one: the juror may be right.
      const failed = failure()
      if (failed) throw new Error(`accounts: expected the chain to be asked about ${account}`, { cause: failed })
      return undefined
    },
  }
}

/** The client, with one measure of gas, and a memory of calls that failed for another reason than that the contract reverted. */
function watch(client: Way): { watched: Way; failure: () => unknown } {
  let failed: unknown
  const request = async ({ method, params }: { method: string; params: readonly unknown[] }, options: never) => {
    const [call, ...rest] = params
    const measured = method === 'eth_call' ? [{ ...(call as object), gas: CHECK_GAS }, ...rest] : params
    try {
      return await client.request({ method, params: measured } as never, options)
    } catch (error) {
      if (!isRevert(error)) failed = error
      throw error
    }
  }
  return { watched: { ...client, request } as unknown as Way, failure: () => failed }
}

function isRevert(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false
  const answered = error.walk((cause) => cause instanceof RpcRequestError)
  return answered instanceof RpcRequestError && (answered.code === 3 || /revert/i.test(answered.message))
}

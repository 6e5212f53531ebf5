/**
 * Mined: waits until a transaction stands in a block, and says how it went.
 *
 * Asks for the receipt itself, again and again. Why not viem's waitForTransactionReceipt: it asks once and then once for
 * each new block, so a receipt that appears between its first question and the watcher's is never seen on a chain that
 * mines only when somebody sends.
 * @module
 */
import { type Client, type TransactionReceipt, TransactionReceiptNotFoundError } from 'viem'
import { getTransactionReceipt } from 'viem/actions'
import type { Hex } from '#primitives/bytes'

/** How long a transaction may take before somebody should look: ten minutes. */
const PATIENCE_MS = 600_000

/** @throws Error when it isn't mined within ten minutes; what the node answers otherwise, as viem puts it. */
export async function mined(client: Client, hash: Hex): Promise<TransactionReceipt> {
  for (let waited = 0; waited < PATIENCE_MS; waited += client.pollingInterval) {
    try {
      return await getTransactionReceipt(client, { hash })
    } catch (cause) {
      if (!(cause instanceof TransactionReceiptNotFoundError)) throw cause
      await new Promise((resolve) => setTimeout(resolve, client.pollingInterval))
    }
  }
  throw new Error(`mined: expected ${hash} in a block within ten minutes`)
}

/**
 * Chain: what a party does on chain, for whoever has a viem client: open a dispute, show evidence.
 * @module
 */
import { type Account, type Address as AnyAddress, type Chain, type Client, parseEventLogs, type Transport } from 'viem'
import { readContract, writeContract } from 'viem/actions'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { exhibitOf } from './exhibit.ts'
import { mined } from './mined.ts'
import { arbitratorSurface, evidenceSurface } from './surface.ts'
import type { Exhibit, QuoteView, Venire } from './venire.ts'

/** A viem client that can write: a wallet's, on the court's chain. */
export type Writer = Client<Transport, Chain | undefined, Account>

export type Opened = { id: bigint; tx: Digest; priceWei: bigint; arbitrator: Address; quote: QuoteView }

/** The chain didn't take it. */
export class NotOpened extends Error {
  override readonly name = 'NotOpened'
}

/**
 * Opens a dispute, in the name of the client's account: it is the arbitrable, and reads the ruling from the court.
 * A contract that should obey the ruling opens its disputes itself, see docs/quickstarts.
 * @param ask.choices - Choices beside 0, which refuses to arbitrate.
 */
export async function createDispute(
  client: Writer,
  venire: Venire,
  ask: { court?: number; seats?: number; choices?: number } = {},
): Promise<Opened> {
  const { court = 0, seats, choices = 2 } = ask
  const quote = await venire.quote(court, seats)
  const [, chainId, arbitrator] = quote.arbitrator.split(':') as [string, string, Address]
  if (client.chain && client.chain.id !== Number(chainId))
    throw new NotOpened(`chain: expected a client of chain ${chainId}, got one of ${client.chain.id}`)
  const { extraData } = quote
  // The chain's own word on the price: a court that quotes another one gets no more.
  const priceWei = await readContract(client, {
    ...{ address: arbitrator, abi: arbitratorSurface, functionName: 'arbitrationCost', args: [extraData] },
  })
  if (priceWei > BigInt(quote.priceWei))
    throw new NotOpened(`chain: expected the quoted ${quote.priceWei} wei, got a price of ${priceWei}`)
  const tx = await writeContract(client, {
    ...{ address: arbitrator, abi: arbitratorSurface, functionName: 'createDispute' },
    ...{ args: [BigInt(choices), extraData], value: priceWei, account: client.account, chain: client.chain ?? null },
  } as never)
  const { status, logs } = await mined(client, tx)
  const [created] = parseEventLogs({ abi: arbitratorSurface, eventName: 'DisputeCreation', logs })
  if (status !== 'success' || !created) throw new NotOpened(`chain: expected a dispute of ${tx}, got ${status}`)
  return { id: created.args._disputeID, tx: tx as Digest, priceWei, arbitrator, quote }
}

/**
 * Shows an exhibit (ERC-1497): its reference on chain, by way of the arbitrable, and its content to the court, which
 * checks it against the reference.
 * @param to.args - What the arbitrable's `submitEvidence` takes before the reference: nothing, or a transaction's id.
 */
export async function submitEvidence(
  client: Writer,
  to: { arbitrable: AnyAddress; args?: readonly [bigint] },
  file: Record<string, unknown>,
): Promise<{ reference: string; content: string; tx: Hex }> {
  const { reference, content } = await exhibitOf(file)
  const tx = await writeContract(client, {
    ...{ address: to.arbitrable, abi: evidenceSurface, functionName: 'submitEvidence' },
    ...{ args: [...(to.args ?? []), reference], account: client.account, chain: client.chain ?? null },
  } as never)
  const { status } = await mined(client, tx)
  if (status !== 'success') throw new NotOpened(`chain: expected ${tx} to show the exhibit, got ${status}`)
  return { reference, content, tx }
}

/** Shows the content of an exhibit once its reference is on the docket. */
export async function showEvidence(
  venire: Venire,
  dispute: bigint,
  exhibit: { reference: string; content: string },
  options: { pollMs?: number; timeoutMs?: number } = {},
): Promise<Exhibit['check']> {
  const { pollMs = 1000, timeoutMs = 600_000 } = options
  for (const startedMs = Date.now(); ; ) {
    const { evidence } = await venire.evidence(dispute)
    if (evidence.some(({ reference }) => reference === exhibit.reference)) break
    if (Date.now() - startedMs >= timeoutMs) throw new Error('chain: expected the exhibit on the docket, got none')
    await new Promise((resolve) => setTimeout(resolve, pollMs))
  }
  return (await venire.show(dispute, exhibit)).check as Exhibit['check']
}

/** Actions for `client.extend(venireActions(court))`. */
export function venireActions(venire: Venire) {
  return (client: Writer) => ({
    createDispute: (ask?: Parameters<typeof createDispute>[2]) => createDispute(client, venire, ask),
    submitEvidence: (to: Parameters<typeof submitEvidence>[1], file: Record<string, unknown>) =>
      submitEvidence(client, to, file),
  })
}

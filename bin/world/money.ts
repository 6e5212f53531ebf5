/**
 * Money: what everybody owns before and after, in both currencies, and how it gets to its owners in the end.
 *
 * Who owns a token is who has it in a wallet or at the vault; what has left everybody and gone to no one would show as
 * a sum that isn't zero. Ether that left for gas is counted from the receipts.
 * @module
 */
import { vaultAbi } from '#edges/abi'
import type { Address } from '#primitives/bytes'
import { keeper, type Player } from './accounts.ts'
import type { Payment } from './ledger.ts'
import { contractsOf, send, type World } from './world.ts'

export type Wealth = { wei: bigint; tokens: bigint }
/** A line of a table of balances. */
export type Balance = { name: string; address: Address; before: Wealth; after: Wealth }

/** What these accounts own: ether, and tokens in the wallet, at stake, or asked back. */
export async function wealthOf(world: World, accounts: readonly Address[]): Promise<ReadonlyMap<Address, Wealth>> {
  const { reader } = world.chain
  const { token, vault } = contractsOf(world)
  const owned = await Promise.all(
    accounts.map(async (address): Promise<[Address, Wealth]> => {
      const [wei, held, staked] = await Promise.all([
        reader.getBalance({ address }),
        reader.readContract({ ...token, functionName: 'balanceOf', args: [address] }),
        reader.readContract({ ...vault, functionName: 'atRisk', args: [address] }),
      ])
      // The vault's own tokens are other people's, and counted with them.
      return [address, { wei, tokens: address === vault.address ? 0n : held + staked }]
    }),
  )
  return new Map(owned)
}

/** Tokens at the vault that aren't anybody's stake: what tabs and contributions still hold. */
export async function unclaimedTokens(world: World, stakers: readonly Player[]): Promise<bigint> {
  const { reader } = world.chain
  const { token, vault } = contractsOf(world)
  const all = await reader.readContract({ ...token, functionName: 'balanceOf', args: [vault.address] })
  const stakes = await Promise.all(
    stakers.map(({ address }) =>
      reader.readContract({ address: vault.address, abi: vaultAbi, functionName: 'atRisk', args: [address] }),
    ),
  )
  return stakes.reduce((rest, stake) => rest - stake, all)
}

/** Wei that left for gas. */
export const burned = (payments: readonly Payment[]): bigint =>
  payments.reduce((sum, { receipt }) => sum + receipt.gasUsed * receipt.effectiveGasPrice, 0n)

/** Lets the moment come at which final rulings are settled, and waits until this one's money stands on its tabs. */
export async function untilSettled(world: World, id: bigint): Promise<void> {
  const { arbitrator } = contractsOf(world)
  await world.advanceTo((Math.floor((await world.now()) / 600) + 1) * 600)
  await world.settle('the settlement', async () => {
    // A dispute off chain isn't known there until it is charged.
    const held = await world.chain.reader
      .readContract({ ...arbitrator, functionName: 'disputeOf', args: [id] })
      .catch(() => undefined)
    return held !== undefined && BigInt(held.deliveryHash) === 1n
  })
}

/** Waits until nobody of these owes the vault anything any more. */
export async function untilFolded(world: World, jurors: readonly Address[]): Promise<void> {
  await world.settle('debts folded', async () => {
    const tabs = await Promise.all(jurors.map((juror) => tabOf(world, juror)))
    return tabs.every(([tokens]) => tokens >= 0n)
  })
}

/** A passer-by has everybody paid what they are owed. @returns who was paid. */
export async function payOut(world: World, accounts: readonly Address[]): Promise<Address[]> {
  const paid: Address[] = []
  for (const account of accounts) {
    const [tokens, wei] = await tabOf(world, account)
    if (tokens <= 0n && wei === 0n) continue
    await send(world, keeper(), contractsOf(world).arbitrator, 'withdraw', [account])
    paid.push(account)
  }
  return paid
}

/** A passer-by gives contributors back what has become of what they gave against verdict `serial`. */
export async function returnContributions(
  world: World,
  id: bigint,
  serial: bigint,
  accounts: readonly Address[],
): Promise<void> {
  const { arbitrator } = contractsOf(world)
  for (const account of accounts) {
    const call = { ...arbitrator, functionName: 'contributionOf', args: [id, serial, account] } as const
    const [against, inFavour] = await world.chain.reader.readContract(call)
    if (against + inFavour > 0n) await send(world, keeper(), arbitrator, 'withdrawContribution', [id, serial, account])
  }
}

/** What an account is owed: tokens, negative if it owes them, and wei. */
export function tabOf(world: World, account: Address): Promise<readonly [bigint, bigint]> {
  const { arbitrator } = contractsOf(world)
  return world.chain.reader.readContract({ ...arbitrator, functionName: 'tabOf', args: [account] })
}

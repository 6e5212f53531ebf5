/**
 * Accounts: the well-known keys of every local world, by the part they play.
 *
 * They come from the mnemonic that every development chain prints on its first page, so they are nobody's secret and
 * must hold nothing anywhere else: a deployment with them is refused on any chain that isn't local.
 * @module
 */
import { mnemonicToAccount, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Address, type Hex, toHex } from '#primitives/bytes'

export const LOCAL_MNEMONIC = 'test test test test test test test test test test test junk'

/** Chain ids on which the well-known keys may be used. */
export const LOCAL_CHAINS: readonly number[] = [31337, 1337]

/** A well-known account with its key. */
export type Player = { name: string; address: Address; secretKey: Hex; account: PrivateKeyAccount }

/** Where in the mnemonic each part begins. */
const AT = {
  deployer: 0,
  operator: 1,
  attestors: 2,
  teller: 11,
  payer: 12,
  payee: 13,
  keeper: 14,
  doubles: 15,
  jurors: 20,
}

/** How many accounts a chain must fund for so many jurors. */
export const accountsFor = (jurors: number): number => AT.jurors + jurors

const known = new Map<number, Player>()
/** Derived once: a mnemonic is slow to turn into a key, on purpose. */
let parent: ReturnType<ReturnType<typeof mnemonicToAccount>['getHdKey']> | undefined

/** The account at `index` of the mnemonic. */
export function player(index: number, name: string): Player {
  const before = known.get(index)
  if (before) return { ...before, name }
  parent ??= mnemonicToAccount(LOCAL_MNEMONIC, { path: "m/44'/60'/0'/0" }).getHdKey()
  const secretKey = toHex(parent.deriveChild(index).privateKey!)
  const account = privateKeyToAccount(secretKey)
  const found = { name, address: account.address.toLowerCase() as Address, secretKey, account }
  known.set(index, found)
  return found
}

export const deployer = (): Player => player(AT.deployer, 'deployer')
/** Runs the court and signs its receipts. */
export const operator = (): Player => player(AT.operator, 'operator')
/** Carries the court's calls to the chain and pays for them. */
export const carrier = (): Player => player(AT.teller, 'court')
export const payer = (): Player => player(AT.payer, 'payer')
export const payee = (): Player => player(AT.payee, 'payee')
/** A passer-by, for calls that anyone may make. */
export const keeper = (): Player => player(AT.keeper, 'keeper')
/** The second account of a person who already has one. */
export const double = (): Player => player(AT.doubles, 'double')
/** Attestors in the order in which contracts want them: ascending by address. */
export function attestors(count: number): Player[] {
  const unsorted = Array.from({ length: count }, (_, i) => player(AT.attestors + i, ''))
  return unsorted
    .sort((a, b) => (a.address < b.address ? -1 : 1))
    .map((one, i) => ({ ...one, name: `attestor ${i + 1}` }))
}
export const jurors = (count: number): Player[] =>
  Array.from({ length: count }, (_, i) => player(AT.jurors + i, `juror ${i + 1}`))

/** True for the key or address of a well-known account. Twenty are enough to catch every habit. */
export function isWellKnown(address: Address): boolean {
  return Array.from({ length: 20 }, (_, i) => player(i, '').address).includes(address.toLowerCase() as Address)
}

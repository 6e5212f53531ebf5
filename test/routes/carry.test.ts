/**
 * Carry: what the teller does when the world is unkind, with its real memory in the database. The chain is played, and
 * may lose what it is given, lie about it, or mine it after everybody has given up.
 */
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { intentsOf } from '#db/intents'
import type { Call, Carrier, Fees } from '#ports'
import { type Address, type Digest, type Hex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { carry, dearer, type Hand, inTurn, tend } from '#src/carry'

const account = `0x${'7e'.repeat(20)}` as Address
const call = (disputeId: number): Call => ({ kind: 'execute', disputeId: BigInt(disputeId) })

/** A node with a pool. What it does is set from outside. */
class Node {
  nonce = 0
  accepts = true
  reverts: string | undefined
  depth = 0
  readonly offered: Hex[] = []
  readonly pool = new Map<Digest, number>()
  readonly mined = new Map<Digest, boolean>()

  mine(hash: Digest, succeeded = true): void {
    this.mined.set(hash, succeeded)
    this.nonce = this.pool.get(hash)! + 1
    this.pool.clear()
  }

  carrier(): Carrier {
    const signed = (nonce: number, fees: Fees, what: string) => {
      const raw =
        `0x${nonce.toString(16).padStart(4, '0')}${fees.maxFeePerGas.toString(16).padStart(12, '0')}${what}` as Hex
      return { raw, hash: digest(toBytes(raw)) }
    }
    return {
      account,
      nonce: async () => this.nonce,
      fees: async () => ({ maxFeePerGas: 1000n, maxPriorityFeePerGas: 10n }),
      weigh: async () => (this.reverts ? { reverted: this.reverts } : { gas: 21_000n }),
      sign: async (what, nonce, _gas, fees) =>
        signed(nonce, fees, 'disputeId' in what ? what.disputeId.toString(16).padStart(4, '0') : '00'),
      reprice: async (raw, fees) => signed(Number.parseInt(raw.slice(2, 6), 16), fees, raw.slice(18)),
      broadcast: async (raw) => {
        this.offered.push(raw)
        if (!this.accepts) throw new Error('the node is away')
        this.pool.set(digest(toBytes(raw)), Number.parseInt(raw.slice(2, 6), 16))
      },
      receipt: async (hash) => {
        const succeeded = this.mined.get(hash)
        return succeeded === undefined ? undefined : { depth: this.depth, succeeded }
      },
    }
  }
}

let node: Node
let hand: Hand

beforeEach(async () => {
  await env.DB.batch([env.DB.prepare('DELETE FROM intents'), env.DB.prepare('DELETE FROM attempts')])
  node = new Node()
  hand = { intents: intentsOf(env.DB), carrier: node.carrier(), safeDepth: 2 }
})

const pooled = (): Digest => [...node.pool.keys()].at(-1)!

test('a call is sent until its receipt is deep enough, and confirmed ever after', async () => {
  expect(await carry(hand, 'a', call(1), 100)).toBe('sent')
  node.mine(pooled())
  expect(await carry(hand, 'a', call(1), 110)).toBe('sent')
  node.depth = 2
  expect(await carry(hand, 'a', call(1), 120)).toBe('confirmed')
  expect(await carry(hand, 'a', call(1), 130)).toBe('confirmed')
  expect(node.offered).toHaveLength(1)
})

test('a broadcast of unknown fate is repeated with the very same bytes', async () => {
  node.accepts = false
  expect(await carry(hand, 'a', call(1), 100)).toBe('sent')
  node.accepts = true
  expect(await carry(hand, 'a', call(1), 105)).toBe('sent')
  expect(new Set(node.offered).size).toBe(1)
  expect(node.pool.size).toBe(1)
})

test('while one call is on its way no other nonce is used', async () => {
  await carry(hand, 'a', call(1), 100)
  expect(await carry(hand, 'b', call(2), 101)).toBe('sent')
  expect(await intentsOf(env.DB).find('b')).toBeUndefined()
  node.depth = 2
  node.mine(pooled())
  expect(await carry(hand, 'b', call(2), 110)).toBe('sent')
  expect((await intentsOf(env.DB).find('b'))?.nonce).toBe(1)
})

test('a call that is stuck is offered for a quarter more, with the same nonce, until it is mined', async () => {
  await carry(hand, 'a', call(1), 100)
  await carry(hand, 'a', call(1), 200)
  await carry(hand, 'a', call(1), 300)
  const intent = (await intentsOf(env.DB).find('a'))!
  expect(intent.attempts.map(({ fees }) => fees.maxFeePerGas)).toEqual([1000n, 1250n, 1563n])
  expect(new Set(node.pool.values())).toEqual(new Set([0]))
  // Whichever of them is mined ends it: here the first.
  node.depth = 2
  node.mine(intent.attempts[0]!.hash)
  expect(await carry(hand, 'a', call(1), 310)).toBe('confirmed')
})

test('the price is raised twelve times at most, and the call held after that', async () => {
  for (let at = 100; at < 3000; at += 100) await carry(hand, 'a', call(1), at)
  const intent = (await intentsOf(env.DB).find('a'))!
  expect(intent.attempts).toHaveLength(12)
  expect(node.offered.at(-1)).toBe(intent.attempts.at(-1)!.raw)
})

test('a call that would revert is never sent, and may be tried again', async () => {
  node.reverts = 'ExecutedTooEarly'
  expect(await carry(hand, 'a', call(1), 100)).toEqual({ reverted: 'ExecutedTooEarly' })
  expect(node.offered).toEqual([])
  node.reverts = undefined
  expect(await carry(hand, 'a', call(1), 110)).toBe('sent')
})

test('a call that reverted on chain is told, and sent anew only when it would succeed', async () => {
  await carry(hand, 'a', call(1), 100)
  node.depth = 2
  node.mine(pooled(), false)
  expect(await carry(hand, 'a', call(1), 110)).toMatchObject({ reverted: expect.stringContaining('reverted in') })
  node.reverts = 'AlreadyFinal'
  expect(await carry(hand, 'a', call(1), 120)).toEqual({ reverted: 'AlreadyFinal' })
  node.reverts = undefined
  expect(await carry(hand, 'a', call(1), 130)).toBe('sent')
  expect((await intentsOf(env.DB).find('a'))?.nonce).toBe(1)
})

test('a nonce that a foreign transaction used up frees the call for the next one, once receipts had time to come', async () => {
  await carry(hand, 'a', call(1), 100)
  node.pool.clear()
  node.nonce = 1
  expect(await carry(hand, 'a', call(1), 110)).toBe('sent')
  expect((await intentsOf(env.DB).find('a'))?.nonce).toBe(0)
  expect(await carry(hand, 'a', call(1), 140)).toBe('sent')
  expect((await intentsOf(env.DB).find('a'))?.nonce).toBe(1)
})

test('what is on its way is looked after even when nobody asks again', async () => {
  await carry(hand, 'a', call(1), 100)
  expect(await tend(hand, 110)).toBe('open')
  node.depth = 2
  node.mine(pooled())
  expect(await tend(hand, 120)).toEqual({ id: 'a', carried: 'confirmed' })
  expect(await tend(hand, 130)).toBeUndefined()
})

test('a dearer offer is at least a quarter more, rounded up, and never below today’s price', () => {
  const offer = (wei: bigint): Fees => ({ maxFeePerGas: wei, maxPriorityFeePerGas: wei })
  expect(dearer(offer(101n), offer(1n))).toEqual(offer(127n))
  expect(dearer(offer(101n), offer(500n))).toEqual(offer(500n))
})

test('a posting is next, however many other calls wait for the account', async () => {
  const send = inTurn()
  const posting = { kind: 'gazette', posting: {} } as Call
  expect(await send(hand, 'first', call(1), 1000)).toBe('sent')
  expect(await send(hand, 'gazette:1', posting, 1001)).toBe('sent')
  node.mine(pooled())
  node.depth = 2
  expect(await send(hand, 'second', call(2), 1002)).toBe('sent')
  expect(await hand.intents.find('second')).toBeUndefined()
  expect(await send(hand, 'gazette:1', posting, 1005)).toBe('sent')
  expect(await hand.intents.find('gazette:1')).toMatchObject({ state: 'open' })
  node.mine(pooled())
  expect(await send(hand, 'second', call(2), 1006)).toBe('sent')
  expect(await hand.intents.find('second')).toMatchObject({ state: 'open' })
})

/**
 * What comes back from outside: relays, attestors, contract accounts and nodes that lie, lag, err, or say nothing.
 */
import {
  decodeFunctionData,
  encodeErrorResult,
  getAddress,
  hashTypedData,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
} from 'viem'
import { describe, expect, test } from 'vitest'
import { arbitratorAbi } from '#edges/abi'
import { accountsOf } from '#edges/accounts'
import { attestorsOf } from '#edges/attestors'
import { chainClock, wallClock } from '#edges/clock'
import { drand } from '#edges/drand'
import { carrierOf, encodeCall } from '#edges/sender'
import { signerWith } from '#edges/signer'
import type { AttestorSet, Call } from '#ports'
import { type Digest, type Hex, utf8, ZERO_ADDRESS, ZERO32 } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { addressOf, signDigest, signerOf } from '#primitives/signature'
import { configDigest, typedDigest, walletTypedData } from '#primitives/typed'
import { beaconSignature, LOCAL_BEACON } from '../support/beacon.ts'
import { FakeChain, hexNumber, reverted } from '../support/fakeChain.ts'
import { ARBITRATOR, ATTESTOR_KEYS } from '../support/hearing.ts'

const domain = { chainId: 31337n, arbitrator: ARBITRATOR }
const hash = (name: string): Digest => digest(utf8(name))

/** Answers by address: a body, a status, a failure, or nothing until it is called off. */
type Reply = { status?: number; body?: unknown } | Error | 'silence'
function replies(table: Record<string, Reply | ((body: unknown) => Reply)>): typeof fetch & { asked: string[] } {
  const asked: string[] = []
  const reach = async (input: string, init?: RequestInit): Promise<Response> => {
    asked.push(input)
    const told = table[new URL(input).host]
    const reply = typeof told === 'function' ? told(init?.body && JSON.parse(String(init.body))) : told
    if (reply === 'silence') {
      return new Promise((_, reject) => {
        init!.signal!.addEventListener('abort', () => reject(init!.signal!.reason as Error))
      })
    }
    if (reply instanceof Error || !reply) throw reply ?? new Error('no such host')
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? null)
    return new Response(body, { status: reply.status ?? 200 })
  }
  return Object.assign(reach as typeof fetch, { asked })
}

describe('relays of the beacon', () => {
  const round = 1000
  const signature = beaconSignature(round)
  const honest = { body: { round, signature: signature.slice(2) } }
  const ask = (table: Parameters<typeof replies>[0], timeoutMs = 50) =>
    drand(
      Object.keys(table).map((host) => `http://${host}/chain`),
      LOCAL_BEACON,
      { fetch: replies(table), timeoutMs },
    ).signature(round)

  test('one honest relay among liars is enough', async () => {
    const answer = await ask({
      'other-round': { body: { round: 999, signature: beaconSignature(999).slice(2) } },
      relabelled: { body: { round, signature: beaconSignature(999).slice(2) } },
      'one-bit': { body: { round, signature: `${signature.slice(2, -1)}${signature.endsWith('0') ? '1' : '0'}` } },
      prose: { body: 'welcome to my relay' },
      upper: { body: { round, signature: signature.slice(2).toUpperCase() } },
      broken: { status: 500 },
      gone: new Error('connection refused'),
      honest,
    })
    expect(answer).toBe(signature)
  })

  test('a relay that never answers is not waited for when another has answered', async () => {
    const reach = replies({ silent: 'silence', honest })
    const beacon = drand(['http://silent/c', 'http://honest/c'], LOCAL_BEACON, { fetch: reach, timeoutMs: 60_000 })
    expect(await beacon.signature(round)).toBe(signature)
    expect(reach.asked).toContain(`http://honest/c/public/${round}`)
  })

  test('a round that is not out yet is undefined, once a relay says so', async () => {
    expect(await ask({ early: { status: 425 }, broken: { status: 502 } })).toBeUndefined()
    expect(await ask({ early: { status: 404 }, silent: 'silence' })).toBeUndefined()
  })

  test('liars and failures alone are the failure of the world, with all their causes', async () => {
    const failed = ask({ liar: { body: { round, signature: beaconSignature(5).slice(2) } }, broken: { status: 500 } })
    await expect(failed).rejects.toThrow(`expected beacon round ${round} from one of 2 relays`)
    await expect(ask({ silent: 'silence' })).rejects.toThrow()
  })
})

describe('attestors', () => {
  const members = ATTESTOR_KEYS.slice(0, 3).map(addressOf)
  const set: AttestorSet = { members, k: 2, configDigest: configDigest(domain, 2, members) }
  const gazette = { serial: 7, epoch: 0, rollsRoot: ZERO32, headsRoot: hash('heads'), heads: [] }
  const { heads: _, ...header } = gazette
  const signed = typedDigest(domain, 'Gazette', { ...header, configDigest: set.configDigest })
  const by = (key: number, of: Digest = signed) => ({ body: { signature: signDigest(of, ATTESTOR_KEYS[key]!) } })
  const asking = (table: Parameters<typeof replies>[0]) => {
    const urls = Object.keys(table).map((host) => `http://${host}`)
    const reach = replies(table)
    return {
      reach,
      port: attestorsOf({ urls, domain, set: async () => set, courtUrl: 'http://court', fetch: reach, timeoutMs: 50 }),
    }
  }

  test('signatures of members come back in ascending order, whoever was faster', async () => {
    const { signatures, refusals } = await asking({ c: by(2), a: by(0), b: by(1) }).port.gazette(gazette)
    expect(signatures.map(({ signer }) => signer)).toEqual(members)
    expect(signatures.every(({ signer, signature }) => signerOf(signed, signature) === signer)).toBe(true)
    expect(refusals).toEqual([])
  })

  test('replies that lie are reasons, never signatures', async () => {
    const highS = (): Hex => {
      const bytes = signDigest(signed, ATTESTOR_KEYS[0]!)
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
      const s = order - BigInt(`0x${bytes.slice(66, 130)}`)
      return `0x${bytes.slice(2, 66)}${s.toString(16).padStart(64, '0')}${bytes.endsWith('1b') ? '1c' : '1b'}`
    }
    const { signatures, refusals } = await asking({
      honest: by(0),
      'signs-twice': by(0),
      'another-gazette': by(
        1,
        typedDigest(domain, 'Gazette', { ...header, serial: 8, configDigest: set.configDigest }),
      ),
      outsider: by(5),
      'claims-to-be': { body: { signer: members[1], signature: signDigest(signed, ATTESTOR_KEYS[6]!) } },
      twin: { body: { signature: highS() } },
      short: { body: { signature: '0x1234' } },
      prose: { body: 'yes, of course' },
      refuses: { status: 409, body: { why: 'entry 4 has another head here' } },
      problem: { status: 503, body: { detail: 'no chain' } },
      silent: 'silence',
      gone: new Error('connection refused'),
    }).port.gazette(gazette)
    expect(signatures.map(({ signer }) => signer)).toEqual([members[0]])
    expect(refusals).toHaveLength(11)
    const why = new Map(refusals.map((each) => [each.attestor, each.why]))
    expect(why.get('http://refuses')).toBe('entry 4 has another head here')
    expect(why.get('http://problem')).toBe('no chain')
    expect(why.get('http://signs-twice')).toContain('has signed already')
    expect(why.get('http://outsider')).toContain("isn't an attestor")
    expect(why.get('http://twin')).toBe('the signature is malformed')
  })

  test('a verdict is asked for by its transcript and a final ruling by its id, under the digest of the set in force', async () => {
    const statement = { disputeKey: hash('dispute'), ruling: 1, outcome: hash('one'), serial: 1 }
    const digestOf = typedDigest(domain, 'Final', { ...statement, configDigest: set.configDigest })
    const bodies: unknown[] = []
    const noting = (key: number) => (body: unknown) => {
      bodies.push(body)
      return by(key, digestOf)
    }
    const final = await asking({ a: noting(0), b: noting(1) }).port.final(12n, statement)
    expect(final.signatures).toHaveLength(2)
    expect(final.set).toEqual(set)
    expect(bodies[0]).toEqual({ disputeKey: statement.disputeKey, disputeId: '12' })
  })
})

describe('accounts that are contracts', () => {
  const account = `0x${'c0'.repeat(20)}` as const
  const told = (code: Hex, call: () => unknown) => {
    const chain = new FakeChain()
    chain.mine(10)
    return accountsOf(
      chain.node((method) => (method === 'eth_getCode' ? code : method === 'eth_call' ? call() : undefined)),
    )
  }
  const word = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`

  test('a contract that knows the signature vouches for it, at a block', async () => {
    expect(await told('0x60', () => word(1)).vouch(account, ZERO32, '0x1234')).toEqual({ block: '1' })
  })

  test('a contract that does not know it, or reverts, says no', async () => {
    expect(await told('0x60', () => word(0)).vouch(account, ZERO32, '0x1234')).toBeUndefined()
    const reverting = told('0x60', () => {
      throw reverted('0x')
    })
    expect(await reverting.vouch(account, ZERO32, '0x1234')).toBeUndefined()
  })

  test('a contract that answers by the gas it is given gets the same from everybody', async () => {
    const given: unknown[] = []
    const chain = new FakeChain()
    chain.mine(10)
    const node = chain.node((method, [call]) => {
      if (method === 'eth_call') given.push((call as { gas?: unknown }).gas)
      return method === 'eth_getCode' ? '0x60' : method === 'eth_call' ? word(1) : undefined
    })
    await accountsOf(node).vouch(account, ZERO32, '0x1234')
    expect(given.length).toBeGreaterThan(0)
    expect(new Set(given)).toEqual(new Set(['0x989680']))
  })

  test('a chain that cannot be asked is not a no', async () => {
    const silent = told('0x60', () => {
      throw new Error('503 Service Unavailable')
    })
    await expect(silent.vouch(account, ZERO32, '0x1234')).rejects.toThrow('expected the chain to be asked')
  })

  test('an account without code does not vouch for what its key signed in another spelling', async () => {
    const key = ATTESTOR_KEYS[0]!
    const signature = signDigest(ZERO32, key)
    expect(await told('0x', () => word(1)).vouch(addressOf(key), ZERO32, signature)).toBeUndefined()
  })
})

describe("the teller's hand", () => {
  const key = digest(utf8('a key of a teller'))
  const fees = { maxFeePerGas: 100n, maxPriorityFeePerGas: 2n }
  const execute: Call = { kind: 'execute', disputeId: 9n }
  const node = (meddle: (method: string, params: readonly unknown[]) => unknown) => {
    const chain = new FakeChain()
    chain.mine(10)
    return chain.node(meddle)
  }
  const hand = (...meddles: Parameters<typeof node>[0][]) =>
    carrierOf(meddles.map(node), { domain, vault: ZERO_ADDRESS }, key)

  test('the hash is known before the bytes are sent, and a dearer transaction is the same but for its fees', async () => {
    const carrier = hand(() => undefined)
    const first = await carrier.sign(execute, 5, 90_000n, fees)
    expect(first.hash).toBe(keccak256(first.raw))
    expect(await recoverTransactionAddress({ serializedTransaction: first.raw as `0x02${string}` })).toBe(
      getAddress(addressOf(key)),
    )
    const dearer = await carrier.reprice(first.raw, { maxFeePerGas: 125n, maxPriorityFeePerGas: 3n })
    expect(dearer.hash).not.toBe(first.hash)
    const [one, two] = [first, dearer].map(({ raw }) => {
      const { maxFeePerGas, maxPriorityFeePerGas, r, s, v, yParity, ...rest } = parseTransaction(raw)
      return rest
    })
    expect(two).toEqual(one)
    expect(one).toMatchObject({ nonce: 5, gas: 90_000n, chainId: 31337, data: encodeCall(execute) })
    expect(await carrier.sign(execute, 5, 90_000n, fees)).toEqual(first)
  })

  test('a posting and a verdict are encoded as the contract reads them', () => {
    const set = { members: [`0x${'01'.repeat(20)}`, `0x${'02'.repeat(20)}`], k: 1, configDigest: ZERO32 } as const
    const signatures = [`0x${'ab'.repeat(65)}`] as const
    const posting = { serial: 3, epoch: 4, rollsRoot: hash('r'), headsRoot: hash('h'), ...set, signatures }
    const post = decodeFunctionData({ abi: arbitratorAbi, data: encodeCall({ kind: 'gazette', posting }) })
    expect(post).toEqual({
      functionName: 'post',
      args: [3n, 4n, hash('r'), hash('h'), `0x${'01'.repeat(20)}${'02'.repeat(20)}`, 1, `0x${'ab'.repeat(65)}`],
    })
    const verdict = {
      disputeKey: hash('key'),
      panel: 1,
      rollsRoot: hash('r'),
      beaconRound: 6,
      randomness: hash('x'),
      gazette: 3,
      ballotsRoot: hash('b'),
      draws: 5,
      entriesRoot: hash('e'),
      ruling: 2,
      outcome: hash('o'),
      tied: false,
      policyHash: hash('p'),
      serial: 1,
      configDigest: ZERO32,
    }
    const delivered = encodeCall({ kind: 'deliver', disputeId: 8n, verdict, set, signatures })
    const { functionName, args } = decodeFunctionData({ abi: arbitratorAbi, data: delivered })
    expect(functionName).toBe('deliver')
    const { disputeKey: _, configDigest: __, ...rest } = verdict
    expect(args).toEqual([
      8n,
      { ...rest, beaconRound: 6n, gazette: 3n, ruling: 2n, serial: 1n },
      `0x${'01'.repeat(20)}${'02'.repeat(20)}`,
      1,
      `0x${'ab'.repeat(65)}`,
    ])
    for (const kind of ['execute', 'retry', 'expire'] as const) {
      expect(decodeFunctionData({ abi: arbitratorAbi, data: encodeCall({ kind, disputeId: 9n }) })).toEqual({
        functionName: kind,
        args: [9n],
      })
    }
  })

  test('a call that would revert is known by the name of its error, and trouble of the node is not a revert', async () => {
    const early = encodeErrorResult({ abi: arbitratorAbi, errorName: 'AlreadyFinal', args: [9n] })
    const weigh = (error: Error) =>
      hand((method) => {
        if (method === 'eth_estimateGas') throw error
        return undefined
      }).weigh(execute)
    expect(await weigh(reverted(early))).toEqual({ reverted: 'AlreadyFinal' })
    await expect(weigh(new Error('502 Bad Gateway'))).rejects.toThrow()
  })

  test('a call that calls an arbitrable back gets more gas than its estimate', async () => {
    const carrier = hand((method) => (method === 'eth_estimateGas' ? hexNumber(600_000) : undefined))
    expect(await carrier.weigh(execute)).toEqual({ gas: 1_750_000n })
    const posting = { serial: 1, epoch: 0, rollsRoot: ZERO32, headsRoot: ZERO32, k: 0, members: [], signatures: [] }
    expect(await carrier.weigh({ kind: 'gazette', posting })).toEqual({ gas: 750_000n })
  })

  test('the nonce is the highest that any node knows, since one that lags knows too little', async () => {
    const at = (count: number) => (method: string) =>
      method === 'eth_getTransactionCount' ? hexNumber(count) : undefined
    const broken = () => {
      throw new Error('502')
    }
    expect(await hand(at(3), at(5), broken).nonce()).toBe(5)
    await expect(hand(broken).nonce()).rejects.toThrow('expected a node to know the nonce')
  })

  test('bytes that a node has already are no failure; bytes that no node takes are', async () => {
    const saying = (message: string) => (method: string) => {
      if (method === 'eth_sendRawTransaction') throw new Error(message)
      return undefined
    }
    const { raw } = await hand(() => undefined).sign(execute, 0, 21_000n, fees)
    await hand(saying('already known')).broadcast(raw)
    await hand(saying('nonce too low: next nonce 7, tx nonce 5')).broadcast(raw)
    await expect(hand(saying('insufficient funds')).broadcast(raw)).rejects.toThrow()
    await hand(saying('insufficient funds'), (method) =>
      method === 'eth_sendRawTransaction' ? ZERO32 : undefined,
    ).broadcast(raw)
  })

  test('a transaction that is not mined has no receipt; one that is has a depth', async () => {
    const receipt = {
      blockNumber: hexNumber(1),
      blockHash: ZERO32,
      status: '0x0',
      transactionHash: hash('t'),
      logs: [],
    }
    const found = (answer: unknown) =>
      hand((method) => {
        if (method === 'eth_getTransactionReceipt') return answer
        return method === 'eth_blockNumber' ? hexNumber(9) : undefined
      }).receipt(hash('t'))
    expect(await found(null)).toBeUndefined()
    expect(await found(receipt)).toEqual({ depth: 8, succeeded: false })
    expect(await found({ ...receipt, status: '0x1' })).toEqual({ depth: 8, succeeded: true })
  })

  test('fees outlive blocks whose base fee rises', async () => {
    const carrier = hand((method) => (method === 'eth_maxPriorityFeePerGas' ? hexNumber(3) : undefined))
    expect(await carrier.fees()).toEqual({ maxFeePerGas: 17n, maxPriorityFeePerGas: 3n })
  })
})

test('a receipt asked for twice is one receipt, and a wallet would sign the same digest', async () => {
  const signer = signerWith(digest(utf8('an operator')))
  const statement = { disputeKey: hash('d'), number: 3, entryHash: hash('e'), head: hash('h'), acceptedAt: 9 }
  const signed = typedDigest(domain, 'Receipt', statement)
  expect(hashTypedData(walletTypedData(domain, 'Receipt', statement) as never)).toBe(signed)
  expect(await signer.sign(signed)).toBe(await signer.sign(signed))
  expect(signerOf(signed, await signer.sign(signed))).toBe(signer.address)
})

test("the court's clock is the wall's in seconds, and in a world of one's own the chain's", async () => {
  const chain = new FakeChain()
  chain.mine(1234)
  expect(await chainClock(chain.node())()).toBe(1234)
  const now = await wallClock()()
  expect(Number.isInteger(now)).toBe(true)
  expect(Math.abs(now - Date.now() / 1000)).toBeLessThan(5)
})

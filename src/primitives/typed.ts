/**
 * Typed: every statement that somebody signs, as EIP-712 typed data, in one table.
 *
 * Domain {name "Venire", version "1", chainId, verifyingContract = the arbitrator}. A type's spelling is for ever:
 * wallets show it and contracts hash it. Mirrored by contracts/libraries/TypedLib.sol; vectors in
 * test/vectors/typed.json.
 * @module
 */
import { addressWord, boolWord, bytes32, encode, word } from './abi.ts'
import { type Address, concat, type Digest, type Hex, toHex, utf8 } from './bytes.ts'
import { digest, keccak } from './hash.ts'

/** The deployment a statement belongs to. */
export type Domain = { chainId: bigint; arbitrator: Address }

type Field = {
  name: string
  type: 'bytes32' | 'address' | 'address[]' | 'bool' | 'string' | `uint${32 | 64 | 96 | 256}`
}
type Value = bigint | number | string | boolean | readonly Address[]

const fields = (spelling: string): Field[] =>
  spelling.split(',').map((field) => {
    const [type, name] = field.split(' ') as [Field['type'], string]
    return { name, type }
  })

/** The members of each statement, in their order. */
export const TYPES = {
  Commit: fields(
    'bytes32 disputeKey,uint32 panel,address juror,uint64 beaconRound,uint64 revision,bytes32 commitment,bytes32 sealedHash',
  ),
  Recuse: fields('bytes32 disputeKey,uint32 panel,address juror,string reason'),
  Receipt: fields('bytes32 disputeKey,uint64 number,bytes32 entryHash,bytes32 head,uint64 acceptedAt'),
  Gazette: fields('uint64 serial,uint64 epoch,bytes32 rollsRoot,bytes32 headsRoot,bytes32 configDigest'),
  Verdict: fields(
    'bytes32 disputeKey,uint32 panel,bytes32 rollsRoot,uint64 beaconRound,bytes32 randomness,uint64 gazette,bytes32 ballotsRoot,uint32 draws,bytes32 entriesRoot,uint256 ruling,bytes32 outcome,bool tied,bytes32 policyHash,uint64 serial,bytes32 configDigest',
  ),
  Final: fields('bytes32 disputeKey,uint256 ruling,bytes32 outcome,uint64 serial,bytes32 configDigest'),
  Open: fields(
    'address account,uint96 court,bytes32 policyHash,bytes32 questionHash,uint32 seats,uint256 maxFee,uint64 nonce,uint64 expiresAt',
  ),
  Rotation: fields('uint64 serial,address[] signers,uint32 k,bytes32 configDigest'),
  BallotKey: fields('address juror,string notice'),
} as const satisfies Record<string, Field[]>

export type TypeName = keyof typeof TYPES
/** The members of a statement, by name. Integers may be bigint or safe numbers. */
export type Statement = Readonly<Record<string, Value>>

const typeHashes = new Map<TypeName, Uint8Array>()

/** keccak-256 of the type's spelling, e.g. `Commit(bytes32 disputeKey,…)`. */
export function typeHash(name: TypeName): Uint8Array {
  let hash = typeHashes.get(name)
  if (!hash) {
    const spelling = `${name}(${TYPES[name].map((f) => `${f.type} ${f.name}`).join(',')})`
    typeHashes.set(name, (hash = keccak(utf8(spelling))))
  }
  return hash
}

/** EIP-712 hashStruct. @throws Error when a member is missing or doesn't fit its type. */
export function hashStruct(name: TypeName, statement: Statement): Digest {
  const words = TYPES[name].map((field) => encodeField(name, field, statement[field.name]))
  return digest(typeHash(name), ...words)
}

const DOMAIN_TYPE = keccak(utf8('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'))

const separators = new WeakMap<Domain, Uint8Array>()

/** EIP-712 domain separator of a deployment. Three hashes of what never changes, so they are made once. */
export function domainSeparator(domain: Domain): Uint8Array {
  let separator = separators.get(domain)
  if (!separator) {
    const names = [keccak(utf8('Venire')), keccak(utf8('1'))]
    separator = keccak(encode(DOMAIN_TYPE, ...names, word(domain.chainId), addressWord(domain.arbitrator)))
    separators.set(domain, separator)
  }
  return separator
}

/** What is signed: H(0x1901 ‖ domain separator ‖ hashStruct). */
export function typedDigest(domain: Domain, name: TypeName, statement: Statement): Digest {
  return structDigest(domain, hashStruct(name, statement))
}

/** `typedDigest` when the struct's hash is all that is known. */
export function structDigest(domain: Domain, structHash: Digest): Digest {
  return digest(new Uint8Array([0x19, 0x01]), domainSeparator(domain), bytes32(structHash))
}

/** The statement as a wallet's `eth_signTypedData_v4` wants it. Integers become decimal strings. */
export function walletTypedData(domain: Domain, name: TypeName, statement: Statement) {
  return {
    domain: { name: 'Venire', version: '1', chainId: Number(domain.chainId), verifyingContract: domain.arbitrator },
    types: { [name]: TYPES[name] as readonly Field[] },
    primaryType: name,
    message: Object.fromEntries(
      TYPES[name].map(({ name: key }) => {
        const value = statement[key]!
        return [key, typeof value === 'bigint' || typeof value === 'number' ? value.toString() : value]
      }),
    ),
  }
}

/** The digest that a set of attestors puts under everything it signs. `signers` ascending. */
export function configDigest(domain: Domain, k: number, signers: readonly Address[]): Digest {
  const sorted = signers.every((signer, i) => i === 0 || signers[i - 1]! < signer)
  if (!sorted) throw new Error('typed: expected attestors strictly ascending')
  return toHex(
    keccak(
      encode(word(domain.chainId), addressWord(domain.arbitrator), word(k, 32), { array: signers.map(addressWord) }),
    ),
  )
}

function encodeField(name: TypeName, field: Field, value: Value | undefined): Uint8Array {
  if (value === undefined) throw new Error(`typed: expected ${name}.${field.name}, got nothing`)
  switch (field.type) {
    case 'bytes32':
      return bytes32(value as Hex)
    case 'address':
      return addressWord(value as Hex)
    case 'address[]':
      return keccak(concat(...(value as readonly Address[]).map(addressWord)))
    case 'bool':
      return boolWord(value as boolean)
    case 'string':
      return keccak(utf8(value as string))
    default:
      return word(BigInt(value as bigint | number | string), Number(field.type.slice(4)))
  }
}

/**
 * Tamper: one small lie told to a file, the same for the same seed. For demonstrations and tests of the verifier.
 * @module
 */
import { createHash } from 'node:crypto'

/** What was changed, and the file after it. */
export type Tampering = { file: Uint8Array; offset: number; from: string; to: string; around: string }

/**
 * Changes one byte of a file. A digit becomes another digit and a letter of hex another such letter, so that the file
 * mostly stays well-formed and has to be caught by what it says, not by how it looks.
 */
export function tamper(file: Uint8Array, seed: number): Tampering {
  const random = createHash('sha256').update(`tamper ${seed}`).digest()
  const offset = Number(random.readBigUInt64BE(0) % BigInt(file.length))
  const from = file[offset]!
  const to = other(from, random.readUInt32BE(8))
  const changed = Uint8Array.from(file)
  changed[offset] = to
  const spell = (byte: number) => String.fromCharCode(byte)
  const around = new TextDecoder().decode(file.subarray(Math.max(0, offset - 24), offset + 24))
  return { file: changed, offset, from: spell(from), to: spell(to), around }
}

function other(byte: number, pick: number): number {
  const alphabet = ['0123456789', 'abcdef', 'ghijklmnopqrstuvwxyz', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].find((letters) =>
    letters.includes(String.fromCharCode(byte)),
  )
  if (!alphabet) return byte ^ (1 << (pick % 7))
  const others = alphabet.replace(String.fromCharCode(byte), '')
  return others.charCodeAt(pick % others.length)
}

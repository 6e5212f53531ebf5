/**
 * Vectors: the files of test/vectors, which an independent script makes and both languages are held to.
 * @module
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hex } from '#primitives/bytes'

// Rows differ from file to file and are only compared, so they stay loose.
// biome-ignore lint/suspicious/noExplicitAny: a test fails on a missing member by comparing with it
export type Row = Record<string, any>

/** The arrays of one vector file, by name. */
export function vectors(name: string): Record<string, Row[]> {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../vectors/${name}.json`), 'utf8'))
}

/** Splits concatenated pieces of `size` bytes. */
export function pieces(hex: Hex, size: number): Hex[] {
  return (hex.slice(2).match(new RegExp(`.{${2 * size}}`, 'g')) ?? []).map((piece) => `0x${piece}` as Hex)
}

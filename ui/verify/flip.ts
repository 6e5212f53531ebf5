/**
 * Flip: one byte of a transcript changed, at a place that people understand, so that they see what a lie looks like.
 *
 * A digit of hex becomes another one: the file stays well-formed, and has to be caught by what it says.
 * @module
 */
export const PLACES = ['ballot', 'draw', 'ruling', 'signature', 'anywhere'] as const
export type Place = (typeof PLACES)[number]

export type Flipped = { file: string; before: string; from: string; to: string; after: string }

/** Where in the file each place begins; what follows the match is the byte to change. */
const STARTS: Record<Exclude<Place, 'anywhere'>, RegExp> = {
  ballot: /"openings":\[\{"answer":"0x[0-9a-f]{11}/,
  draw: /"drawPaths":\["0x[0-9a-f]{8}/,
  ruling: /"outcome":"0x[0-9a-f]{6}/,
  signature: /"attestations":\["0x[0-9a-f]{8}/,
}
/** Characters shown around it. */
const AROUND = 28

/**
 * @param random - A number from 0 up to 1, which picks the place if it is to be anywhere.
 * @returns undefined where the file has no such place, as one that nobody has signed yet has no signature.
 */
export function flip(file: string, place: Place, random: number): Flipped | undefined {
  const at = place === 'anywhere' ? somewhere(file, random) : endOf(file, STARTS[place])
  const from = at === undefined ? undefined : file[at]
  if (at === undefined || from === undefined) return undefined
  const to = from === '1' ? '2' : '1'
  return {
    file: file.slice(0, at) + to + file.slice(at + 1),
    before: file.slice(Math.max(0, at - AROUND), at),
    from,
    to,
    after: file.slice(at + 1, at + 1 + AROUND),
  }
}

function endOf(file: string, start: RegExp): number | undefined {
  const found = start.exec(file)
  return found ? found.index + found[0].length : undefined
}

/** A digit inside a string of hex, the first one from a random place on. */
function somewhere(file: string, random: number): number | undefined {
  const from = Math.floor(random * file.length)
  const found = /"0x[0-9a-f]{4}/.exec(file.slice(from)) ?? /"0x[0-9a-f]{4}/.exec(file)
  return found
    ? (file.slice(from).includes(found[0]) ? file.indexOf(found[0], from) : found.index) + found[0].length - 1
    : undefined
}

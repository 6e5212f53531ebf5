/**
 * Names: how accounts and hashes are written where there is little room.
 * @module
 */

/** The first and last four digits of something hexadecimal. */
export const short = (hex: string): string => (hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex)

/** A dispute's id as people say it; ids of off-chain disputes are too long to say. */
export const shortId = (id: string): string => (id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id)

/** Colours tell neighbours apart; they mean nothing else, so six are enough. */
export const hue = (place: number): string => `hue${place % 6}`

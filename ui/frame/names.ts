/**
 * Names: how accounts and hashes are written where there is little room.
 * @module
 */
import type { TFunction } from 'i18next'

/** The first and last four digits of something hexadecimal. */
export const short = (hex: string): string => (hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex)

/** A file's address with the hash in it shortened; its name stays readable. */
export const shortReference = (reference: string): string =>
  reference.replace(/[0-9A-Za-z]{24,}/g, (hash) => `${hash.slice(0, 6)}…${hash.slice(-4)}`)

/** A dispute's id as people say it; ids of off-chain disputes are too long to say. */
export const shortId = (id: string): string => (id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id)

/** What a dispute is called: by its question where an account asked it, by its number otherwise. */
export const titleOf = (
  { disputeId, title }: { disputeId: string; title?: string | undefined },
  t: TFunction,
): string => title ?? t('dispute.title', { id: shortId(disputeId) })

/** Colours tell neighbours apart; they mean nothing else, so six are enough. */
export const hue = (place: number): string => `hue${place % 6}`

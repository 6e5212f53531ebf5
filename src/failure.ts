/**
 * Failure: what is told of one outside the log. Whoever asks may read it, in /metrics, of an attestor, in a report.
 *
 * Of addresses only the host is told: what comes after it may be the key to somebody's node.
 * @module
 */
const ADDRESS = /\b(https?|wss?):\/\/[^\s"'<>]+/g

/** The message of whatever was thrown. */
export function failureOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replaceAll(ADDRESS, (address) => (URL.canParse(address) ? new URL(address).host : 'an address'))
}

/**
 * Court: the records of the court, as an attestor fetches them. Nothing here is believed; whoever asked checks.
 * @module
 */
import type { Entry } from '#law/filing'
import type { Gazette } from '#law/gazette'
import type { CourtRecords } from '#ports'

const TIMEOUT_MS = 15_000
/** Bytes of a transcript at most: five hundred seats with all their ballots and paths stay well below. */
const MOST_BYTES = 20_000_000

/** The records of the court at `courtUrl`. No other address is ever asked. */
export function courtRecords(courtUrl: string, { fetch: reach = fetch }: { fetch?: typeof fetch } = {}): CourtRecords {
  const read = async (url: string): Promise<string> => {
    // A redirect would lead to an address that nobody allowed.
    const response = await reach(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!response.ok) throw new Error(`court: expected ${url} to answer, got ${response.status}`)
    return readUpTo(response, MOST_BYTES)
  }
  return {
    async entries(disputeKey, from) {
      const { entries } = JSON.parse(await read(`${courtUrl}/disputes/${disputeKey}/docket?from=${from}`)) as {
        entries: Entry[]
      }
      return entries
    },
    async gazette(serial) {
      return JSON.parse(await read(`${courtUrl}/gazettes/${serial}`)) as Gazette
    },
    async transcript(url) {
      if (!url.startsWith(`${courtUrl}/`)) throw new Error(`court: expected an address under ${courtUrl}, got ${url}`)
      return read(url)
    },
  }
}

async function readUpTo(response: Response, most: number): Promise<string> {
  const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined
  if (!reader) return ''
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.length
    if (bytes > most) {
      await reader.cancel()
      throw new Error(`court: expected at most ${most} bytes, got more`)
    }
    text += decoder.decode(value, { stream: true })
  }
}

/**
 * Verify: checks a transcript from first principles, one claim a line.
 *
 * The file is believed in nothing. Each entry of its docket is filed again with the same law that the court runs, at
 * the instant it claims; the state that comes of it is judged again; and what the file says of leaves, verdict and
 * proofs is compared with that. What the docket doesn't hold (paths out of the roll, the gazette, signatures) is
 * checked against what it does hold. Two things no file can prove, and both are said: that what it hangs on (beacon
 * key, contract, attestors) is what the reader believes in, which is what anchors are for; and what only a chain knew
 * (a contract account's signature, that no gazette came).
 *
 * A claim that fails carries faults: values with the kind and the place of what is wrong, enough to look up the one or
 * two leaves with which it is shown to the contract.
 * @module
 */
import { type Anchors, hang } from './anchors.ts'
import { CLAIMS, CLAIMS_OFF_CHAIN, type Claim, type ClaimName, type Fault, type Findings } from './claims.ts'
import { rehear } from './rehearing.ts'
import { readTranscript, type Transcript } from './transcript.ts'
import { weigh } from './weighing.ts'

export type Verification = {
  /** True if no claim fails. Says nothing of who vouches. */
  ok: boolean
  claims: readonly Claim[]
  /** 'nobody', or 'by …': who, among those the reader believes in, stands behind it. */
  vouched: string
  /** The file, if it is one. */
  transcript?: Transcript
}

/**
 * Checks a transcript.
 * @param file - Text or bytes of the file, exactly as they are.
 * @param anchors - What the reader believes beforehand. Without any, the best result is "consistent".
 * @param watch - Told of each check as it begins, so that somebody who waits sees how far it is.
 */
export function verify(
  file: string | Uint8Array,
  anchors: Anchors = {},
  watch: (claim: ClaimName) => void = () => undefined,
): Verification {
  const faults: Fault[] = []
  const notes = new Map<ClaimName, string>()
  const findings: Findings = {
    fault: (claim, detail, at) => faults.push({ claim, detail, at }),
    note: (claim, detail) => notes.set(claim, detail),
    check: (claim, at, what) => {
      watch(claim)
      try {
        what()
      } catch (error) {
        faults.push({ claim, detail: (error as Error).message, at })
      }
    },
  }
  const claimsOf = (names: readonly ClaimName[]): Claim[] =>
    names.map((name) => {
      const found = faults.filter(({ claim }) => claim === name)
      const detail = found[0] ? found[0].detail : (notes.get(name) ?? '')
      return { name, sentence: CLAIMS[name], ok: found.length === 0, detail, faults: found }
    })

  const read = readTranscript(file)
  if (!read.ok) {
    findings.fault('form', read.refusal, { kind: 'file' })
    return { ok: false, claims: claimsOf(['form']), vouched: 'nobody' }
  }
  const transcript = read.value
  const heard = rehear(transcript, findings)
  if (heard) weigh(transcript, heard, findings)
  else for (const claim of ['leaves', 'verdict'] as const) findings.fault(claim, 'not reached', { kind: 'file' })
  const vouched = heard ? hang(transcript, heard, anchors, findings) : 'nobody'
  const isAsked = transcript.entries[0]?.kind === 'ask'
  const names = (Object.keys(CLAIMS) as ClaimName[]).filter(
    (name) => (name !== 'anchors' || hasAnchors(anchors)) && (isAsked || !CLAIMS_OFF_CHAIN.includes(name)),
  )
  const ok = faults.length === 0
  return { ok, claims: claimsOf(names), vouched: ok ? vouched : 'nobody', transcript }
}

const hasAnchors = (anchors: Anchors): boolean => Object.values(anchors).some((anchor) => anchor !== undefined)

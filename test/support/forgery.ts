/**
 * Forgery: what an operator and k attestors could hand out together, if they lied.
 *
 * A docket is changed, and everything that hangs on it is made anew so that the lie agrees with itself: hashes, heads,
 * gazette, judgement, leaves, verdict, and the signatures under them. What the verifier still finds is what nobody can
 * invent.
 * @module
 */
import { begun, type Case, type Dispute, enter, isOpened } from '#law/dispute'
import { chain, firstHead } from '#law/docket'
import type { Entry, Line } from '#law/filing'
import { headsTree, onChainHead } from '#law/gazette'
import { judgement } from '#law/sitting'
import { gazetteProof, type SittingProof, type Transcript, transcriptOf, verdictIn } from '#law/transcript'
import { verdictDigest } from '#law/verdict'
import { type Hex, ZERO32 } from '#primitives/bytes'
import { configDigest, typedDigest } from '#primitives/typed'
import { attest, type Heard } from './hearing.ts'

/** What the liars change: lines of the docket, and the proofs beside it. */
export type Lie = {
  lines?: (lines: readonly Line[]) => readonly Line[]
  proof?: (proof: SittingProof) => SittingProof
  /** Changes the finished transcript before the verdict in it is signed. */
  transcript?: (transcript: Transcript) => Transcript
}

/** A transcript that agrees with itself wherever liars can make it agree. */
export function forged(heard: Heard, lie: Lie): Transcript {
  const { set, dispute } = heard
  const key = dispute.key
  const told = heard.entries.slice(0, heard.transcript.entries.length + 1)
  const lines = (lie.lines ?? ((same) => same))(
    told.map(({ kind, acceptedAt, body }) => ({ kind, acceptedAt, body }) as Line),
  )
  const entries: Entry[] = []
  const proofs = new Map<number, SittingProof>()
  let state: Case | undefined
  for (const line of lines) {
    const before = entries.at(-1) ?? { number: 0, head: firstHead(key) }
    const entry = chain(key, before, renewed(line))
    entries.push(entry)
    state = state ? enter(state, entry) : begun(entry)
  }
  const openHash = isOpened(state) ? state.asked?.openHash : undefined
  const gazettes = entries.filter((entry) => entry.kind === 'gazette')
  const postings = openHash ? { opening: regazetted(gazettes.shift()!), delivery: null } : undefined
  for (const sitting of heard.transcript.sittings) {
    const { rollPath, drawPaths } = sitting
    const posted = sitting.gazette ? gazettes.shift() : undefined
    const gazette = posted ? regazetted(posted) : null
    const proof = { rollPath, drawPaths, gazette }
    proofs.set(Number(sitting.panel), lie.proof ? lie.proof(proof) : proof)
  }
  const panel = Number(heard.transcript.verdict.panel)
  const made = transcriptOf({ entries, panel, set, proofs, ...(postings ? { postings } : {}) })!
  const changed = lie.transcript ? lie.transcript(made) : made
  return { ...changed, attestations: attest(verdictDigest(dispute.domain, verdictIn(changed)), set.k) }

  /** Gazette and judgement follow from what was changed before them. */
  function renewed(line: Line): Line {
    if (line.kind === 'gazette') {
      const last = entries.at(-1)!
      return { ...line, body: { ...line.body, number: String(last.number), head: last.head } }
    }
    if (line.kind !== 'judge') return line
    const { ruling, tied, outcome, ballotsRoot, draws } = judgement(state as Dispute)
    return { ...line, body: { ...line.body, ruling: String(ruling), tied, outcome, ballotsRoot, draws: String(draws) } }
  }

  function regazetted({ body }: Entry<'gazette'>) {
    const heads = [{ ...onChainHead(key, Number(body.number), body.head), openHash: openHash ?? ZERO32 }]
    const gazette = {
      serial: Number(body.serial),
      epoch: 0,
      rollsRoot: ZERO32,
      headsRoot: headsTree(heads).root,
      heads,
    }
    const digest = configDigest(dispute.domain, set.k, set.members)
    const { serial, epoch, rollsRoot, headsRoot } = gazette
    const signed = typedDigest(dispute.domain, 'Gazette', { serial, epoch, rollsRoot, headsRoot, configDigest: digest })
    const signatures: Hex[] = attest(signed, set.k)
    return gazetteProof(gazette, key, { at: Number(body.at), set, signatures })
  }
}

/**
 * Transcripts: gathers what a panel's transcript needs besides the docket: paths out of the rolls, the gazettes that
 * admitted ballots, and the attestors' signatures as far as there are any.
 * @module
 */
import { type Asked, openingPosting } from '#law/ask'
import { type Dispute, lastDelivered, replay } from '#law/dispute'
import type { Refusal } from '#law/refusal'
import { type Posting, serialOf } from '#law/sitting'
import {
  type GazetteProof,
  gazetteProof,
  needsOf,
  type Postings,
  type SittingNeeds,
  type SittingProof,
  spellTranscript,
  type Transcript,
  transcriptOf,
} from '#law/transcript'
import type { Attestations, AttestorSet, Ports } from '#ports'
import { type Address, type Digest, type Hex, toHex } from '#primitives/bytes'
import { no, ok, type Result } from '#primitives/result'

type Sources = Pick<Ports, 'docket' | 'rolls' | 'books' | 'gazettes' | 'attestations' | 'attestors'>
type Signed = NonNullable<Awaited<ReturnType<Attestations['of']>>>

/** The exact bytes of a judged panel's transcript, as they are at present: signatures and later entries join them. */
export async function transcriptFor(sources: Sources, key: Digest, panel: number): Promise<Result<string, Refusal>> {
  const entries = await sources.docket.load(key)
  const dispute = replay(entries)
  if (!dispute) return no({ code: 'UnknownDispute', dispute: key })
  const needs = needsOf(entries, panel)
  if (!needs) return no({ code: 'NotJudged', panel })

  const [verdict, final] = await Promise.all([
    sources.attestations.of(key, panel),
    sources.attestations.of(key, 'final'),
  ])
  const set = complete(verdict)?.set ?? (await sources.attestors.set())
  const proofs = new Map<number, SittingProof>()
  for (const need of needs) proofs.set(need.panel, await proofOf(sources, dispute, need))
  const attestations = signaturesOf(complete(verdict))
  const postings = dispute.asked ? await postingsOf(sources, dispute, dispute.asked) : undefined
  const inputs = { entries, panel, set, proofs, attestations, final: finalOf(dispute, final) }
  return ok(spellTranscript(transcriptOf(postings ? { ...inputs, postings } : inputs)!))
}

/** The gazettes that opened and delivered a dispute off chain. */
export async function postingsOf(
  { books, gazettes }: Pick<Sources, 'books' | 'gazettes'>,
  dispute: Dispute,
  asked: Asked,
): Promise<Postings> {
  const opening = await admitting({ books }, dispute.key, openingPosting(asked)!)
  const delivered = lastDelivered(dispute)?.delivered
  if (!delivered) return { opening, delivery: null }
  const standing = await gazettes.standing(dispute.key)
  const held = standing.find(({ verdictHash, at }) => verdictHash === delivered.verdictHash && at === delivered.at)
  if (!held) throw new Error(`transcripts: expected the gazette that delivered ${delivered.verdictHash} to be kept`)
  return { opening, delivery: await admitting({ books }, dispute.key, held) }
}

async function proofOf(
  { rolls, books }: Sources,
  dispute: Dispute,
  { draw, posting }: SittingNeeds,
): Promise<SittingProof> {
  const gazette = posting ? await admitting({ books }, dispute.key, posting) : null
  if (!draw) return { rollPath: [], drawPaths: [], gazette }
  const inForceAt = Math.max(dispute.openedAt, (dispute.rollEpoch + 1) * dispute.epochSeconds)
  const inForce = await rolls.inForce(draw.roll.court, inForceAt)
  if (inForce?.rollsRoot !== draw.rollsRoot) throw new Error(`transcripts: expected rolls ${draw.rollsRoot} to be kept`)
  const proven = await rolls.prove(draw.roll, draw.numbers)
  return { rollPath: inForce.path, drawPaths: proven.map(({ path }) => toHex(path)), gazette }
}

async function admitting(
  { books }: Pick<Sources, 'books'>,
  key: Digest,
  { serial, at }: Pick<Posting, 'serial' | 'at'>,
): Promise<GazetteProof> {
  const gazette = await books.gazette(serial)
  const signed = complete(gazette?.set && { set: gazette.set, signatures: [...gazette.signatures] })
  if (!gazette || !signed) throw new Error(`transcripts: expected gazette ${serial} to be kept with its signatures`)
  return gazetteProof(gazette, key, { at, set: signed.set, signatures: signaturesOf(signed) })
}

function finalOf({ sittings }: Dispute, signed: Signed | undefined): Transcript['final'] {
  const full = complete(signed)
  if (!full) return null
  const last = sittings.findLast(({ delivered }) => delivered)
  const serial = last ? serialOf(sittings, last.panel) : 0
  return { serial: String(serial), set: spellSet(full.set), signatures: signaturesOf(full) }
}

/** Signatures that are enough, or nothing: fewer than k prove nothing. */
function complete(signed: Signed | undefined): Signed | undefined {
  return signed && signed.signatures.length >= signed.set.k ? signed : undefined
}

/** Exactly k, in ascending order of their signers. */
function signaturesOf(signed: Signed | undefined): Hex[] {
  const ascending = signed?.signatures.toSorted((a, b) => (a.signer < b.signer ? -1 : 1)) ?? []
  return ascending.slice(0, signed?.set.k ?? 0).map(({ signature }) => signature)
}

const spellSet = ({ k, members }: AttestorSet): { k: string; members: readonly Address[] } => ({
  k: String(k),
  members,
})

/**
 * Attest: what an attestor makes sure of before it puts its name to something, and what it says when it doesn't.
 *
 * An attestor believes the chain it reads itself, the beacon it verifies itself, and its own memory. From the court it
 * takes dockets and transcripts, and nothing on their word: a docket must continue the one it was shown before, and a
 * transcript must pass the verifier against rolls, postings and facts that the attestor read on chain. It says one
 * thing about one subject, for ever.
 * @module
 */
import { unsealBallot } from '#jurors/ballot'
import { epochAt } from '#jurors/roll'
import type { Anchors, ChainRecord } from '#law/anchors'
import { isOffChain } from '#law/ask'
import { isQueued } from '#law/court'
import { type Dispute, present, replay } from '#law/dispute'
import { disputeKeyOf, firstHead } from '#law/docket'
import type { Facts } from '#law/filing'
import { type Gazette, headsTree } from '#law/gazette'
import { faultInLane } from '#law/lane'
import { admitsBallots } from '#law/period'
import { deliveryHash, standingPanels } from '#law/settlement'
import { isSigned, signedDigest } from '#law/signed'
import { admission, panelIndex, serialOf, unopened } from '#law/sitting'
import { chained, gazettesIn, openingIn, readTranscript, type Transcript, verdictIn } from '#law/transcript'
import { verdictDigest } from '#law/verdict'
import { verify } from '#law/verify'
import type { AttestorSet, ChainDispute, ChainPanel, CourtRecords, Oaths, Ports, Weighings } from '#ports'
import { type Address, type Digest, type Hex, ZERO32 } from '#primitives/bytes'
import { jsonHash } from '#primitives/json'
import { no, ok, type Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import { typedDigest } from '#primitives/typed'
import { faultInLeaf, knownOfAsked, saidOf, subjectOf } from './attestAsked.ts'
import { faultInTrusted, faultInTruth, lastWord } from './attestRecord.ts'
import { catchUp, follow } from './follow.ts'
import { rollsDeadline } from './press.ts'

/** What an attestor works with. */
export type Bench = Pick<
  Ports,
  | 'now'
  | 'deployment'
  | 'docket'
  | 'credits'
  | 'rolls'
  | 'books'
  | 'gazettes'
  | 'chain'
  | 'indexer'
  | 'beacon'
  | 'signer'
  | 'accounts'
> & { court: CourtRecords; oaths: Oaths; weighings: Weighings }
/** A signature, or why there is none. */
export type Word = Result<{ signer: Address; signature: Hex }, string>

type Panels = [...NonNullable<ChainRecord['panels']>]

/**
 * Signs a gazette: it is the court's own, every head continues its docket, and the rolls are the attestor's own. One of
 * anybody else's making would use up a serial that the court means for another, and with it the hour of its dockets.
 */
export async function attestGazette(bench: Bench, gazette: Gazette): Promise<Word> {
  const { serial, epoch, rollsRoot, headsRoot, heads } = gazette
  const own = await bench.court.gazette(serial)
  if (own.epoch !== epoch || own.rollsRoot !== rollsRoot || own.headsRoot !== headsRoot)
    return no(`the court has put together another gazette ${serial}`)
  await catchUp(bench)
  const ascending = heads.every((head, i) => i === 0 || heads[i - 1]!.disputeKey < head.disputeKey)
  if (!ascending) return no('its heads are not in ascending order of their disputes')
  if (headsTree(heads).root !== headsRoot) return no('its headsRoot is not that of its heads')
  if (serial < 1) return no('its serial is not above 0')
  if (await bench.chain.gazetteWord(serial)) return no(`serial ${serial} is used on chain`)

  const wrongRolls = await faultInRolls(bench, epoch, rollsRoot)
  if (wrongRolls) return no(wrongRolls)
  for (const leaf of heads) {
    const { disputeKey, number, head } = leaf
    const followed = await follow(bench, disputeKey)
    if (!followed.ok) return no(`${disputeKey}: ${followed.refusal}`)
    if (followed.value.heads[number - 1] !== head) return no(`${disputeKey}: entry ${number} has another head`)
    const wrong = await faultInLeaf(bench, leaf, followed.value)
    if (wrong) return no(`${disputeKey}: ${wrong}`)
  }
  const word = await speak(bench, `gazette:${serial}`, jsonHash({ epoch, rollsRoot, headsRoot }), ({ configDigest }) =>
    typedDigest(bench.deployment.domain, 'Gazette', { serial, epoch, rollsRoot, headsRoot, configDigest }),
  )
  if (word.ok) await bench.gazettes.remember(gazette)
  return word
}

/**
 * Signs a verdict: its transcript passes the verifier against what the attestor reads on chain itself. One whose tally
 * is a second's work isn't weighed while somebody waits for it: whoever asks again later has the signature.
 */
export async function attestVerdict(bench: Bench, url: string): Promise<Word> {
  const read = readTranscript(await bench.court.transcript(url))
  if (!read.ok || !isLong(read.value)) return weigh(bench, url)
  const verdict = verdictIn(read.value)
  if ((await bench.oaths.sworn(subjectOf(verdict))) === saidOf(verdict))
    return speak(bench, subjectOf(verdict), saidOf(verdict), () => verdictDigest(bench.deployment.domain, verdict))
  return no((await bench.weighings.ask(url, await bench.now())) ?? 'it is weighed in a while: ask again')
}

/** Weighs a verdict that was asked for, if there is one: the attestor's own clock calls it, and no request. */
export async function weighNext(bench: Bench): Promise<void> {
  const url = await bench.weighings.next()
  if (!url) return
  const word = await weigh(bench, url)
  await bench.weighings.end(url, word.ok ? undefined : word.refusal)
}

const isLong = ({ entries: [first] }: Transcript): boolean =>
  first?.kind === 'ask' && first.body.policy !== undefined && isQueued(first.body.policy)

async function weigh(bench: Bench, url: string): Promise<Word> {
  await catchUp(bench)
  const file = await bench.court.transcript(url)
  const read = readTranscript(file)
  if (!read.ok) return no(read.refusal)
  const set = await bench.chain.attestors()
  const verdict = verdictIn(read.value)
  if (verdict.configDigest !== set.configDigest) return no('the verdict is for another set of attestors')
  const fault = (await faultAgainstChain(bench, file, read.value, set)) ?? (await faultAgainstMemory(bench, read.value))
  if (fault) return no(fault)
  return speak(bench, subjectOf(verdict), saidOf(verdict), () => verdictDigest(bench.deployment.domain, verdict))
}

/** Signs a final ruling: the arbitrator's own record says it; off chain, gazette, clock and this attestor's own memory. */
export async function attestFinal(bench: Bench, disputeKey: Digest, disputeId: bigint): Promise<Word> {
  const { domain } = bench.deployment
  if (disputeKeyOf(domain.chainId, domain.arbitrator, disputeId) !== disputeKey)
    return no('the id is not that dispute’s')
  const last = await lastWord(bench, disputeKey, disputeId)
  if (!last.ok) return last
  const { ruling, serial, outcome } = last.value
  return speak(bench, `final:${disputeKey}`, jsonHash({ ruling, serial, outcome }), ({ configDigest }) =>
    typedDigest(domain, 'Final', { disputeKey, ruling, outcome, serial, configDigest }),
  )
}

/** Signs, unless something else was said of the subject before. What is said is remembered first. */
async function speak(
  { chain, oaths, signer }: Bench,
  subject: string,
  said: Digest,
  digestFor: (set: AttestorSet) => Digest,
): Promise<Word> {
  const set = await chain.attestors()
  if (!set.members.includes(signer.address)) return no(`${signer.address} is none of the attestors in force`)
  if (!(await oaths.swear(subject, said))) return no(`something else was signed as ${subject}`)
  return ok({ signer: signer.address, signature: await signer.sign(digestFor(set)) })
}

// Gazettes

async function faultInRolls(
  { now, deployment, rolls }: Bench,
  epoch: number,
  rollsRoot: Digest,
): Promise<string | undefined> {
  if (epoch === 0) return rollsRoot === ZERO32 ? undefined : 'it brings rolls of no epoch'
  const at = await now()
  const { epochSeconds } = deployment
  if (epoch !== epochAt(at, epochSeconds) || at >= rollsDeadline(epoch, epochSeconds)) {
    return `the rolls of epoch ${epoch} are not due at ${at}`
  }
  const own = await rolls.compile(epoch)
  return own.rollsRoot === rollsRoot
    ? undefined
    : `expected the rolls ${own.rollsRoot} in epoch ${epoch}, got ${rollsRoot}`
}

// Verdicts

async function faultAgainstChain(
  bench: Bench,
  file: string,
  transcript: Transcript,
  set: AttestorSet,
): Promise<string | undefined> {
  const opening = openingIn(transcript)
  if (!opening) return 'its docket has no opening'
  const { facts, rollEpoch } = opening
  const known = await knownOf(bench, transcript, facts)
  if (!known.ok) return known.refusal
  const { panels, onChain } = known.value
  const wrongRoll = await faultInRollEpoch(bench, Number(facts.court), Number(facts.openedAt), Number(rollEpoch))
  if (wrongRoll) return wrongRoll

  const gazettes: { serial: string; word: Digest }[] = []
  for (const { serial } of gazettesIn(transcript)) {
    const word = await bench.chain.gazetteWord(Number(serial))
    if (!word) return `gazette ${serial} is not on chain`
    gazettes.push({ serial, word })
  }
  const { rollsRoot } = await bench.rolls.compile(Number(rollEpoch))
  const result = verify(file, {
    chainId: String(bench.deployment.domain.chainId),
    arbitrator: bench.deployment.domain.arbitrator,
    attestors: [{ k: String(set.k), members: set.members }],
    rolls: [{ epoch: rollEpoch, rollsRoot }],
    chain: { facts: known.value.facts, panels, setting: settingOf(bench), gazettes, configDigest: set.configDigest },
  } satisfies Anchors)
  const broken = result.claims.find((claim) => !claim.ok)
  if (broken) return `${broken.sentence}: ${broken.detail}`
  return (
    (onChain && (await faultInAppeals(bench, transcript, onChain))) ??
    (onChain && (await faultWithLane(bench, transcript, BigInt(facts.disputeId)))) ??
    (await faultInVouching(bench, transcript)) ??
    (await faultInTrusted(bench, transcript)) ??
    (await faultInTruth(bench, transcript)) ??
    (await faultInPostings(bench, transcript)) ??
    (await faultInSilence(bench, transcript))
  )
}

/** What the attestor knows of a dispute by itself: its facts, and under which law its panels sit. */
async function knownOf(
  bench: Bench,
  transcript: Transcript,
  { disputeId }: Facts,
): Promise<Result<{ facts: Omit<Facts, 'block' | 'tx'>; panels: Panels; onChain?: ChainDispute }, string>> {
  const seats: ChainPanel[] = []
  let known: { facts: Omit<Facts, 'block' | 'tx'>; onChain?: ChainDispute }
  if (isOffChain(BigInt(disputeId))) {
    const asked = await knownOfAsked(bench, transcript)
    if (!asked.ok) return asked
    known = { facts: asked.value.facts }
    seats.push(asked.value.panel)
  } else {
    const onChain = await bench.chain.dispute(BigInt(disputeId))
    if (!onChain) return no('the arbitrator has no such dispute')
    known = { facts: onChain.facts, onChain }
    for (let p = 0; p <= panelIndex({ panel: Number(transcript.verdict.panel) }); p++)
      seats.push(await bench.chain.panel(BigInt(disputeId), p))
  }
  const panels: Panels = []
  for (const panel of seats) {
    const policyHash = await bench.books.policyHash(panel.court, panel.version)
    if (!policyHash) return no(`version ${panel.version} of court ${panel.court} was not seen on chain`)
    panels.push({ ...panel, policyHash })
  }
  return ok({ ...known, panels })
}

/**
 * No posting that this attestor signed may be left out where it admits more ballots than the docket says: a court that
 * forgets a gazette could have a panel vote again, or drop the ballots it doesn't like.
 */
async function faultInPostings({ gazettes }: Bench, transcript: Transcript): Promise<string | undefined> {
  const standing = await gazettes.standing(transcript.verdict.disputeKey)
  for (const dispute of everySitting(transcript)) {
    const sitting = present(dispute)
    const last = admission(dispute.postings, sitting)?.number ?? 0
    const forgotten = standing.find(({ number, at }) => number > last && admitsBallots(sitting.times, at))
    if (forgotten) return `gazette ${forgotten.serial} holds entry ${forgotten.number}, and the docket leaves it out`
  }
  return undefined
}

/** The dispute at the end of each commit period and each sitting, the judged one included. */
function everySitting({ verdict, entries, afterwards }: Transcript): Dispute[] {
  const { disputeKey } = verdict
  const before = chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, entries)
  const later = chained(disputeKey, before.at(-1)!, afterwards.entries.slice(0, 1))
  const all = [...before, ...later]
  return all.flatMap(({ kind }, i) =>
    kind === 'again' || kind === 'redraw' || kind === 'judge' ? [replay(all.slice(0, i))!] : [],
  )
}

/**
 * A larger panel sits only because the chain took an appeal against the verdict before it, and that verdict is the one
 * that the docket holds: a court that invents an appeal could have a panel heard that nobody asked for.
 */
async function faultInAppeals(
  { chain }: Bench,
  transcript: Transcript,
  onChain: ChainDispute,
): Promise<string | undefined> {
  const { disputeKey } = transcript.verdict
  const dispute = replay(chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, transcript.entries))!
  for (const { sitting, ballotsRoot, verdictHash, leaves, deliverer } of standingPanels(dispute)) {
    const serial = serialOf(dispute.sittings, sitting.panel)
    const { isMade } = await chain.appeal(BigInt(dispute.facts.disputeId), serial)
    if (!isMade) return `the chain has no appeal against the verdict of panel ${sitting.panel}`
    if (onChain.serial !== serial || onChain.isSettled) continue
    const kept = deliveryHash(verdictHash, { ballotsRoot, draws: leaves.length, deliverer })
    if (onChain.deliveryHash !== kept || onChain.deliveredAt !== sitting.delivered!.at)
      return `the chain took another verdict of panel ${sitting.panel}`
  }
  return undefined
}

/** A juror who went to the lane is heard by the contract: a verdict without that ballot would be voided, and its signers with it. */
async function faultWithLane(
  { chain, deployment }: Bench,
  transcript: Transcript,
  disputeId: bigint,
): Promise<string | undefined> {
  const record = await chain.lane(disputeId)
  const { panel, times } = present(everySitting(transcript).at(-1)!)
  const { confirmSeconds } = deployment.clockwork
  const heard = { panel, times, confirmSeconds }
  for (const leaf of transcript.sittings.at(-1)!.leaves) {
    const wrong = faultInLane(leaf, record, heard)
    if (wrong) return wrong
  }
  return undefined
}

/** A dispute draws from the newest roll in force when it opened; with none, from the first that came. */
async function faultInRollEpoch(
  { rolls, gazettes, deployment }: Bench,
  court: number,
  openedAt: Instant,
  epoch: number,
) {
  await rolls.compile(epoch)
  if (!(await gazettes.bringsRolls(epoch))) return `the rolls of epoch ${epoch} were not posted as they are`
  const atOpening = await rolls.inForce(court, openedAt)
  const first = atOpening ?? (await rolls.inForce(court, (epoch + 1) * deployment.epochSeconds))
  return first?.header.epoch === epoch ? undefined : `expected the roll of epoch ${first?.header.epoch}, got ${epoch}`
}

/** Contract accounts' signatures are asked about again, at the block that the docket names. */
async function faultInVouching(
  { accounts, deployment }: Bench,
  { verdict, entries }: Transcript,
): Promise<string | undefined> {
  const dispute = { domain: deployment.domain, key: verdict.disputeKey }
  for (const entry of entries) {
    if (!isSigned(entry) || entry.body.vouchedAt === null) continue
    const { juror, signature, vouchedAt } = entry.body
    if (!(await accounts.vouch(juror, signedDigest(dispute, entry), signature, vouchedAt)))
      return `${juror} did not vouch for its signature at block ${vouchedAt}`
  }
  return undefined
}

/** A ballot that was left closed must be one that doesn't open: the court may not choose whom to read. */
async function faultInSilence({ beacon }: Bench, transcript: Transcript): Promise<string | undefined> {
  const { disputeKey } = transcript.verdict
  for (const dispute of everySitting(transcript)) {
    const sitting = present(dispute)
    const closed = unopened(dispute.postings, sitting)
    if (closed.length === 0) continue
    const { beaconRound } = sitting.times
    const signature = sitting.revealSignature ?? (await beacon.signature(beaconRound))
    if (!signature) return `no relay has beacon round ${beaconRound}`
    for (const [juror, ballot] of closed) {
      const place = { disputeKey, panel: sitting.panel, juror, beaconRound, revision: ballot.revision }
      if (unsealBallot({ ...place, ...ballot }, signature)) return `the ballot of ${juror} opens, and was left closed`
    }
  }
  return undefined
}

/** The docket in the file is the one this attestor was shown. */
async function faultAgainstMemory(bench: Bench, transcript: Transcript): Promise<string | undefined> {
  const { disputeKey } = transcript.verdict
  const followed = await follow(bench, disputeKey)
  if (!followed.ok) return followed.refusal
  const shown = chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, transcript.entries)
  const other = shown.find(({ number, head }) => followed.value.heads[number - 1] !== head)
  return other && `entry ${other.number} is another one in the docket this attestor was shown`
}

function settingOf({ deployment }: Bench) {
  const { clockwork, epochSeconds, challengeFloorSeconds } = deployment
  const { publicKey, genesisAt, periodSeconds } = clockwork.beacon
  return {
    beacon: { publicKey, genesisAt: String(genesisAt), periodSeconds: String(periodSeconds) },
    epochSeconds: String(epochSeconds),
    confirmSeconds: String(clockwork.confirmSeconds),
    challengeFloorSeconds: String(challengeFloorSeconds),
  }
}

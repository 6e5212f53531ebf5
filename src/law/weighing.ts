/**
 * Weighing: what a transcript says beside its docket, compared with what the rehearing gives.
 *
 * Paths, seed, gazette and signatures are checked against the docket; leaves, tally and verdict are derived again and
 * compared. Each check stands alone, so that one fault doesn't hide another.
 * @module
 */
import { unsealBallot } from '#jurors/ballot'
import { rollDepth, rollHash } from '#jurors/roll'
import { type Draw, isComplete, provesDraw, seatNext } from '#jurors/sortition'
import { isBeaconSignature, randomnessOf } from '#primitives/beacon'
import { type Digest, toBytes, ZERO32 } from '#primitives/bytes'
import { rootFromPath } from '#primitives/merkle'
import { signerOf } from '#primitives/signature'
import { BYTES_PER_LEVEL } from '#primitives/sumtree'
import { configDigest, type Domain, typedDigest } from '#primitives/typed'
import { openDigest, openingPosting } from './ask.ts'
import { type Attesting, quorumFault } from './attestation.ts'
import type { Findings, Place } from './claims.ts'
import { type Dispute, finalOutcome, lastDelivered, lotteryOf, present, windowsOf } from './dispute.ts'
import { entriesTree } from './docket.ts'
import { type GazettedHead, headLeaf, onChainHead } from './gazette.ts'
import { type Heard, same } from './rehearing.ts'
import { isSigned, signedDigest } from './signed.ts'
import {
  admission,
  ballotLeaves,
  finalCount,
  type Posting,
  ruled,
  rulingBefore,
  type Sitting,
  seatsHeard,
  serialOf,
  spoken,
  unopened,
  verdictOf,
} from './sitting.ts'
import { emptyCount, hasQuorum, plurality } from './tally/plurality.ts'
import {
  type GazetteProof,
  leafIn,
  leavesIn,
  spellLeaf,
  spellVerdict,
  type Transcript,
  type TranscriptSet,
  type TranscriptSitting,
  verdictIn,
} from './transcript.ts'
import { type BallotLeaf, ballotsTree, leafHash, outcomeOf, tallyStep, verdictDigest, verdictHash } from './verdict.ts'
import { balanceOf, wordHash } from './word.ts'

/** Compares all that the file says with what was heard. */
export function weigh(transcript: Transcript, heard: Heard, findings: Findings): void {
  const { fault, check, note } = findings
  const { verdict, sittings } = transcript
  const { judged, entries } = heard
  const panels = [...heard.conclusions.keys()].map(String)
  if (
    !same(
      sittings.map(({ panel }) => panel),
      panels,
    )
  ) {
    fault('leaves', `expected the sittings ${panels.join(', ')}`, { kind: 'file' })
  }

  if (verdict.disputeKey !== judged.key) {
    fault('dispute', `expected the key ${judged.key}`, { kind: 'verdict', member: 'disputeKey', expected: judged.key })
  }
  note('dispute', `dispute ${judged.facts.disputeId} of ${judged.facts.arbitrator} on chain ${judged.facts.chainId}`)
  const { court, version, policyHash } = present(judged).under
  if (verdict.policyHash !== policyHash) {
    fault('policy', `expected the hash ${policyHash}`, { kind: 'verdict', member: 'policyHash', expected: policyHash })
  }
  note(
    'policy',
    `“${judged.policy.name}”${court === judged.courts[0].court ? '' : ', on appeal'}, version ${version} of court ${court}`,
  )
  const { root } = entriesTree(entries)
  if (verdict.entriesRoot !== root) {
    fault('docket', `expected the root ${root}`, { kind: 'verdict', member: 'entriesRoot', expected: root })
  }
  for (const sitting of sittings) {
    const then = heard.conclusions.get(Number(sitting.panel))
    if (then) weighSitting(sitting, then, findings)
  }
  ballotsAreOwn(heard, findings)
  check('asked', { kind: 'entry', number: 1 }, () => weighAsking(transcript, heard, findings))

  check('verdict', { kind: 'file' }, () => weighVerdict(transcript, heard, findings))
  check('attestations', { kind: 'file' }, () => {
    const { attestations, attestors } = transcript
    const digest = verdictDigest(heard.domain, verdictIn(transcript))
    const wrong = attestations.length === 0 ? undefined : quorumFault(digest, attesting(attestors), attestations)
    if (wrong) fault('attestations', wrong, { kind: 'file' })
    note(
      'attestations',
      attestations.length === 0 ? 'nobody has signed yet' : `${attestors.k} of ${attestors.members.length}`,
    )
  })
  check('afterwards', { kind: 'file' }, () => weighAfterwards(transcript, heard, findings))
}

function weighSitting(file: TranscriptSitting, then: Dispute, findings: Findings): void {
  const { check } = findings
  const sitting = present(then)
  const at: Place = { kind: 'sitting', panel: sitting.panel }
  check('roll', at, () => weighRoll(file, then, findings))
  check('seed', at, () => weighSeed(then, findings))
  check('draws', at, () => weighDraws(file, then, findings))
  check('gazette', at, () => weighGazette(file, then, findings))
  check('reveal', at, () => weighReveal(then, findings))
  check('leaves', at, () => weighLeaves(file, then, findings))
}

function weighRoll(file: TranscriptSitting, then: Dispute, { fault, note }: Findings): void {
  const { roll, rollsRoot, panel } = present(then)
  const at: Place = { kind: 'sitting', panel }
  if (!roll) {
    if (file.rollPath.length > 0) fault('roll', 'a path, though nobody was drawn', at)
    note('roll', 'nobody was drawn')
    return
  }
  const root = rootFromPath(rollHash(roll), roll.court, file.rollPath)
  if (root !== rollsRoot) fault('roll', `its path leads to ${root}`, at)
  // Newer rolls may have been in force at the opening, or this one disproved: only the chain knows.
  if ((roll.epoch + 3) * then.epochSeconds <= then.openedAt)
    fault('roll', `the roll of epoch ${roll.epoch} was past`, at)
  note('roll', `epoch ${roll.epoch}, ${roll.jurors} jurors, total weight ${roll.total}`)
}

function weighSeed(then: Dispute, { fault, note }: Findings): void {
  const { seed, times, panel, draws } = present(then)
  if (!seed) {
    note('seed', 'nobody was drawn')
    return
  }
  const { beacon } = then.clockwork
  if (seed.beaconRound !== times.seedRound || !isBeaconSignature(beacon, times.seedRound, seed.signature)) {
    fault('seed', `expected the signature of beacon round ${times.seedRound}`, { kind: 'sitting', panel })
  }
  note('seed', `beacon round ${times.seedRound}, for ${draws.length} draws`)
}

function weighDraws(file: TranscriptSitting, then: Dispute, { fault, note }: Findings): void {
  const { seed, roll, draws, panel, seats } = present(then)
  if (file.drawPaths.length !== draws.length) {
    fault('draws', `expected ${draws.length} paths, got ${file.drawPaths.length}`, { kind: 'sitting', panel })
  }
  if (!seed || !roll) return
  const lottery = lotteryOf(then, randomnessOf(seed.signature))
  const again: Draw[] = []
  for (const draw of draws) {
    const at: Place = { kind: 'draw', panel, i: draw.i }
    const path = toBytes(file.drawPaths[draw.i] ?? '0x')
    if (path.length !== BYTES_PER_LEVEL * rollDepth(roll) || !provesDraw(lottery, roll, draw, path)) {
      fault('draws', `draw ${draw.i} does not fall on juror ${draw.number}`, at)
    }
    const next = seatNext(lottery, again, draw)
    if (isComplete(lottery, again)) fault('panel', `draw ${draw.i} came after the panel was complete`, at)
    if (next.seated !== draw.seated) fault('panel', `draw ${draw.i} is to be ${next.seated ? 'seated' : 'skipped'}`, at)
    again.push(draw)
  }
  if (!isComplete(lottery, draws)) fault('panel', 'the panel is not complete', { kind: 'sitting', panel })
  const skipped = draws.filter(({ seated }) => !seated).length
  note('draws', `${draws.length} draws`)
  note('panel', `${seats} seats, ${new Set(draws.map(({ number }) => number)).size} jurors, ${skipped} draws skipped`)
}

function weighGazette(file: TranscriptSitting, then: Dispute, { fault, note }: Findings): void {
  const sitting = present(then)
  const posting: Posting | undefined = admission(then.postings, sitting)
  const proof = file.gazette
  const place: Place = { kind: 'gazette', panel: sitting.panel, serial: proof?.serial ?? String(posting?.serial ?? 0) }
  if (!posting || !proof) {
    if (posting) fault('gazette', `no proof of gazette ${posting.serial}`, place)
    if (proof) fault('gazette', `gazette ${proof.serial} did not come in time`, place)
    note('gazette', 'none came in time, so no ballot counts; attested, not proven: only the chain knows')
    return
  }
  const head = { ...onChainHead(then.key, posting.number, posting.head), openHash: then.asked?.openHash ?? ZERO32 }
  for (const wrong of proofFault(proof, posting, head, then.domain)) fault('gazette', wrong, place)
  const { serial, set } = proof
  const ahead = sitting.times.revealAt - posting.at
  note('gazette', `gazette ${serial}, signed by ${set.k} of ${set.members.length}, ${ahead} s before R`)
}

/** The `Open` stands in the gazette that the dispute's time comes from, and is the account's own. */
function weighAsking({ postings }: Transcript, { judged, domain }: Heard, { fault, note }: Findings): void {
  const { asked } = judged
  if (!asked || !postings) return
  const { ask, openHash } = asked
  const posting = openingPosting(asked)!
  const place: Place = { kind: 'gazette', panel: 0, serial: postings.opening.serial }
  const wrong = proofFault(
    postings.opening,
    posting,
    { ...onChainHead(judged.key, posting.number, posting.head), openHash },
    domain,
  )
  for (const each of wrong) fault('asked', each, place)
  const isKeys = signerOf(openDigest(domain, ask.open), ask.signature) === ask.open.account
  if (ask.vouchedAt !== null && isKeys)
    fault('asked', 'it names a block, though the account’s key signed', { kind: 'entry', number: 1 })
  const accounts = ask.vouchedAt === null ? '' : ', a contract: attested, not proven'
  note('asked', `${ask.open.account}${accounts}, in gazette ${postings.opening.serial}: “${ask.question.title}”`)
}

/** What is wrong with the proof that a posting holds a head. */
function proofFault(
  proof: GazetteProof,
  posting: Pick<Posting, 'serial' | 'epoch' | 'number' | 'head' | 'at'>,
  head: GazettedHead,
  domain: Domain,
): string[] {
  const members = ['serial', 'epoch', 'number', 'head', 'at'] as const
  const strays = members.filter((name) => proof[name] !== String(posting[name]))
  const faults = strays.map((name) => `its ${name} is not the docket’s ${posting[name]}`)
  if (rootFromPath(headLeaf(head), Number(proof.index), proof.path) !== proof.headsRoot)
    faults.push(`the docket’s head ${posting.number} does not stand in it`)
  const { serial, epoch, rollsRoot, headsRoot, set, signatures } = proof
  const digest = configDigest(domain, Number(set.k), set.members)
  const signed = typedDigest(domain, 'Gazette', { serial, epoch, rollsRoot, headsRoot, configDigest: digest })
  const wrong = quorumFault(signed, attesting(set), signatures)
  return wrong ? [...faults, wrong] : faults
}

function weighReveal(then: Dispute, { fault, note }: Findings): void {
  const sitting = present(then)
  const { revealSignature, times, panel, openings, junk } = sitting
  const { beaconRound } = times
  const closed = unopened(then.postings, sitting)
  if (revealSignature === undefined) {
    note(
      'reveal',
      closed.length === 0 ? 'not needed: nothing was opened by it' : 'not shown: attested, not proven, that none came',
    )
    return
  }
  if (!isBeaconSignature(then.clockwork.beacon, beaconRound, revealSignature)) {
    fault('reveal', `expected the signature of beacon round ${beaconRound}`, { kind: 'sitting', panel })
    return
  }
  note('reveal', `beacon round ${beaconRound}`)
  note('openings', `${openings.size} opened${closed.length > 0 ? `, ${closed.length} did not` : ''}`)
  // Those called junk were tried when that was said; the rest may not have been left closed by choice.
  for (const [juror, ballot] of closed.filter(([who, { commitment }]) => junk.get(who) !== commitment)) {
    const place = { disputeKey: then.key, panel, juror, revision: ballot.revision }
    if (!unsealBallot({ ...place, ...ballot }, revealSignature)) continue
    const at: Place = { kind: 'ballot', panel, juror, entry: ballot.number }
    fault('openings', `the ballot of ${juror} opens, and was left closed`, at)
  }
}

function weighLeaves(file: TranscriptSitting, then: Dispute, { fault, note, check }: Findings): void {
  const sitting: Sitting = present(then)
  const { panel } = sitting
  const expected = ballotLeaves(then.postings, sitting, then.question).map(spellLeaf)
  if (expected.length !== file.leaves.length) {
    fault('leaves', `expected ${expected.length} leaves, got ${file.leaves.length}`, { kind: 'sitting', panel })
  }
  for (const [i, leaf] of file.leaves.entries()) {
    const right = expected[i]
    if (!right) break
    const members = (Object.keys(right) as (keyof typeof right)[]).filter((name) => !same(leaf[name], right[name]))
    const others = members.filter((name) => name !== 'tally')
    const at: Place = { kind: 'leaf', panel, i, members }
    if (others.length > 0) fault('leaves', `leaf ${i}: the docket gives another ${others.join(', ')}`, at)
    if (members.includes('tally')) fault('tally', `leaf ${i}: the docket gives another tally`, at)
  }
  check('tally', { kind: 'sitting', panel }, () => {
    // By itself, too: each leaf follows from the one before, which is how a wrong step is shown in two leaves.
    const leaves = file.leaves.map((leaf) => leafIn(panel, leaf))
    let count = emptyCount(then.question.choices)
    for (const leaf of leaves) {
      count = tallyStep(count, leaf)
      if (!same(count, leaf.count)) {
        fault('tally', `leaf ${leaf.i} does not follow from the one before`, {
          kind: 'leaf',
          panel,
          i: leaf.i,
          members: ['tally'],
        })
        break
      }
    }
    note('tally', count.choices.map((seats, choice) => `${choice}: ${seats}`).join(', '))
  })
  const states = file.leaves.map(({ state }) => state)
  note('leaves', [...new Set(states)].map((state) => `${states.filter((s) => s === state).length} ${state}`).join(', '))
}

/** A key's own signature needs no chain to vouch for it, and what a chain vouched for isn't proven here. */
function ballotsAreOwn(heard: Heard, { fault, note }: Findings): void {
  let attested = 0
  const signed = heard.entries.filter(isSigned)
  for (const entry of signed) {
    if (entry.body.vouchedAt === null) continue
    attested += 1
    if (signerOf(signedDigest(heard.judged, entry), entry.body.signature) === entry.body.juror) {
      const { panel, juror } = entry.body
      const at: Place = { kind: 'ballot', panel: Number(panel), juror, entry: entry.number }
      fault('ballots', `entry ${entry.number} names a block, though its juror’s key signed`, at)
    }
  }
  const accounts = attested > 0 ? `; ${attested} by contract accounts: attested, not proven` : ''
  const inLane = heard.entries.filter(({ kind }) => kind === 'commitInLane' || kind === 'leak').length
  const lane = inLane > 0 ? `; ${inLane} in the contract’s lane: attested, not proven` : ''
  note('ballots', `${signed.filter(({ kind }) => kind === 'commit').length} ballots${accounts}${lane}`)
}

function weighVerdict(transcript: Transcript, heard: Heard, findings: Findings): void {
  const { fault, note, check } = findings
  const { verdict, attestors } = transcript
  const { judged, domain, entries } = heard
  const sitting = present(judged)
  check('root', { kind: 'sitting', panel: sitting.panel }, () => {
    const leaves = leavesIn(transcript)
    const { root } = ballotsTree(leaves)
    if (root !== verdict.ballotsRoot || String(leaves.length) !== verdict.draws) {
      fault('root', `${leaves.length} leaves have the root ${root}`, {
        kind: 'verdict',
        member: 'ballotsRoot',
        expected: root,
      })
    }
    note('root', `${leaves.length} leaves, first ${leaves[0] ? leafHash(leaves[0]).slice(0, 10) : 'none'}…`)
    const count = finalCount(
      leaves.filter(({ panel }) => panel === sitting.panel),
      judged.question.choices,
    )
    const quorum = hasQuorum(count, seatsHeard(sitting))
    const before = rulingBefore(judged.sittings, sitting.panel)
    const { choice, tied } = ruled(count, quorum, before)
    const outcome = judged.question.law ? verdict.outcome : outcomeOf(choice)
    if (String(choice) !== verdict.ruling || tied !== verdict.tied || outcome !== verdict.outcome) {
      const expected = `${choice}${tied ? ', undecided' : ''}`
      fault('ruling', `the tally rules ${expected}`, { kind: 'verdict', member: 'ruling', expected })
    }
    note('ruling', toldRuling(choice, plurality(count).tied, quorum))
    weighWord(transcript, judged, leaves, quorum, findings)
  })
  const digest = configDigest(domain, Number(attestors.k), attestors.members)
  const expected = spellVerdict(verdictOf(heard.after, sitting.panel, digest, entries)!)
  for (const [member, right] of Object.entries(expected)) {
    const found = verdict[member as keyof typeof verdict]
    if (found !== right) {
      fault('verdict', `expected ${member} ${right}, got ${found}`, {
        kind: 'verdict',
        member,
        expected: String(right),
      })
    }
  }
  note('verdict', `panel ${verdict.panel}, serial ${verdict.serial}`)
}

/** The panel's word, worked out anew from the leaves that the file shows. */
function weighWord(
  { verdict }: Transcript,
  judged: Dispute,
  leaves: readonly BallotLeaf[],
  quorum: boolean,
  { fault, note }: Findings,
): void {
  const right = spoken(judged, leaves, quorum)
  const sitting = present(judged)
  const told = sitting.judged?.word
  if (!right) return
  const at: Place = { kind: 'entry', number: sitting.judged!.entry }
  if (!same(told?.findings, right.findings) || told?.ladder !== right.ladder)
    fault('outcome', 'the policy finds something else', at)
  const expected = wordHash(right)
  if (verdict.outcome !== expected)
    fault('outcome', `the word has the hash ${expected}`, { kind: 'verdict', member: 'outcome', expected })
  if (!same(told?.scores, right.scores)) fault('scores', 'the policy gives other scores', at)
  if (!same(told?.payments, right.payments)) fault('account', 'the policy’s purse states another account', at)
  if (told && balanceOf(told) !== 0n) fault('account', `it adds up to ${balanceOf(told)}`, at)
  const decided = right.findings.filter(({ answer }) => answer !== null).length
  note('outcome', `${decided} of ${right.findings.length} items decided: ${right.ladder}`)
  note('scores', `${right.scores.filter(({ score }) => score !== null).length} of ${right.scores.length} jurors scored`)
  note('account', `${right.payments.length} accounts, adding up to 0; a statement, which moves no money`)
}

function toldRuling(ruling: number, isTie: boolean, quorum: boolean): string {
  if (!quorum) return `${ruling}, for want of a quorum`
  return `${ruling}${isTie ? ', by a tie' : ''}`
}

function weighAfterwards(transcript: Transcript, heard: Heard, { fault, note }: Findings): void {
  const { afterwards, final, verdict } = transcript
  const { later, after, domain } = heard
  const file: Place = { kind: 'file' }
  const { head } = later.at(-1)!
  if (afterwards.head !== head) fault('afterwards', `its chain ends at ${head}`, file)
  const own = verdictIn(transcript)
  // A panel proven from public data has no docket and no signers, and says the same otherwise.
  const mine = [verdictHash(own), verdictHash({ ...own, entriesRoot: ZERO32, configDigest: ZERO32 })]
  const struck = after.sittings.flatMap((each) => each.struck ?? []).map(({ delivery }) => delivery)
  weighDelivery(transcript, heard, verdictHash(own), fault)
  for (const entry of later) {
    const at: Place = { kind: 'entry', number: entry.number }
    const isStanding = entry.kind === 'deliver' && !struck.includes(entry.body.tx)
    if (isStanding && entry.body.panel === verdict.panel && !mine.includes(entry.body.verdictHash)) {
      fault('afterwards', `entry ${entry.number} delivers another verdict than this one, ${mine[0]}`, at)
    }
    if (entry.kind === 'rule' && !entry.body.expired) {
      const delivered = lastDelivered(after)
      // An appealed verdict is never executed: only the deadline makes it final.
      const windowsEnd = delivered?.appealed ? after.deadlineAt : windowsOf(after)
      if (String(delivered?.judged?.ruling) !== entry.body.ruling)
        fault('afterwards', 'the ruling is not the last delivered', at)
      // At the deadline the last verdict that was delivered is final, whichever window is still open.
      if (windowsEnd === undefined || Number(entry.body.at) < Math.min(windowsEnd, after.deadlineAt))
        fault('afterwards', 'the ruling came before its windows were over', at)
    }
  }
  if (final) {
    const { serial, set, signatures } = final
    if (!after.final) fault('afterwards', 'a final statement, though there is no ruling', file)
    const ruling = after.final?.ruling ?? 0
    const expected = serialOf(after.sittings, lastDelivered(after)?.panel ?? 0)
    if (serial !== String(expected)) fault('afterwards', `final: expected serial ${expected}, got ${serial}`, file)
    const members = { disputeKey: after.key, ruling, outcome: finalOutcome(after), serial }
    const statement = { ...members, configDigest: configDigest(domain, Number(set.k), set.members) }
    const wrong = quorumFault(typedDigest(domain, 'Final', statement), attesting(set), signatures)
    if (wrong) fault('afterwards', `final: ${wrong}`, file)
  }
  const told = after.final
    ? `ruled ${after.final.ruling}`
    : present(after).delivered
      ? 'delivered'
      : 'not delivered yet'
  note(
    'afterwards',
    `${told}${final ? `, and ${final.set.k} of ${final.set.members.length} signed that it is final` : ''}`,
  )
}

/** Off chain a gazette delivers: the one that holds this verdict's hash beside the docket's head. */
function weighDelivery(
  { postings, verdict }: Transcript,
  { after, later, domain }: Heard,
  verdictHash: Digest,
  fault: Findings['fault'],
): void {
  const { asked } = after
  const delivered = later.find((entry) => entry.kind === 'deliver' && entry.body.panel === verdict.panel)
  if (!asked || !postings || delivered?.kind !== 'deliver') {
    if (postings?.delivery)
      fault('afterwards', 'a gazette delivers it, and the docket doesn’t say so', { kind: 'file' })
    return
  }
  const at: Place = { kind: 'entry', number: delivered.number }
  const proof = postings.delivery
  if (!proof) {
    fault('afterwards', `no proof of the gazette that entry ${delivered.number} tells of`, at)
    return
  }
  const [number, serial, epoch] = [proof.number, proof.serial, proof.epoch].map(Number) as [number, number, number]
  const posting = { serial, epoch, number, head: proof.head, at: Number(delivered.body.at) }
  if (after.heads[number - 1] !== proof.head) fault('afterwards', `gazette ${proof.serial} holds another head`, at)
  const head = { disputeKey: after.key, number, head: proof.head, verdictHash, openHash: asked.openHash }
  for (const wrong of proofFault(proof, posting, head, domain)) fault('afterwards', wrong, at)
}

const attesting = ({ k, members }: TranscriptSet): Attesting => ({ k: Number(k), members })

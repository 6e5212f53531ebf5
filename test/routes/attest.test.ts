/**
 * Attest: an attestor with its own database, asked to sign by a court that may lie. The chain is played; the dockets
 * and transcripts are real ones, whole or tampered with.
 */
import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { booksOf } from '#db/books'
import { creditsOf } from '#db/credits'
import { docketOf } from '#db/docket'
import { gazettesOf } from '#db/gazettes'
import { oathsOf } from '#db/oaths'
import { weighingsOf } from '#db/weighings'
import { decide } from '#law/decide'
import { type Dispute, present, record, replay } from '#law/dispute'
import { chain, firstHead } from '#law/docket'
import type { Entry, Facts } from '#law/filing'
import { type Gazette, gazetteWord, headsTree, onChainHead } from '#law/gazette'
import type { LaneRecord } from '#law/lane'
import { deliveryHash, standingPanels } from '#law/settlement'
import { spellTranscript, transcriptOf, verdictIn } from '#law/transcript'
import { outcomeOf, verdictDigest } from '#law/verdict'
import type { ChainDispute } from '#ports'
import { type Digest, ZERO32 } from '#primitives/bytes'
import { addressOf, signDigest, signerOf } from '#primitives/signature'
import type { Instant } from '#primitives/time'
import { configDigest, typedDigest } from '#primitives/typed'
import { attestGazette as attestAsShown, attestFinal, attestVerdict, type Bench } from '#src/attest'
import { beaconSignature, LOCAL_BEACON } from '../support/beacon.ts'
import { ARBITRATOR, ATTESTOR_KEYS, CHAIN_ID, type Heard, hearing } from '../support/hearing.ts'

const domain = { chainId: CHAIN_ID, arbitrator: ARBITRATOR }
const KEY = ATTESTOR_KEYS[0]!
const URL = 'http://court.test/transcript'

let heard: Heard
let bench: Bench
/** What the court shows, and what the chain says. */
let shown: { entries: readonly Entry[]; transcript: string; gazette?: Gazette; facts?: Facts }
let onChain: ChainDispute
let now: Instant
let rollsRoot: Digest
/** Which verdicts the chain has appeals against, by serial. */
let appeals: number[]
let lane: LaneRecord
/** Where the chain has the panels of this dispute sit. */
/** Of the courts, by number. */
let policyHashes: Map<number, Digest>
let panels: { court: number; version: number; seats: number }[]

beforeAll(() => {
  heard = hearing({ upTo: 'judged' })
})

beforeEach(async () => {
  const tables = [
    'entries',
    'receipts',
    'disputes',
    'seats',
    'evidence',
    'outbox',
    'oaths',
    'weighings',
    'gazettes',
    'gazette_heads',
    'postings',
  ]
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)))
  shown = { entries: heard.entries, transcript: spellTranscript(heard.transcript) }
  now = heard.entries.at(-1)!.acceptedAt + 60
  rollsRoot = heard.rollsRoot
  appeals = []
  lane = { ballots: [], lights: [] }
  panels = panelsOf(heard.dispute)
  const { block: _, tx: __, ...facts } = heard.dispute.facts
  const untouched = { isAppealed: false, isInToken: false, isSettled: false, deliveryHash: ZERO32 }
  onChain = { facts, isFinal: false, ruling: 0, serial: 0, panel: 0, deliveredAt: 0, ...untouched }
  const set = { ...heard.set, configDigest: configDigest(domain, heard.set.k, heard.set.members) }
  const { clockwork, epochSeconds, challengeFloorSeconds } = heard.dispute
  const words = new Map(heard.gazettes.map(({ gazette, at }) => [gazette.serial, gazetteWord(gazette, at)]))
  policyHashes = new Map(heard.dispute.courts.map(({ court, policyHash }) => [court, policyHash]))
  bench = {
    now: async () => now,
    deployment: { domain, clockwork, epochSeconds, challengeFloorSeconds },
    docket: docketOf(env.DB),
    credits: creditsOf(env.DB),
    books: { ...booksOf(env.DB), policyHash: async (court) => policyHashes.get(court) },
    oaths: oathsOf(env.DB),
    weighings: weighingsOf(env.DB),
    rolls: {
      compile: async () => ({ rollsRoot, headers: [heard.roll] }),
      inForce: async () => ({ header: heard.roll, rollsRoot, path: [], inForceAt: 0 }),
      draw: async () => ({ draws: [], paths: [] }),
      prove: async () => [],
      preimage: async () => undefined,
    },
    gazettes: { ...gazettesOf(env.DB), bringsRolls: async () => true },
    chain: {
      dispute: async () => onChain,
      panel: async (_, p) => panels[p]!,
      appeal: async (_, serial) => ({ against: 0n, for: 0n, isMade: appeals.includes(serial), isContested: false }),
      lane: async () => lane,
      debtors: async () => [],
      settlementProgress: async () => undefined,
      gazetteWord: async (serial) => words.get(serial),
      attestors: async () => set,
      listing: async () => undefined,
    },
    indexer: {
      index: async () => 'caughtUp',
      pending: async () => [],
      filed: async () => undefined,
      factsOf: async () => shown.facts,
      opening: async () => undefined,
    },
    beacon: { signature: async (beaconRound) => beaconSignature(beaconRound) },
    accounts: { vouch: async () => undefined },
    signer: { address: addressOf(KEY), sign: async (signed) => signDigest(signed, KEY) },
    court: {
      entries: async (_, from) => shown.entries.slice(from - 1, from + 4),
      gazette: async () => shown.gazette!,
      transcript: async () => shown.transcript,
    },
  }
  expect(clockwork.beacon).toEqual(LOCAL_BEACON)
})

const panelsOf = ({ sittings }: Dispute) =>
  sittings
    .filter(({ panel }) => panel % 2 === 0)
    .map(({ under, seats }) => ({ court: under.court, version: under.version, seats }))

const gazetteOf = (number: number, over: Partial<Gazette> = {}): Gazette => {
  const { key, heads } = heard.dispute
  const held = [onChainHead(key, number, heads[number - 1]!)]
  return { serial: 900, epoch: 0, rollsRoot: ZERO32, headsRoot: headsTree(held).root, heads: held, ...over }
}

/** Has a gazette signed that the court shows as its own. */
function attestGazette(by: Bench, gazette: Gazette) {
  shown.gazette = gazette
  return attestAsShown(by, gazette)
}

/** Shows another hearing, and makes the chain say the same. */
function show({ entries, transcript, gazettes, dispute }: Heard): void {
  shown = { entries, transcript: spellTranscript(transcript) }
  const { block: _, tx: __, ...facts } = dispute.facts
  onChain = { ...onChain, facts }
  now = entries.at(-1)!.acceptedAt + 60
  const words = new Map(gazettes.map(({ gazette, at }) => [gazette.serial, gazetteWord(gazette, at)]))
  bench.chain.gazetteWord = async (serial) => words.get(serial)
  policyHashes = new Map(dispute.courts.map(({ court, policyHash }) => [court, policyHash]))
  panels = panelsOf(dispute)
}

/** The docket with another body in entry `number`, chained anew: a history of its own. */
function fork(number: number): Entry[] {
  const { key } = heard.dispute
  const forked: Entry[] = []
  for (const { number: n, hash: _, head: __, ...line } of heard.entries) {
    const changed = n === number ? { ...line, acceptedAt: line.acceptedAt + 1 } : line
    forked.push(chain(key, forked.at(-1) ?? { number: 0, head: firstHead(key) }, changed as never))
  }
  return forked
}

const why = async (word: Promise<{ ok: boolean; refusal?: string }>): Promise<string | undefined> => {
  const said = await word
  return said.ok ? 'signed' : said.refusal
}

test('a gazette of a docket that hashes is signed, and the docket kept', async () => {
  const word = await attestGazette(bench, gazetteOf(4))
  if (!word.ok) throw new Error(word.refusal)
  const { heads: _, ...statement } = gazetteOf(4)
  const config = configDigest(domain, heard.set.k, heard.set.members)
  const signed = typedDigest(domain, 'Gazette', { ...statement, configDigest: config })
  expect(signerOf(signed, word.value.signature)).toBe(addressOf(KEY))
  expect(await bench.docket.load(heard.dispute.key)).toHaveLength(heard.entries.length)
})

test('one serial is signed for one gazette: the same again, another never', async () => {
  expect(await why(attestGazette(bench, gazetteOf(4)))).toBe('signed')
  expect(await why(attestGazette(bench, gazetteOf(4)))).toBe('signed')
  expect(await why(attestGazette(bench, gazetteOf(5)))).toMatch(/something else was signed/)
  expect(await why(attestGazette(bench, gazetteOf(5, { serial: 901 })))).toBe('signed')
})

test('a stranger cannot use up a serial with a gazette that the court never put together', async () => {
  const [theirs, empty] = [gazetteOf(4), gazetteOf(4, { heads: [], headsRoot: ZERO32 })]
  shown.gazette = theirs
  expect(await why(attestAsShown(bench, empty))).toMatch(/another gazette 900/)
  expect(await why(attestAsShown(bench, theirs))).toBe('signed')
})

test('a second history of a docket that was shown before is refused', async () => {
  expect(await why(attestGazette(bench, gazetteOf(4)))).toBe('signed')
  const forked = fork(3)
  shown.entries = forked
  const held = [onChainHead(heard.dispute.key, 4, forked[3]!.head)]
  const second = { ...gazetteOf(4), serial: 901, heads: held, headsRoot: headsTree(held).root }
  expect(await why(attestGazette(bench, second))).toMatch(/entry 4 has another head/)
})

test('a docket that does not hash, that is from the future, or of a dispute the chain has not, is refused', async () => {
  shown.entries = heard.entries.map((entry) =>
    entry.number === 2 ? { ...entry, acceptedAt: entry.acceptedAt + 1 } : entry,
  )
  expect(await why(attestGazette(bench, gazetteOf(4)))).toMatch(/entry 2 does not continue the docket/)
  shown.entries = heard.entries
  now = heard.entries[0]!.acceptedAt - 1000
  expect(await why(attestGazette(bench, gazetteOf(4)))).toMatch(/was not accepted at/)
  now = heard.entries.at(-1)!.acceptedAt
  onChain = { ...onChain, facts: { ...onChain.facts, choices: '3' } }
  expect(await why(attestGazette(bench, gazetteOf(4)))).toMatch(/its choices is 3 on chain/)
})

test('a gazette that is not what it says, or whose serial is used, is refused', async () => {
  expect(await why(attestGazette(bench, gazetteOf(4, { headsRoot: ZERO32 })))).toMatch(/headsRoot/)
  expect(await why(attestGazette(bench, gazetteOf(4, { serial: heard.gazettes[0]!.gazette.serial })))).toMatch(
    /used on chain/,
  )
  const twice = gazetteOf(4).heads
  expect(await why(attestGazette(bench, gazetteOf(4, { heads: [...twice, ...twice] })))).toMatch(/ascending/)
})

test('rolls are signed in the first quarter of their epoch, and only the attestor’s own', async () => {
  const epoch = Math.floor(now / bench.deployment.epochSeconds)
  now = epoch * bench.deployment.epochSeconds + 600
  const rolls = { serial: 5, epoch, rollsRoot, headsRoot: ZERO32, heads: [] }
  expect(await why(attestGazette(bench, rolls))).toBe('signed')
  expect(await why(attestGazette(bench, { ...rolls, serial: 6, rollsRoot: `0x${'12'.repeat(32)}` }))).toMatch(
    /expected the rolls/,
  )
  expect(await why(attestGazette(bench, { ...rolls, serial: 7, epoch: epoch - 1 }))).toMatch(/not due/)
  now += bench.deployment.epochSeconds / 2
  expect(await why(attestGazette(bench, { ...rolls, serial: 8 }))).toMatch(/not due/)
})

test('a verdict is signed when its transcript passes, and the same verdict again', async () => {
  const word = await attestVerdict(bench, URL)
  if (!word.ok) throw new Error(word.refusal)
  expect(signerOf(verdictDigest(domain, verdictIn(heard.transcript)), word.value.signature)).toBe(addressOf(KEY))
  expect(await why(attestVerdict(bench, URL))).toBe('signed')
})

test('a transcript with one byte changed is refused with the claim that fails', async () => {
  const { ruling } = heard.transcript.verdict
  shown.transcript = shown.transcript.replace(`"ruling":"${ruling}"`, `"ruling":"${ruling === '1' ? '2' : '1'}"`)
  const reason = await why(attestVerdict(bench, URL))
  expect(reason).not.toBe('signed')
  shown.transcript = `${spellTranscript(heard.transcript)} `
  expect(await why(attestVerdict(bench, URL))).toMatch(/canonical/)
})

test('a verdict is not signed against rolls, facts or postings that the chain does not have', async () => {
  rollsRoot = `0x${'12'.repeat(32)}`
  expect(await why(attestVerdict(bench, URL))).toMatch(/rolls of epoch/)
  rollsRoot = heard.rollsRoot
  onChain = { ...onChain, facts: { ...onChain.facts, seats: '5' } }
  expect(await why(attestVerdict(bench, URL))).toMatch(/seats/)
  onChain = { ...onChain, facts: { ...onChain.facts, seats: heard.dispute.facts.seats } }
  bench.chain.gazetteWord = async () => undefined
  expect(await why(attestVerdict(bench, URL))).toMatch(/gazette 1 is not on chain/)
  bench.gazettes.bringsRolls = async () => false
  expect(await why(attestVerdict(bench, URL))).toMatch(/were not posted/)
})

test('a verdict over another history than the one shown before is refused', async () => {
  shown.entries = fork(3)
  const other = gazetteOf(4)
  const held = [onChainHead(heard.dispute.key, 4, shown.entries[3]!.head)]
  expect(await why(attestGazette(bench, { ...other, heads: held, headsRoot: headsTree(held).root }))).toBe('signed')
  shown.entries = heard.entries
  expect(await why(attestVerdict(bench, URL))).toMatch(/entry 3 is another one/)
})

test('a posting that this attestor signed must not be forgotten, nor a panel made to vote again by forgetting it', async () => {
  const again = hearing({ upTo: 'judged', gazettes: [false, true] })
  show(again)
  expect(await why(attestVerdict(bench, URL))).toBe('signed')
  const { entries } = again
  const closed = entries.findIndex(({ kind }) => kind === 'again')
  const { number, head } = entries[closed - 1]!
  const held = [onChainHead(again.dispute.key, number, head)]
  const forgotten: Gazette = { serial: 7, epoch: 0, rollsRoot: ZERO32, headsRoot: headsTree(held).root, heads: held }
  expect(await why(attestGazette(bench, forgotten))).toBe('signed')
  const at = present(replay(entries.slice(0, closed))!).times.commitClosesAt + 30
  const posting = [7, 0, ZERO32, forgotten.headsRoot, at, ZERO32, 1]
  const columns = 'serial, epoch, rolls_root, heads_root, at, tx, block'
  await env.DB.prepare(`INSERT INTO postings (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`)
    .bind(...posting)
    .run()
  expect(await why(attestVerdict(bench, URL))).toMatch(/gazette 7 holds entry \d+, and the docket leaves it out/)
})

test('a ballot that opens must not be left closed: the court does not choose whom to read', async () => {
  const whole = hearing({ upTo: 'judged', seats: 5 })
  const cut = whole.entries.findIndex(({ kind }) => kind === 'reveal')
  const entries = whole.entries.slice(0, cut + 1)
  const before = replay(entries)!
  const decided = decide(before, { kind: 'pass' }, present(before).times.revealEndsAt)
  if (!decided.ok) throw new Error('expected the panel to be judged')
  entries.push(...record(before, decided.value).entries)
  const proofs = new Map(whole.transcript.sittings.map((sitting) => [Number(sitting.panel), sitting]))
  show({ ...whole, entries, transcript: transcriptOf({ entries, panel: 0, set: whole.set, proofs })! })
  now += 86_400
  expect(await why(attestVerdict(bench, URL))).toMatch(/opens, and was left closed/)
})

test('a juror who went to the lane is not left out: a verdict that the lane contradicts would cost its signers their bond', async () => {
  const { dispute, transcript } = heard
  const { panel, times } = present(dispute)
  const leaf = transcript.sittings[0]!.leaves.find(({ state }) => state === 'opened')!
  const { juror, commitment } = leaf
  const revision = Number(leaf.revision)
  const ballot = { panel, beaconRound: times.beaconRound, juror, revision, commitment }
  const better = `0x${'00'.repeat(31)}01` as const
  const beside = [
    { ...ballot, revision: revision - 1, commitment: better },
    { ...ballot, juror: addressOf(KEY), revision: revision + 1 },
    { ...ballot, panel: panel + 2, revision: revision + 1 },
    { ...ballot, beaconRound: times.beaconRound + 1, revision: revision + 1 },
  ]
  const light = { commitment, juror, openedAt: times.revealAt + 1, leakedAt: 0 }
  lane = { ballots: [ballot, ...beside], lights: [light] }
  expect(await why(attestVerdict(bench, URL))).toBe('signed')
  for (const ballots of [[{ ...ballot, revision: revision + 1 }], [{ ...ballot, commitment: better }]]) {
    lane = { ballots, lights: [] }
    expect(await why(attestVerdict(bench, URL))).toMatch(/the lane holds a better ballot of 0x/)
  }
  lane = { ballots: [], lights: [{ ...light, leakedAt: times.revealAt - 60 }] }
  expect(await why(attestVerdict(bench, URL))).toMatch(/was leaked in the lane/)
})

test('a ballot that the lane opened in time must not stay closed, and one opened too late may', async () => {
  const spoilt = hearing({ upTo: 'judged', deed: (i) => ({ does: i % 2 ? 'vote' : 'spoil', choice: 1 }) })
  show(spoilt)
  const { commitment, juror } = spoilt.transcript.sittings.at(-1)!.leaves.find(({ state }) => state === 'unopened')!
  const { revealEndsAt } = present(spoilt.dispute).times
  const { confirmSeconds } = spoilt.dispute.clockwork
  const opened = (openedAt: number) => ({ ballots: [], lights: [{ commitment, juror, openedAt, leakedAt: 0 }] })
  lane = opened(revealEndsAt - confirmSeconds)
  expect(await why(attestVerdict(bench, URL))).toMatch(/was opened in the lane/)
  lane = opened(revealEndsAt - confirmSeconds + 1)
  expect(await why(attestVerdict(bench, URL))).toBe('signed')
  // Of a commitment that somebody copied the owner's opening is no fault in the copier's leaf.
  const { lights } = opened(revealEndsAt - confirmSeconds)
  lane = { ballots: [], lights: lights.map((light) => ({ ...light, juror: addressOf(KEY) })) }
  expect(await why(attestVerdict(bench, URL))).toBe('signed')
})

test('a ballot that cannot be opened may stay closed', async () => {
  show(hearing({ upTo: 'judged', deed: (i) => ({ does: i % 2 ? 'vote' : 'spoil', choice: 1 }) }))
  expect(await why(attestVerdict(bench, URL))).toBe('signed')
})

test('a larger panel’s verdict is signed when the chain took the appeal, and the verdict before it, as the docket says', async () => {
  const appealed = hearing({ upTo: 'judged', appeals: 1, terms: { jumpSeats: 5 } })
  show(appealed)
  const { sitting, verdictHash, leaves, ...first } = standingPanels(appealed.dispute)[0]!
  const kept = deliveryHash(verdictHash, { ...first, draws: leaves.length })
  const { at } = sitting.delivered!
  const delivered = { ...onChain, serial: 1, panel: 0, deliveredAt: at, deliveryHash: kept, isAppealed: true }
  const signed = () => why(attestVerdict(bench, URL))

  onChain = delivered
  expect(await signed()).toMatch(/no appeal against the verdict of panel 0/)
  appeals = [1]
  onChain = { ...delivered, deliveryHash: ZERO32 }
  expect(await signed()).toMatch(/took another verdict of panel 0/)
  onChain = { ...delivered, deliveredAt: at + 1 }
  expect(await signed()).toMatch(/took another verdict of panel 0/)
  onChain = delivered
  panels = panels.with(1, { ...panels[1]!, court: 1 })
  expect(await signed()).toMatch(/panel 1/)
  panels = panelsOf(appealed.dispute)
  expect(await signed()).toBe('signed')
})

test('a contract account’s signature is asked about again at the block the docket names', async () => {
  show(hearing({ upTo: 'judged', deed: () => ({ does: 'voteAsContract', choice: 1 }) }))
  const asked: (string | undefined)[] = []
  const vouch = (says: boolean): Bench['accounts'] => ({
    vouch: async (_account, _digest, _signature, atBlock) => {
      asked.push(atBlock)
      return says ? { block: atBlock! } : undefined
    },
  })
  expect(await why(attestVerdict({ ...bench, accounts: vouch(false) }, URL))).toMatch(/did not vouch/)
  expect(await why(attestVerdict({ ...bench, accounts: vouch(true) }, URL))).toBe('signed')
  expect(new Set(asked)).toEqual(new Set(['1300']))
})

test('a final ruling is signed when the arbitrator records it as final', async () => {
  const { key, facts } = heard.dispute
  const id = BigInt(facts.disputeId)
  expect(await why(attestFinal(bench, key, id))).toMatch(/no final ruling/)
  onChain = { ...onChain, isFinal: true, ruling: 1, serial: 1 }
  expect(await why(attestFinal(bench, key, id + 1n))).toMatch(/not that dispute/)
  const word = await attestFinal(bench, key, id)
  if (!word.ok) throw new Error(word.refusal)
  const config = configDigest(domain, heard.set.k, heard.set.members)
  const statement = { disputeKey: key, ruling: 1, outcome: outcomeOf(1), serial: 1, configDigest: config }
  expect(signerOf(typedDigest(domain, 'Final', statement), word.value.signature)).toBe(addressOf(KEY))
  onChain = { ...onChain, ruling: 2 }
  expect(await why(attestFinal(bench, key, id))).toMatch(/something else was signed/)
})

test('whoever is no attestor in force signs nothing', async () => {
  const signer = {
    address: addressOf(ATTESTOR_KEYS[6]!),
    sign: async (signed: Digest) => signDigest(signed, ATTESTOR_KEYS[6]!),
  }
  expect(await why(attestGazette({ ...bench, signer }, gazetteOf(4)))).toMatch(/none of the attestors/)
})

/**
 * What an attestor signs of disputes off chain, and what it doesn't: the gazette that opens, the verdict, the gazette that
 * delivers, and the last word. The court, the chain and the clock are played; memory and law are real.
 */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { booksOf } from '#db/books'
import { docketOf } from '#db/docket'
import { gazettesOf } from '#db/gazettes'
import { oathsOf } from '#db/oaths'
import { weighingsOf } from '#db/weighings'
import { openDigest, priceOf } from '#law/ask'
import type { CourtPolicy } from '#law/court'
import { windowsOf } from '#law/dispute'
import type { Entry } from '#law/filing'
import { type Gazette, type GazettedHead, gazetteWord, headsTree, onChainHead } from '#law/gazette'
import { PRESETS } from '#law/presets/presets'
import { streaksAt } from '#law/report/record'
import type { Resolution } from '#law/resolution'
import { spellTranscript } from '#law/transcript'
import type { StandingHead } from '#ports'
import { type Digest, ZERO32 } from '#primitives/bytes'
import { addressOf, signDigest } from '#primitives/signature'
import { configDigest } from '#primitives/typed'
import { attestFinal, attestGazette, attestVerdict, type Bench, weighNext } from '#src/attest'
import { beaconSignature } from '../support/beacon.ts'
import { ASKER_KEY, ATTESTOR_KEYS, asking, type Heard, hearing, type Options } from '../support/hearing.ts'
import { heard as heardUnder } from '../support/posed.ts'

vi.setConfig({ testTimeout: 60_000 })

const KEY = ATTESTOR_KEYS[0]!
const heard = hearing({ asks: {} })
const { dispute } = heard
const { key, domain } = dispute
const ASKED_AT = heard.entries[0]!.acceptedAt
const OPEN_HASH = dispute.asked!.openHash
const COST = priceOf(asking().open, dispute.terms)

let shown: readonly Entry[]
let file: string
let now: number
let free: bigint
let policyHash: Digest
let standing: StandingHead[]
let offered: Gazette
let bench: Bench

beforeEach(async () => {
  const tables = [
    'entries',
    'disputes',
    'seats',
    'evidence',
    'receipts',
    'outbox',
    'oaths',
    'weighings',
    'gazettes',
    'gazette_heads',
    'holds',
  ]
  await env.DB.batch(tables.map((table) => env.DB.prepare(`DELETE FROM ${table}`)))
  now = ASKED_AT + 30
  stage(heard)
})

/** An attestor to whom the court shows this hearing, on a chain where it happened. */
function stage(of: Heard): void {
  show(of)
  const { dispute } = of
  free = priceOf(dispute.asked!.ask.open, dispute.terms)
  policyHash = dispute.policyHash
  standing = of.gazettes.map(({ gazette, at }) => ({ serial: gazette.serial, at, ...leafIn(gazette, dispute.key) }))
  const set = { ...of.set, configDigest: configDigest(domain, of.set.k, of.set.members) }
  const words = new Map(of.gazettes.map(({ gazette, at }) => [gazette.serial, gazetteWord(gazette, at)]))
  const { clockwork, epochSeconds, challengeFloorSeconds, terms } = dispute
  bench = {
    now: async () => now,
    deployment: { domain, clockwork, epochSeconds, challengeFloorSeconds },
    docket: docketOf(env.DB),
    credits: { of: async () => ({ free, nextHold: await nextHold() }), deliverer: async () => undefined },
    books: {
      ...booksOf(env.DB),
      court: async () => ({ policyHash, terms }),
      policyHash: async () => dispute.policyHash,
    } as never,
    oaths: oathsOf(env.DB),
    weighings: weighingsOf(env.DB),
    rolls: {
      compile: async () => ({ rollsRoot: of.rollsRoot, headers: [of.roll] }),
      inForce: async () => ({ header: of.roll, rollsRoot: of.rollsRoot, path: [], inForceAt: 0 }),
    } as never,
    gazettes: { ...gazettesOf(env.DB), standing: async () => standing, bringsRolls: async () => true },
    chain: { gazetteWord: async (serial: number) => words.get(serial), attestors: async () => set } as never,
    indexer: { index: async () => 'caughtUp', factsOf: async () => dispute.facts } as never,
    beacon: { signature: async (beaconRound) => beaconSignature(beaconRound) },
    accounts: { vouch: async () => undefined },
    signer: { address: addressOf(KEY), sign: async (signed) => signDigest(signed, KEY) },
    court: {
      entries: async (_, from) => shown.slice(from - 1, from + 4),
      gazette: async () => offered,
      transcript: async () => file,
    },
  }
}

const nextHold = async () => (await env.DB.prepare('SELECT count(*) + 1 AS n FROM holds').first<{ n: number }>())!.n

const leafIn = ({ heads }: Gazette, of = key): GazettedHead => heads.find(({ disputeKey }) => disputeKey === of)!

function show({ entries, transcript }: Pick<Heard, 'entries' | 'transcript'>): void {
  shown = entries
  file = spellTranscript(transcript)
}

/** Shows the docket up to the nth entry only. */
const upTo = (number: number, of: Heard = heard) => show({ ...of, entries: of.entries.slice(0, number) })

/** Has a gazette with this leaf signed. */
function offer(number: number, change: Partial<GazettedHead> = {}, of: Heard = heard) {
  const leaf = {
    ...onChainHead(of.dispute.key, number, of.dispute.heads[number - 1]!),
    openHash: of.dispute.asked!.openHash,
    ...change,
  }
  offered = { serial: 900, epoch: 0, rollsRoot: ZERO32, headsRoot: headsTree([leaf]).root, heads: [leaf] }
  return attestGazette(bench, offered)
}

const why = async (word: ReturnType<typeof offer>) => {
  const said = await word
  return said.ok ? 'signed' : said.refusal
}

describe('a gazette that opens a dispute off chain', () => {
  beforeEach(() => upTo(1))

  test('is signed when an account asked for it, of this law and out of its credit', async () => {
    expect(await why(offer(1))).toBe('signed')
    const { results } = await env.DB.prepare('SELECT number, released FROM holds').all()
    expect(results).toEqual([{ number: 1, released: 0 }])
  })

  const altered = (asks: Options['asks']) => {
    const other = hearing({ asks: asks! })
    upTo(1, other)
    return offer(1, {}, other)
  }

  test('is not signed for an Open that the operator invented', async () => {
    expect(await why(altered({ ask: (ask) => ({ ...ask, signature: signDigest(ZERO32, KEY) }) }))).toContain(
      'BadSignature',
    )
  })

  test('is not signed for an Open of another court, or of a law that is not in force', async () => {
    const signedElsewhere = altered({
      ask: (ask) => ({ ...ask, signature: signDigest(openDigest({ ...domain, chainId: 1n }, ask.open), ASKER_KEY) }),
    })
    expect(await why(signedElsewhere)).toContain('BadSignature')
    upTo(1)
    policyHash = ZERO32
    expect(await why(offer(1))).toContain('under another policy')
  })

  test('is not signed when the account’s credit doesn’t cover it', async () => {
    free = COST - 1n
    expect(await why(offer(1))).toContain(`it costs ${COST}`)
  })

  test('is not signed once the Open has expired, nor with another Open in its leaf', async () => {
    expect(await why(offer(1, { openHash: ZERO32 }))).toContain('another opening')
    now = Number(asking().open.expiresAt) + 1
    expect(await why(offer(1))).toContain('expired')
  })

  test('is not signed with a verdict of a dispute that isn’t open', async () => {
    expect(await why(offer(1, { verdictHash: OPEN_HASH }))).toContain('not open')
  })
})

describe('a gazette that delivers', () => {
  const judged = heard.entries.findIndex(({ kind }) => kind === 'judge') + 1
  const delivered = leafIn(heard.gazettes.at(-1)!.gazette)
  beforeEach(() => {
    now = heard.entries.at(-1)!.acceptedAt
  })

  test('is signed for a verdict that this attestor attested, and for no other', async () => {
    expect(await why(offer(judged, { verdictHash: delivered.verdictHash }))).toContain('not attested here')
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
    expect(await why(offer(judged, { verdictHash: OPEN_HASH }))).toContain('not attested here')
    expect(await why(offer(judged, { verdictHash: delivered.verdictHash }))).toBe('signed')
  })

  test('and the verdict is attested only if the opening is the chain’s own, and the first', async () => {
    standing = [{ ...standing[0]!, serial: 99, at: dispute.openedAt - 5 }, ...standing]
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('gazette 99 held it before')
    bench.indexer = { ...bench.indexer, factsOf: async () => ({ ...dispute.facts, deadlineAt: '1' }) }
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('its deadlineAt is 1 on chain')
  })
})

describe('the last word', () => {
  const id = BigInt(dispute.facts.disputeId)

  test('is signed when a gazette on chain delivered the attested verdict and its windows are over by the clock', async () => {
    now = heard.entries.at(-1)!.acceptedAt
    expect(await why(attestFinal(bench, key, id))).toContain('not attested here')
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
    const delivering = standing
    standing = standing.slice(0, -1)
    expect(await why(attestFinal(bench, key, id))).toContain('no gazette on chain')
    standing = delivering
    now = windowsOf(dispute)! - 1
    expect(await why(attestFinal(bench, key, id))).toContain('windows are open')
    now += 1
    expect(await why(attestFinal(bench, key, id))).toBe('signed')
  })
})

describe('the verdict of a juror who sat alone', () => {
  const policy = { ...PRESETS.boinc!, panel: { weight: 'one', trust: { streak: 2 } } }
  const RULED_AT = ASKED_AT - 1000
  const all = Array.from({ length: 10 }, () => ['0xabcd'] as const)
  /** Two disputes of yesterday in which everybody was right. */
  const yesterday = ['20', '21'].map((nonce) => {
    const { entries, dispute } = heardUnder(policy, {}, all, nonce)
    const earlier = entries.map((entry) =>
      entry.kind === 'rule' ? { ...entry, body: { ...entry.body, at: String(RULED_AT) } } : entry,
    )
    return { dispute, entries: earlier as Entry[] }
  })
  const jurors = streaksAt(
    yesterday.map(({ entries }) => entries),
    ASKED_AT,
  )
  const lone = Array.from({ length: 8 }, (_, n) =>
    heardUnder(policy, { stated: { trusted: { at: String(ASKED_AT), jurors } } }, all.slice(0, 2), String(30 + n)),
  ).find(({ dispute }) => dispute.sittings[0]!.draws.length === 1)!

  beforeEach(() => {
    stage(lone)
    now = lone.entries.at(-1)!.acceptedAt
  })

  test('is signed if the dockets this attestor was shown give the same record', async () => {
    for (const { dispute, entries } of yesterday)
      await bench.docket.append(undefined, dispute, entries, [], [], undefined)
    await env.DB.prepare('UPDATE disputes SET opened_at = ?')
      .bind(RULED_AT - 9000)
      .run()
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
  })

  test('is not signed if they give another', async () => {
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('expected a streak of 0')
  })
})

describe('the verdict of a dispute whose truth another tells', () => {
  const policy = { ...PRESETS.numerai!, ladder: { rungs: 'later', seats: 3, resolveSeconds: 20 * 86_400 } }
  const says = [[[900_000, 100_000]], [[100_000, 900_000]], [[500_000, 500_000]]] as const
  const { final } = heard.transcript
  const last = { ruling: '1', outcome: dispute.sittings[0]!.judged!.outcome, ...final! }
  const forecast = (resolution?: Resolution, nonce = '50') =>
    heardUnder(policy, { block: { outcomes: 2 }, resolvedBy: key }, says, nonce, () => resolution)
  const over = { dispute: key, at: dispute.final!.at, last }
  const resolved = forecast(over)

  /** The court shows this docket, and the one that tells the truth. */
  function showBoth(of: Heard) {
    stage(of)
    const [theirs, own] = [bench.court.entries, of.dispute.key]
    bench.court = {
      ...bench.court,
      entries: async (which, from) => (which === own ? theirs(which, from) : heard.entries.slice(from - 1, from + 4)),
    }
    now = Math.max(of.entries.at(-1)!.acceptedAt, heard.entries.at(-1)!.acceptedAt)
  }
  const standingIn = ({ gazettes }: Heard) =>
    gazettes.map(({ gazette, at }) => ({ serial: gazette.serial, at, ...leafIn(gazette) }))

  /** The one that tells the truth was followed here long ago, under the law that it was opened under. */
  beforeEach(async () => {
    now = heard.entries.at(-1)!.acceptedAt
    expect(await why(attestFinal(bench, key, BigInt(dispute.facts.disputeId)))).toContain('not attested here')
  })

  test('is signed once the other’s last word is the same here', async () => {
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
    showBoth(resolved)
    const own = standing
    bench.gazettes = { ...bench.gazettes, standing: async (of) => (of === key ? standingIn(heard) : own) }
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
  })

  test('is not signed for a last word that this attestor can’t find itself, though k signed it', async () => {
    showBoth(resolved)
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('no gazette on chain delivers')
    standing = [...standing, ...standingIn(heard)]
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('not attested here')
  })

  test('is not signed if the other is said to be void, or was left out, and was over', async () => {
    showBoth(forecast({ ...over, last: null }, '51'))
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('was not voided')
    showBoth(forecast(undefined, '52'))
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('was left out')
  })
})

describe('a verdict whose tally learns from all ballots in many rounds', () => {
  const policy: CourtPolicy = {
    name: 'Labels',
    text: 'Say which.',
    question: { space: 'choice', choices: 2, items: 3 },
    tally: { rule: 'workers', weigh: 'confusion' },
    score: { referee: 'outcome', metric: 'agreement' },
    purse: { split: 'coherent' },
    ladder: { rungs: 'once', seats: 3 },
  }
  const learned = heardUnder(
    policy,
    {},
    [
      [1, 2, 1],
      [1, 2, 2],
      [2, 2, 1],
    ],
    '60',
  )
  beforeEach(() => {
    stage(learned)
    now = learned.entries.at(-1)!.acceptedAt
  })

  test('is weighed in no request, but when the clock calls, and signed for whoever asks again', async () => {
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('ask again')
    // A request reads what is asked, and follows nothing: there isn't anything here to have judged it by.
    expect(await bench.docket.load(learned.dispute.key)).toEqual([])
    await weighNext(bench)
    expect((await bench.docket.load(learned.dispute.key)).length).toBeGreaterThan(0)
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
    await weighNext(bench)
    expect(await bench.weighings.next()).toBeUndefined()
  })

  test('and one that is false is refused with its fault, once, and weighed again if it is asked for again', async () => {
    const { transcript } = learned
    file = spellTranscript({ ...transcript, verdict: { ...transcript.verdict, outcome: OPEN_HASH } })
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('ask again')
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('ask again')
    await weighNext(bench)
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('the word has the hash')
    file = spellTranscript(transcript)
    expect(await why(attestVerdict(bench, 'transcript'))).toContain('ask again')
    await weighNext(bench)
    expect(await why(attestVerdict(bench, 'transcript'))).toBe('signed')
  })
})

/**
 * Stated: what a dispute under a policy brings along besides its question: facts that no juror of it says, and that the
 * policy's rules look at.
 *
 *   bonds      what parties put behind an answer     machines   what machines answered before people are asked
 *   standings  what jurors have done before          links      whom accounts trust, and whom they don't
 *   entries    who brought the items, for a prize    worth      what jurors hold their work to be worth
 *   groups     who was found to act as one
 *
 * Whoever asks states them as a part of the question, so they are signed, public before the draw, and the same for
 * whoever works the word out again. A bond is signed by its party besides. Nothing else vouches for them: who doubts a
 * standing or a link compares it with the record, and the text of a policy that relies on one says so.
 *
 * Each rule says what it must be told, and what it may be (`Tells`). What no rule of a policy looks at isn't taken.
 * @module
 */
import { NO_STANDING, type Standing } from '#jurors/standing'
import type { Address, Digest, Hex } from '#primitives/bytes'
import { type Json, jsonHash } from '#primitives/json'
import { decimal, hex, type Shape, text } from '#primitives/shape'
import { signerOf, spokenDigest } from '#primitives/signature'
import { type Block, fraction, integer, nanosOf, several, strayField, within } from '../block.ts'
import type { Bond } from '../rungs/rung.ts'
import type { Ballot } from '../tally/count.ts'
import { decodeAnswer, type Question } from './question.ts'

/** Money in wei and instants in seconds, as decimal strings; answers in the bytes of the question. */
export type Stated = {
  bonds?: readonly StatedBond[]
  machines?: readonly { name: string; answer: Hex }[]
  standings?: readonly { juror: Address; asked: number; done: number; mean: string; streak: number }[]
  links?: readonly { from: Address; to: Address; weight: number }[]
  /** For each item who brought it, and a name that those with one root cause have in common. */
  entries?: readonly { by: Address; group: string }[]
  /** What those who brought the items share, beside the seats' fees. */
  prize?: string
  worth?: readonly { juror: Address; amount: string }[]
  /** No juror in two of them. */
  groups?: readonly (readonly Address[])[]
  /** Right answers in a row of this court's jurors, by what was final at an instant, see report/record.ts. */
  trusted?: { at: string; jurors: Streaks }
}
/** Jurors with their streaks: answers in a row that were checked and right. */
export type Streaks = readonly { juror: Address; streak: number }[]
export type StatedBond = { by: Address; answer: Hex; amount: string; at: string; signature: Hex }
export type StatedName = keyof Stated

/** What a rule must be told, and what it may be. */
export type Tells = Readonly<Partial<Record<StatedName, 'must' | 'may'>>>

const MOST_BONDS = 64
const MOST_MACHINES = 15
/** Jurors of whom something is stated, and items that somebody brought. */
const MOST_NAMED = 1000
const MOST_LINKS = 4096
const MOST_GROUPS = 64
const MOST_MEMBERS = 32
/** Characters of a name. */
const MOST_NAME = 64

const name: Shape = (value, at) =>
  text(value, at) ??
  ((value as string).length >= 1 && (value as string).length <= MOST_NAME
    ? undefined
    : `${at}: expected 1 to ${MOST_NAME} characters`)
const isRecord = (value: unknown): value is Block =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
const count = integer(0, 1e6)
const account = hex(20)
const wei = decimal(128)

/** So many records of these members. */
const many = (members: Record<string, Shape>, most: number): Shape => several(within({ wants: members }), 1, most)

const SHAPES: Readonly<Record<StatedName, Shape>> = {
  bonds: many({ by: account, answer: hex(), amount: wei, at: decimal(53), signature: hex(65) }, MOST_BONDS),
  machines: many({ name, answer: hex() }, MOST_MACHINES),
  standings: many({ juror: account, asked: count, done: count, mean: fraction(-1, 1), streak: count }, MOST_NAMED),
  links: many({ from: account, to: account, weight: integer(-1000, 1000) }, MOST_LINKS),
  entries: many({ by: account, group: name }, MOST_NAMED),
  prize: wei,
  worth: many({ juror: account, amount: wei }, MOST_NAMED),
  groups: several(several(account, 2, MOST_MEMBERS), 1, MOST_GROUPS),
  trusted: within({
    wants: { at: decimal(53), jurors: many({ juror: account, streak: integer(1, 1e6) }, MOST_NAMED) },
  }),
}

/** Where a record of stated facts strays, whatever the policy. */
export const statedShape: Shape = (value, at) =>
  isRecord(value) ? strayField(value, { takes: SHAPES }, [], at) : `${at}: expected a record`

/** Why these facts don't go with a policy and its question, as a sentence; undefined if they do. */
export function strayStated(stated: Stated, tells: Tells, question: Question): string | undefined {
  const given = Object.keys(stated) as StatedName[]
  const idle = given.find((member) => tells[member] === undefined)
  if (idle) return `stated.${idle}: expected none, since no rule of the policy looks at it`
  const missing = (Object.keys(tells) as StatedName[]).find(
    (member) => tells[member] === 'must' && stated[member] === undefined,
  )
  if (missing) return `stated: expected a member ${missing}, since a rule of the policy looks at it`
  const { bonds = [], machines = [], standings = [], entries, worth = [], groups = [], trusted } = stated
  if (bonds.length > 0 && question.items > 1) return 'stated.bonds: expected a question of one item'
  if (entries && entries.length !== question.items)
    return `stated.entries: expected one for each of ${question.items} items, got ${entries.length}`
  if (bonds.some(({ at }, i) => i > 0 && BigInt(at) < BigInt(bonds[i - 1]!.at)))
    return 'stated.bonds: expected them in the order in which they were put up'
  const unread = [...bonds, ...machines].find(({ answer }) => decodeAnswer(question, answer) === undefined)
  if (unread) return `stated: expected answers to the question, got ${unread.answer.slice(0, 60)}`
  const twice: (readonly string[])[] = [
    machines.map(({ name }) => name),
    standings.map(({ juror }) => juror),
    worth.map(({ juror }) => juror),
    groups.flat(),
    trusted?.jurors.map(({ juror }) => juror) ?? [],
  ]
  if (twice.some((names) => new Set(names).size < names.length)) return 'stated: expected each juror and machine once'
  const never = standings.find(({ asked, done }) => done > asked)
  return never && `stated.standings: expected at most ${never.asked} done, got ${never.done}`
}

/** What a party signs as a message (EIP-191) to stand behind an answer: in this one dispute, whoever asks it when. */
export function bondWords(
  { account, nonce }: { account: Address; nonce: string },
  question: { title: string; stated?: Stated },
  { answer, amount, at }: Omit<StatedBond, 'by' | 'signature'>,
): string {
  return [
    `I put ${amount} wei behind an answer to “${question.title}”.`,
    '',
    `Answer: ${answer}`,
    `Since: ${at}`,
    `Dispute: ${nonce} of ${account}`,
    `Question: ${unbonded(question)}`,
  ].join('\n')
}

/** H of a question without its bonds, since they can't sign themselves. */
function unbonded({ stated, ...rest }: { stated?: Stated }): Digest {
  const { bonds: _, ...others } = stated ?? {}
  return jsonHash({ ...rest, stated: others } as Json)
}

/** The first party whose bond isn't its own. Contract accounts put up none here: nobody asks the chain about them. */
export function forgedBond(
  open: { account: Address; nonce: string },
  question: { title: string; stated?: Stated },
): Address | undefined {
  const forged = question.stated?.bonds?.find(
    (bond) => signerOf(spokenDigest(bondWords(open, question, bond)), bond.signature) !== bond.by,
  )
  return forged?.by
}

/** Bonds as a ladder looks at them. Assumes `strayStated` found nothing. */
export const bondsIn = ({ bonds = [] }: Stated, question: Question): Bond[] =>
  bonds.map(({ by, answer, amount, at }) => ({
    by,
    said: decodeAnswer(question, answer)![0]!,
    amount: BigInt(amount),
    at: Number(at),
  }))

/** Ballots of machines, one like another. */
export const machinesIn = ({ machines = [] }: Stated, question: Question): Ballot[] =>
  machines.map(({ name, answer }) => ({
    juror: name,
    weight: 1n,
    answer: decodeAnswer(question, answer)!,
    prior: true,
  }))

/** What a juror has done before; nothing where nothing is stated. */
export function standingIn({ standings = [] }: Stated, juror: Address): Standing {
  const own = standings.find((each) => each.juror === juror)
  if (!own) return NO_STANDING
  const { asked, done, mean, streak } = own
  const returned = asked === 0 ? 0 : Math.floor((done * 1e9) / asked)
  return { asked, done, returned, mean: Number(nanosOf(mean)), streak }
}

/** The first juror whose stated streak isn't the record's, as a sentence. Who isn't stated has none, and is always audited. */
export function strayStreak({ trusted }: Stated, record: Streaks): string | undefined {
  const own = new Map(record.map(({ juror, streak }) => [juror, streak]))
  const wrong = trusted?.jurors.find(({ juror, streak }) => streak !== (own.get(juror) ?? 0))
  return (
    wrong && `stated.trusted: expected a streak of ${own.get(wrong.juror) ?? 0} for ${wrong.juror}, got ${wrong.streak}`
  )
}

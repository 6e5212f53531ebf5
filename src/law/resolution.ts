/**
 * Resolution: a dispute whose truth is what another dispute comes to.
 *
 * A forecast needn't be sealed with its outcome: the question names the dispute that is to tell it, and its own panel is
 * judged once that one is over. What is filed then is the other's last word with k signatures under it, so that a docket
 * still needs nothing but itself. Where nothing can be learned of it, or it was known before the last ballot was sealed,
 * the word says so: nobody is scored then, and whoever answered is paid alike.
 * @module
 */
import type { Address, Digest, Hex } from '#primitives/bytes'
import { canonical, type Json } from '#primitives/json'
import type { Instant } from '#primitives/time'
import { configDigest, type Domain, typedDigest } from '#primitives/typed'
import { quorumFault } from './attestation.ts'
import { WHOLE } from './question/distribution.ts'
import { type Law, readLaw } from './question/posed.ts'
import { type Question, saidBy } from './question/question.ts'
import { isMark, type Said, type Space } from './question/space.ts'
import { outcomeOf } from './verdict.ts'
import { type Word, wordHash } from './word.ts'

/** Seconds that attestors and a gazette have, once the truth can't be waited for any longer. */
const DELIVERY_SECONDS = 6 * 3600

/** The last word on another dispute, as its attestors signed it (EIP-712 `Final`). */
export type LastWord = {
  ruling: string
  outcome: Digest
  serial: string
  /** Under a policy: what `outcome` is the hash of. */
  word?: Word
  set: { k: string; members: readonly Address[] }
  signatures: readonly Hex[]
}

/** How the dispute that tells the truth ended, and when. Null: it was voided, and decides nothing. */
export type Resolution = { dispute: Digest; at: Instant; last: LastWord | null }

/** What is known of the truth: of each item what is true, or why nothing is. */
export type Truth = { known: readonly (Said | undefined)[]; untold?: string }

/** Why nobody is scored where nothing was learned. */
export const UNTOLD = 'the dispute that tells the truth was not over in time'

/** What is wrong with another dispute's last word; undefined if k signed it. */
export function faultInLast(
  domain: Domain,
  dispute: Digest,
  { ruling, outcome, serial, word, set, signatures }: LastWord,
) {
  const own = word ? wordHash(word) : outcomeOf(Number(ruling))
  if (own !== outcome) return `its outcome is ${own}`
  const isAscending = set.members.every((member, i) => i === 0 || set.members[i - 1]! < member)
  if (!isAscending) return 'its attestors aren’t in ascending order'
  const members = { k: Number(set.k), members: set.members }
  const signed = typedDigest(domain, 'Final', {
    disputeKey: dispute,
    ruling: Number(ruling),
    outcome,
    serial: Number(serial),
    configDigest: configDigest(domain, members.k, members.members),
  })
  return quorumFault(signed, members, signatures)
}

/** What another dispute's end says of each item, before ballots that were sealed until `closedAt`. */
export function truthBy(law: Law, { at, last }: Resolution, closedAt: Instant): Truth {
  const nothing = (why: string): Truth => ({ known: [], untold: `the dispute that tells the truth ${why}` })
  if (at <= closedAt) return nothing('was over before the ballots were sealed')
  if (!last) return nothing('was voided')
  const { space, items } = readLaw(law).question
  const keys = last.word?.findings.map(({ answer }) => answer) ?? [choiceKey(Number(last.ruling))]
  const known = Array.from({ length: items }, (_, i) => {
    const key = keys[i]
    return key ? saidOf(space, key) : undefined
  })
  return known.every((said) => said === undefined) ? nothing('decided nothing') : { known }
}

/** Until when a panel that has answered waits for another dispute: as long as its ladder says and its own life allows. */
export function resolvedUntil(law: Law, openedAt: Instant, lastDeliveryAt: Instant): Instant {
  const { rungs, resolveSeconds } = law.policy.ladder
  const own = rungs === 'later' ? openedAt + Number(resolveSeconds) : Number.MAX_SAFE_INTEGER
  return Math.min(own, lastDeliveryAt - DELIVERY_SECONDS)
}

/** What a dispute asks, as far as others may be told by it: choices under no policy, or a question under one. */
export type Telling = { choices: number } | { law: Law }

/** Why a question can't be told the truth by another's answer; undefined if it can. */
export function strayTelling(law: Law, telling: Telling): string | undefined {
  const own = readLaw(law).question
  const other = askedIn(telling)
  const at = 'question.resolvedBy: expected a dispute'
  if (other.items !== own.items) return `${at} about ${own.items} items, got one about ${other.items}`
  const same = 'law' in telling && blockIn(telling.law) === blockIn(law)
  const outcomes = own.space.name === 'distribution' ? own.space.size / PART_BYTES : undefined
  return same || (outcomes !== undefined && other.choices === outcomes)
    ? undefined
    : `${at} ${outcomes === undefined ? 'in the same answer space' : `between ${outcomes} choices`}`
}

/** Bytes of a forecast's part. */
const PART_BYTES = 3

function askedIn(telling: Telling): { items: number; choices: number | undefined } {
  if ('choices' in telling) return { items: 1, choices: telling.choices }
  const { space, items }: Question = readLaw(telling.law).question
  return { items, choices: space.name === 'choice' ? space.classes : undefined }
}

const blockIn = ({ policy, asked }: Law): string => canonical({ ...policy.question, ...asked } as Json)

/** Canonical bytes of a choice. */
const choiceKey = (choice: number): Hex => `0x${choice.toString(16).padStart(8, '0')}`

/** What a finding of another dispute says here: of a choice that it came about for certain. */
function saidOf(space: Space, key: Hex): Said | undefined {
  const isChoice = space.name === 'distribution' && key.length === choiceKey(0).length
  if (!isChoice) {
    const said = saidBy(space, key)
    return said === undefined || isMark(said) ? undefined : said
  }
  const outcomes = space.size / PART_BYTES
  const choice = Number(key)
  return choice >= 1 && choice <= outcomes
    ? Array.from({ length: outcomes }, (_, i) => (i === choice - 1 ? WHOLE : 0))
    : undefined
}

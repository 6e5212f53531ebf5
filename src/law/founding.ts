/**
 * Founding: a policy becomes a court off chain, and a later version of it.
 *
 * A court off chain is its founder and its first policy, nothing else: whoever knows both knows its name. A version,
 * once published, is never changed and never deleted, so a dispute that pins one keeps its law. Nothing of a policy
 * that strays is kept.
 * @module
 */
import type { Address, Digest } from '#primitives/bytes'
import { canonical, type Json, jsonHash } from '#primitives/json'
import { no, ok, type Result } from '#primitives/result'
import type { Instant } from '#primitives/time'
import { type CourtPolicy, courtOf } from './court.ts'
import { brief } from './gauntlet/brief.ts'
import { Malformed, type Report } from './gauntlet/gauntlet.ts'
import { type Override, openingFault, overrideWords, unplayedWords } from './gauntlet/override.ts'
import { decodeTerms } from './policy.ts'
import type { Refusal } from './refusal.ts'

/** A court off chain as one of its versions has it. */
export type Founded = {
  court: Digest
  /** From 1, without gaps. */
  version: number
  founder: Address
  /** H(RFC 8785 JSON of the policy). */
  policyHash: Digest
  policy: CourtPolicy
  publishedAt: Instant
  /** What the founder signed to open it although the gauntlet doesn't let it pass; null if that does. */
  override: Override | null
}

/** Versions of one court at most. */
export const MOST_VERSIONS = 1000

/** The name of a court off chain: H of the RFC 8785 JSON of its founder and the hash of its first policy. */
export function courtName(founder: Address, firstPolicy: Digest): Digest {
  return jsonHash({ founder, policyHash: firstPolicy })
}

/** Version 1 of a new court, or every place where its policy strays. */
export function found(founder: Address, value: unknown, now: Instant): Result<Founded, Refusal> {
  const read = readPolicy(value)
  if (!read.ok) return read
  const { policy, policyHash } = read.value
  return ok({
    court: courtName(founder, policyHash),
    version: 1,
    founder,
    policyHash,
    policy,
    publishedAt: now,
    override: null,
  })
}

/**
 * The version after the newest one. The policy that is in force already, handed in again, is that version and no new
 * one: so an answer that was lost can be asked for again.
 */
export function revise(newest: Founded, by: Address, value: unknown, now: Instant): Result<Founded, Refusal> {
  const { court, version, founder } = newest
  if (by !== founder) return no({ code: 'NotFounder', founder })
  const read = readPolicy(value)
  if (!read.ok) return read
  const { policy, policyHash } = read.value
  if (policyHash === newest.policyHash) return ok(newest)
  if (version >= MOST_VERSIONS) return no({ code: 'TooManyVersions', most: MOST_VERSIONS })
  return ok({ court, version: version + 1, founder, policyHash, policy, publishedAt: now, override: null })
}

/** A version that may open: one that passes the gauntlet, or that its founder opens nevertheless, over its own name. */
export function opening(wanted: Founded, override?: Override): Result<Founded, Refusal> {
  const report = played(wanted.policy)
  const words = report ? overrideWords(report) : unplayedWords(wanted.policy.name, wanted.policyHash)
  const why = openingFault(words, wanted.founder, override)
  if (why !== undefined) return no({ code: 'CourtRefused', why, words: words! })
  return ok({ ...wanted, override: words === undefined ? null : override! })
}

/** The gauntlet of a policy that a court can work by; undefined if it can't be played, or takes too long. */
function played(policy: CourtPolicy): Report | undefined {
  try {
    return brief(policy)
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

function readPolicy(value: unknown): Result<{ policy: CourtPolicy; policyHash: Digest }, Refusal> {
  const spelled = misspelled(value)
  if (spelled) return no({ code: 'MalformedPolicy', strays: [spelled] })
  const court = courtOf(value)
  if (!court.ok) return no({ code: 'MalformedPolicy', strays: court.refusal })
  const { policy, hash } = court.value
  const terms = policy.terms === undefined ? undefined : strayTerms(policy.terms)
  return terms ? no({ code: 'MalformedPolicy', strays: [terms] }) : ok({ policy, policyHash: hash })
}

/** Why a value has no canonical bytes; undefined if it has. */
function misspelled(value: unknown): string | undefined {
  try {
    canonical(value as Json)
    return undefined
  } catch (error) {
    return `policy: ${(error as Error).message}`
  }
}

function strayTerms(terms: CourtPolicy['terms'] & string): string | undefined {
  try {
    decodeTerms(terms)
    return undefined
  } catch (error) {
    return `terms: ${(error as Error).message}`
  }
}

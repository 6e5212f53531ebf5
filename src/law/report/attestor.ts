/**
 * Attestor: attestors are a crowd like any other, so they are evaluated like one: how often each was asked, signed,
 * refused (with what reasons) or was silent, and how fast it was; over time.
 *
 * Silence is what the court saw: once enough have signed the others have a second, so a slow attestor counts as silent.
 * @module
 */
import type { Address } from '#primitives/bytes'
import { type Nano, nanos } from '#primitives/real'
import type { Instant } from '#primitives/time'

/** One question to one attestor, and what came of it. */
export type Answered = {
  /** Where it was asked. */
  attestor: string
  /** What about: a gazette, a verdict, a final ruling. */
  subject: string
  at: Instant
  /** Who signed; null: nobody did. */
  signer: Address | null
  /** Null: it hasn't answered in time. */
  tookMs: number | null
  /** Why it didn't sign. */
  why: string | null
}

export type AttestorReport = {
  attestor: string
  /** Whose signatures came from there, the newest first. */
  signers: readonly Address[]
  asked: number
  signed: number
  refused: number
  silent: number
  /** Signed of answered: agreement with the court. */
  agreement: Nano | undefined
  /** Of its answers. */
  medianMs: number | undefined
  slowestMs: number | undefined
  /** Most frequent first. */
  reasons: readonly { why: string; times: number }[]
  /** The same by span of time, oldest first. */
  spans: readonly {
    from: Instant
    asked: number
    signed: number
    refused: number
    silent: number
    medianMs: number | undefined
  }[]
}

/** Reasons that are kept apart. */
const MOST_REASONS = 10

/** A report for each attestor, in the order of their addresses. @param spanSeconds - How long each span of time is. */
export function attestorReports(asked: readonly Answered[], spanSeconds: number): AttestorReport[] {
  return [...Map.groupBy(asked, ({ attestor }) => attestor)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([attestor, rows]) => {
      const own = rows.toSorted((a, b) => a.at - b.at || (a.subject < b.subject ? -1 : 1))
      const all = counts(own)
      const answered = all.signed + all.refused
      const reasons = Map.groupBy(
        own.flatMap(({ why, tookMs }) => (why === null || tookMs === null ? [] : [why])),
        String,
      )
      const spans = Map.groupBy(own, ({ at }) => Math.floor(at / spanSeconds) * spanSeconds)
      return {
        attestor,
        signers: [...new Set(own.toReversed().flatMap(({ signer }) => signer ?? []))],
        ...all,
        agreement: answered === 0 ? undefined : nanos(all.signed / answered),
        slowestMs: own.reduce<number | undefined>(
          (most, { tookMs }) => (tookMs === null ? most : Math.max(most ?? 0, tookMs)),
          undefined,
        ),
        reasons: [...reasons]
          .map(([why, all]) => ({ why, times: all.length }))
          .toSorted((a, b) => b.times - a.times || (a.why < b.why ? -1 : 1))
          .slice(0, MOST_REASONS),
        spans: [...spans].map(([from, some]) => ({ from, ...counts(some) })),
      }
    })
}

function counts(rows: readonly Answered[]) {
  const took = rows.flatMap(({ tookMs }) => tookMs ?? []).toSorted((a, b) => a - b)
  const signed = rows.filter(({ signer }) => signer !== null).length
  const silent = rows.filter(({ tookMs }) => tookMs === null).length
  return {
    asked: rows.length,
    signed,
    refused: rows.length - signed - silent,
    silent,
    medianMs: took[Math.floor((took.length - 1) / 2)],
  }
}

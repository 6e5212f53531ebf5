/**
 * Posed: whole hearings of disputes under the policy of a court off chain.
 * @module
 */
import { type CourtPolicy, courtOf } from '#law/court'
import type { Question } from '#law/filing'
import { encodeAnswer } from '#law/question/question'
import type { Said } from '#law/question/space'
import type { Stated } from '#law/question/stated'
import type { Digest, Hex } from '#primitives/bytes'
import { hearing, type Options } from './hearing.ts'

export const COURT: Digest = `0x${'c0'.repeat(32)}`
export const SILENT = 'silent'

/** A dispute under a policy whose jurors answer in the order in which they are drawn. */
export function heard(
  policy: CourtPolicy,
  asked: { block?: Record<string, number>; controls?: Digest; stated?: Stated; resolvedBy?: Digest },
  says: readonly (readonly Said[] | Hex | typeof SILENT)[],
  nonce = '7',
  resolves?: Options['resolves'],
) {
  const { question, hash } = must(courtOf(policy))
  const under = { court: COURT, version: '1', policyHash: hash }
  const { block = {}, controls, stated, resolvedBy } = asked
  const more = {
    ...(controls ? { controls } : {}),
    ...(stated ? { stated } : {}),
    ...(resolvedBy ? { resolvedBy } : {}),
  }
  const posing: Question = { under, asked: block, ...more, title: 'What is it?' }
  const space = question(block)
  if (typeof space === 'string') throw new Error(space)
  const places = new Map<number, number>()
  return hearing({
    seats: says.length,
    seatCap: 1,
    strict: true,
    jurors: 12,
    terms: { personSource: 1 },
    ...(resolves ? { resolves } : {}),
    asks: { open: { nonce }, question: posing, ask: (ask) => ({ ...ask, policy }) },
    deed: (juror) => {
      if (!places.has(juror)) places.set(juror, places.size)
      const said = says[places.get(juror)!] ?? SILENT
      return said === SILENT
        ? { does: 'nothing' }
        : { does: 'answer', answer: typeof said === 'string' ? said : encodeAnswer(space, said) }
    },
  })
}

/** The value, or an error with what was refused. */
export const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal))
  return result.value
}

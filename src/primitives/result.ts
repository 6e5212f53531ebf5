/**
 * Result: a lawful no is a value, never an exception. It also survives a call between Workers, which the own
 * properties of a thrown error don't.
 * @module
 */
export type Result<T, E> = { ok: true; value: T } | { ok: false; refusal: E }

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value })
export const no = <E>(refusal: E): { ok: false; refusal: E } => ({ ok: false, refusal })

/**
 * Choice: the question every arbitrable contract asks: which of 1 … n, or 0 to refuse to arbitrate.
 *
 * An answer is u16(number of items) ‖ items; an item is a u32, 2^32 − 1 where it was left blank.
 * Vectors in test/vectors/answer.json.
 * @module
 */
import { concat, type Digest, type Hex, toBytes, toHex, toUint, uint } from '#primitives/bytes'
import { digest } from '#primitives/hash'

/** A list of items, each asking for a choice from 0 to `choices`. */
export type ChoiceQuestion = { space: 'choice'; items: number; choices: number }

/** An item left blank. */
export const BLANK = 2 ** 32 - 1

/** Canonical bytes of one choice per item. */
export function encodeChoices(choices: readonly number[]): Hex {
  return toHex(concat(uint(choices.length, 2), ...choices.map((choice) => uint(choice, 4))))
}

/** The choices, or undefined if the bytes aren't the canonical answer to this question. */
export function decodeChoices(question: ChoiceQuestion, answer: Hex): number[] | undefined {
  const bytes = toBytes(answer)
  if (bytes.length !== answerBytes(question) || Number(toUint(bytes.subarray(0, 2))) !== question.items)
    return undefined
  const choices = Array.from({ length: question.items }, (_, i) => Number(toUint(bytes.subarray(2 + 4 * i, 6 + 4 * i))))
  return choices.every((choice) => choice === BLANK || choice <= question.choices) ? choices : undefined
}

/** Length of every answer to this question, which is what ballots are padded to. */
export function answerBytes(question: ChoiceQuestion): number {
  return 2 + 4 * question.items
}

/** H(answer). */
export function answerHash(answer: Hex): Digest {
  return digest(toBytes(answer))
}

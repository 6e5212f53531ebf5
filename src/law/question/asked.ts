/**
 * Asked: what a question must look like before jurors are shown it. A question is data, and whoever asks it signs its
 * hash; so it is small, plain text, and says all there is to choose from.
 * @module
 */
import { decimal, hex, list, oneOf, plain, record, type Shape, text } from '#primitives/shape'
import type { Question } from '../filing.ts'
import type { Refusal } from '../refusal.ts'
import { statedShape } from './stated.ts'

/** Characters of a title, of a description, and of an exhibit's reference. */
export const MOST_TITLE = 300
export const MOST_DESCRIPTION = 20_000
export const MOST_QUESTION_REFERENCE = 8192
/** Choices besides 0, and exhibits. */
export const MOST_CHOICES = 255
export const MOST_QUESTION_EXHIBITS = 32

/** A question of choices, or under the policy of a court off chain, as a file may spell it. */
export const questionShape: Shape = (value, at) => {
  const given = (value ?? {}) as Record<string, unknown>
  const isPosed = Object.hasOwn(given, 'under')
  const optional = {
    description: text,
    evidence: list(text),
    ...(isPosed ? { choices: list(text), controls: hex(32), resolvedBy: hex(32), stated: statedShape } : {}),
  }
  const held = Object.fromEntries(Object.entries(optional).filter(([name]) => Object.hasOwn(given, name)))
  const own: Readonly<Record<string, Shape>> = isPosed
    ? { under: pin, asked: plain }
    : { space: oneOf('choice'), choices: list(text) }
  return record({ ...own, title: text, ...held })(value, at)
}

const pin = record({ court: hex(32), version: decimal(32), policyHash: hex(32) })

/** Why jurors can't be asked this. */
export function questionFault(question: Question): Refusal | undefined {
  const strays = questionShape(question, 'question')
  if (strays) return { code: 'MalformedQuestion', reason: strays }
  const { title, description = '', choices = [], evidence = [] } = question
  const long: [string, number][] = [
    [title, MOST_TITLE],
    [description, MOST_DESCRIPTION],
    ...choices.map((choice): [string, number] => [choice, MOST_TITLE]),
    ...evidence.map((reference): [string, number] => [reference, MOST_QUESTION_REFERENCE]),
  ]
  const over = long.find(([told, most]) => told.length > most)
  if (over) return { code: 'TextTooLong', most: over[1] }
  if (title === '' || choices.includes('')) return { code: 'MalformedQuestion', reason: 'a title is empty' }
  const least = 'under' in question ? 0 : 1
  if (choices.length < least || choices.length > MOST_CHOICES)
    return { code: 'MalformedQuestion', reason: `expected ${least} to ${MOST_CHOICES} choices, got ${choices.length}` }
  if (evidence.length > MOST_QUESTION_EXHIBITS)
    return { code: 'MalformedQuestion', reason: `expected at most ${MOST_QUESTION_EXHIBITS} exhibits` }
  return undefined
}

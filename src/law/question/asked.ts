/**
 * Asked: what a question must look like before jurors are shown it. A question is data, and whoever asks it signs its
 * hash; so it is small, plain text, and says all there is to choose from.
 * @module
 */
import { list, oneOf, record, type Shape, text } from '#primitives/shape'
import type { Question } from '../filing.ts'
import type { Refusal } from '../refusal.ts'

/** Characters of a title, of a description, and of an exhibit's reference. */
export const MOST_TITLE = 300
export const MOST_DESCRIPTION = 20_000
export const MOST_QUESTION_REFERENCE = 8192
/** Choices besides 0, and exhibits. */
export const MOST_CHOICES = 255
export const MOST_QUESTION_EXHIBITS = 32

/** A question of one of the answer spaces, as a file may spell it. */
export const questionShape: Shape = (value, at) => {
  const given = (value ?? {}) as Record<string, unknown>
  const optional = { description: text, evidence: list(text) }
  const held = Object.fromEntries(Object.entries(optional).filter(([name]) => Object.hasOwn(given, name)))
  return record({ space: oneOf('choice'), title: text, choices: list(text), ...held })(value, at)
}

/** Why jurors can't be asked this. */
export function questionFault(question: Question): Refusal | undefined {
  const strays = questionShape(question, 'question')
  if (strays) return { code: 'MalformedQuestion', reason: strays }
  const { title, description = '', choices, evidence = [] } = question
  const long: [string, number][] = [
    [title, MOST_TITLE],
    [description, MOST_DESCRIPTION],
    ...choices.map((choice): [string, number] => [choice, MOST_TITLE]),
    ...evidence.map((reference): [string, number] => [reference, MOST_QUESTION_REFERENCE]),
  ]
  const over = long.find(([told, most]) => told.length > most)
  if (over) return { code: 'TextTooLong', most: over[1] }
  if (title === '' || choices.includes('')) return { code: 'MalformedQuestion', reason: 'a title is empty' }
  if (choices.length < 1 || choices.length > MOST_CHOICES)
    return { code: 'MalformedQuestion', reason: `expected 1 to ${MOST_CHOICES} choices, got ${choices.length}` }
  if (evidence.length > MOST_QUESTION_EXHIBITS)
    return { code: 'MalformedQuestion', reason: `expected at most ${MOST_QUESTION_EXHIBITS} exhibits` }
  return undefined
}

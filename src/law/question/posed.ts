/**
 * Posed: a question under the policy of a court off chain, in any answer space, as the state machine sees it.
 *
 * Leaves, quorum and fees know choices only, and stay what they are: of such a dispute they count who answered. It is a
 * question with one choice, 1 for any answer that says something. What was answered is the policy's business.
 * @module
 */
import type { Digest, Hex } from '#primitives/bytes'
import type { Block } from '../block.ts'
import { type Court, type CourtPolicy, courtOf } from '../court.ts'
import { controlsHash } from '../score/truth.ts'
import { answerBytes, BLANK, type ChoiceQuestion, decodeChoices } from './choice.ts'
import { answerRoom, decodeAnswer, type Question } from './question.ts'
import type { Said } from './space.ts'
import type { Stated } from './stated.ts'

/** Which version of which court off chain a dispute is heard under. */
export type Pin = { court: Digest; version: string; policyHash: Digest }

/** The policy that a dispute pinned, and what it asks within that. */
export type Law = {
  under: Pin
  policy: CourtPolicy
  asked: Block
  /** Hash of the control items that its asker sealed, where the policy wants some. */
  controls?: Digest
  /** Key of the dispute whose ruling is the truth that comes out later, see resolution.ts. */
  resolvedBy?: Digest
  stated?: Stated
}

/** Control items as their asker opens them: places in the list, what is true there, and what sealed it. */
export type Controls = { items: readonly number[]; answer: Hex; salt: Digest }

/** What a panel is asked: a choice, or under a policy whatever its space holds. */
export type PanelQuestion = ChoiceQuestion & { law?: Law }

/** The choice that stands in a leaf for an answer under a policy. */
const ANSWERED = 1

/** A question under a policy, as leaves count it. */
export const posed = (law: Law): PanelQuestion => ({ space: 'choice', items: 1, choices: ANSWERED, law })

/** The court and the question of a dispute under a policy. @throws Error unless `decideAsking` let both through. */
export function readLaw({ policy, asked }: Law): { court: Court; question: Question } {
  const court = courtOf(policy)
  if (!court.ok) throw new Error(`posed: expected a policy that works, got ${court.refusal[0]}`)
  const question = court.value.question(asked)
  if (typeof question === 'string') throw new Error(`posed: ${question}`)
  return { court: court.value, question }
}

/** How many items of a list are sealed with what is true of them: the controls, or all where truth comes out later; 0 for none. */
export function sealedIn({ panel, score }: CourtPolicy, { items }: Question): number {
  const controls = panel?.controls as Block | undefined
  if (controls) return Number(controls.each)
  return isLater({ score }) ? items : 0
}

/** True if a rule judges by what comes out later. */
export const isLater = ({ score }: Pick<CourtPolicy, 'score'>): boolean =>
  [score, score.times as Block | undefined].some((rule) => rule?.referee === 'later truth')

/** What is true of each item, if these are the controls that were sealed, as many as the policy says; else undefined. */
export function truthIn(law: Law, { items, answer, salt }: Controls): (Said | undefined)[] | undefined {
  const { question } = readLaw(law)
  const wanted = sealedIn(law.policy, question)
  const isList = items.length === wanted && new Set(items).size === wanted && items.every((i) => i < question.items)
  const said = isList ? decodeAnswer({ ...question, items: wanted }, answer) : undefined
  if (!said) return undefined
  const known = items.map((item, n) => ({ item, said: said[n]! }))
  if (controlsHash(question, known, salt) !== law.controls) return undefined
  return Array.from({ length: question.items }, (_, i) => known.find(({ item }) => item === i)?.said)
}

/** Bytes that every ballot is padded to. */
export function roomOf(question: PanelQuestion): number {
  return question.law ? answerRoom(readLaw(question.law).question) : answerBytes(question)
}

/** The choice that a leaf takes down; undefined for bytes that aren't an answer, and for one that says nothing. */
export function countedAs(question: PanelQuestion, answer: Hex): number | undefined {
  if (question.law) return saidIn(question.law, answer) ? ANSWERED : undefined
  const choice = decodeChoices(question, answer)?.[0]
  return choice === BLANK ? undefined : choice
}

/** What an answer under a policy says, item by item; undefined if its bytes aren't one, or all of it is blank. */
export function saidIn(law: Law, answer: Hex): Said[] | undefined {
  const said = decodeAnswer(readLaw(law).question, answer)
  return said?.every((one) => one === 'blank') ? undefined : said
}

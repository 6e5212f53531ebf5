/**
 * Called: what a ruling says, in words: a choice by its number, and by its name where the asker gave it one. Under a
 * policy the ruling only says that there is an answer; which one, stands among the findings.
 * @module
 */
import type { TFunction } from 'i18next'
import type { Dispute } from '#law/dispute'

export function called(t: TFunction, { question, asked }: Pick<Dispute, 'question' | 'asked'>, ruling: number): string {
  if (question.law) return t(ruling === 0 ? 'called.undecided' : 'called.found')
  if (ruling === 0) return t('called.refused')
  const name = asked?.ask.question.choices?.[ruling - 1]
  return name === undefined ? t('called.choice', { choice: ruling }) : t('called.named', { choice: ruling, name })
}

/**
 * Words: no language says less than another.
 */
import { createInstance } from 'i18next'
import { expect, test } from 'vitest'
import type { Fields } from '#law/block'
import { PANEL } from '#law/panel'
import { PRESETS } from '#law/presets/presets'
import { PURSES } from '#law/purse/purses'
import { SPACES } from '#law/question/question'
import { RUNGS } from '#law/rungs/ladders'
import { SCORES } from '#law/score/scores'
import { TALLIES } from '#law/tally/tallies'
import type { Json } from '#primitives/json'
import { type BlockName, INNER, membersOf, RULE_OF } from '../../ui/court/members.ts'
import { called } from '../../ui/frame/called.ts'
import en from '../../ui/words/en.json' with { type: 'json' }
import ja from '../../ui/words/ja.json' with { type: 'json' }

test('both languages say the same things, with the same blanks to fill', () => {
  expect(namesOf(ja)).toEqual(namesOf(en))
})

test('a ruling under a policy says that there is an answer, and never names a choice that nobody was offered', async () => {
  const words = createInstance()
  await words.init({ lng: 'en', resources: { en: { translation: en } }, interpolation: { escapeValue: false } })
  const say = (dispute: object, ruling: number) => called(words.t, dispute as never, ruling)
  const plain = { question: { choices: 2 } }
  const asked = { ...plain, asked: { ask: { question: { choices: ['a shop', 'a road'] } } } }
  const under = { question: { choices: 1, law: {} }, asked: { ask: { question: {} } } }
  expect([0, 1, 2].map((ruling) => say(plain, ruling))).toEqual(['refused to arbitrate', 'choice 1', 'choice 2'])
  expect(say(asked, 2)).toBe('choice 2, “a road”')
  expect([0, 1].map((ruling) => say(under, ruling))).toEqual(['undecided', 'an answer (see what the panel found)'])
})

/** The rules of each block that a policy may name. */
const RULES: Record<BlockName, Readonly<Record<string, { fields: Fields }>>> = {
  question: SPACES,
  panel: { stake: { fields: PANEL } },
  tally: TALLIES,
  score: Object.assign({}, ...Object.values(SCORES)),
  purse: PURSES,
  ladder: RUNGS,
}

test('whatever a policy may say is said in words', () => {
  const silent: string[] = []
  for (const [block, rules] of Object.entries(RULES) as [BlockName, (typeof RULES)[BlockName]][])
    for (const [rule, { fields }] of Object.entries(rules)) {
      // Which members stand inside of one the rules keep to themselves; the presets name all of those.
      const names = Object.keys({ ...fields.wants, ...fields.takes }).filter((name) => !OUTER.includes(name))
      const said = Object.fromEntries([[RULE_OF[block], rule], ...names.map((name) => [name, 1])])
      silent.push(...membersOf(block, said).flatMap(({ name }) => without(`members.${name}`)))
      silent.push(...without(`rules.${block}.${rule}`))
    }
  for (const policy of Object.values(PRESETS))
    for (const [block, said] of blocksOf(policy as never)) {
      for (const { name, value, unit } of membersOf(block, said)) {
        silent.push(...without(`members.${name}`))
        const words = [value].flat().filter((one) => typeof one === 'string' && /^[a-z]/.test(one))
        if (unit === undefined) silent.push(...words.flatMap((word) => without(`values.${name}.${word}`)))
      }
    }
  expect([...new Set(silent)]).toEqual([])
})

/** Members that hold members. */
const OUTER = ['weight', 'admit', 'trust', 'ticket', 'controls', 'record', 'weights', ...Object.keys(INNER)]

/** All blocks of a policy, those inside of others too. */
function blocksOf(policy: Record<string, Record<string, Json>>): [BlockName, Record<string, Json>][] {
  return (Object.keys(RULE_OF) as BlockName[]).flatMap((block) => {
    const said = policy[block] ?? {}
    const inner = (Object.keys(INNER) as (keyof typeof INNER)[]).filter((name) => said[name] !== undefined)
    return [[block, said], ...inner.map((name) => [INNER[name], said[name]])] as [BlockName, Record<string, Json>][]
  })
}

const without = (path: string): string[] =>
  typeof path.split('.').reduce((words, name) => (words as never)?.[name], en.blocks as unknown) === 'string'
    ? []
    : [path]

/** Every name with the blanks in what it says. */
function namesOf(words: object, under = ''): string[] {
  return Object.entries(words)
    .flatMap(([name, value]) =>
      typeof value === 'object' ? namesOf(value, `${under}${name}.`) : [`${under}${name} ${blanksOf(value)}`],
    )
    .sort()
}

const blanksOf = (text: string): string =>
  [...new Set(text.match(/{{\w+}}/g))]
    // A language may leave out a number that its grammar says in words.
    .filter((blank) => blank !== '{{count}}')
    .sort()
    .join(' ')

/** Chapter 7: the code that it shows is the code that runs, and the policy that it shows is a court. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BLOCKS, courtOf, hear } from '#law/court'
import { approval } from '../../docs/example/approval.ts'
import { ballotsOf, counting } from '../support/crowd.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const chapter = readFileSync(join(DOCS, '7-add-a-tally.md'), 'utf8')
const blockOf = (language: string) => chapter.match(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``))![1]!

const policy: unknown = JSON.parse(blockOf('json'))
const withApproval = { ...BLOCKS, tallies: { ...BLOCKS.tallies, approval } }

test('the chapter shows the file that this test runs', () => {
  expect(blockOf('ts')).toBe(readFileSync(join(DOCS, 'example/approval.ts'), 'utf8'))
})

test('without its line in the table the rule is unknown, and a wrong parameter is named', () => {
  expect(courtOf(policy)).toMatchObject({
    ok: false,
    refusal: [expect.stringContaining('tally.rule: expected one of')],
  })
  const bad = { ...(policy as object), tally: { rule: 'approval', least: 0 } }
  expect(courtOf(bad, withApproval)).toEqual({
    ok: false,
    refusal: ['tally.least: expected a whole number from 1 to 1023, got 0'],
  })
})

test('with it a court sits: most approvals win, a tie is undecided, and the pay adds up', () => {
  const read = courtOf(policy, withApproval)
  if (!read.ok) throw new Error(read.refusal.join())
  const question = read.value.question()
  if (typeof question === 'string') throw new Error(question)
  const heard = (...answers: number[][]) =>
    hear(read.value, {
      ...counting(question, ballotsOf(answers.map((answer) => [answer]))),
      pot: 90n,
      claims: () => ({ stake: 0n }),
    })
  const { findings, changes } = heard([0, 2], [2], [1, 2])
  expect(findings[0]).toEqual({ outcome: [2], support: 1e9 })
  expect(changes.reduce((sum, { change }) => sum + change, 0n)).toBe(0n)
  expect(heard([0], [1]).findings[0]!.outcome).toBeUndefined()
})

/**
 * Documents: what they tell a reader to type is typed here, and must end as they say.
 *
 * A block of `sh` holds commands; the comment under each says the exit code and words of the last line.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const chapters = [
  'README.md',
  ...[
    '1-mechanism',
    '2-architecture',
    '3-threats',
    '4-entry-points',
    '5-data',
    '6-check-a-ruling',
    '7-add-a-tally',
    '8-honest-work',
  ].map((name) => `docs/${name}.md`),
  'docs/runbook.md',
  ...['node', 'python', 'curl', 'solidity', 'deploy'].map((name) => `docs/quickstarts/${name}.md`),
]

type Typed = { command: string; exit: number; ends: string }

function commandsIn(file: string): Typed[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => [
    ...block!.matchAll(/^(.+)\n# exit (\d): (.+)$/gm),
  ])
  return blocks.map(([, command, exit, ends]) => ({ command: command!, exit: Number(exit), ends: ends! }))
}

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.warn('documents: no python3 here, so the second implementation is NOT tried')

describe('what chapters 6 and 8 tell a stranger to type', () => {
  for (const { command, exit, ends } of [
    ...commandsIn('docs/6-check-a-ruling.md'),
    ...commandsIn('docs/8-honest-work.md'),
  ]) {
    test.skipIf(command.startsWith('python3') && !hasPython)(
      `${command} ends with “${ends}”`,
      { timeout: 60_000 },
      () => {
        const { status, stdout } = spawnSync('sh', ['-c', command], {
          cwd: ROOT,
          encoding: 'utf8',
          env: { ...process.env, NO_COLOR: '1' },
        })
        expect(stdout.trim().split('\n').at(-1)).toContain(ends)
        expect(status).toBe(exit)
      },
    )
  }
})

describe('documents name things that exist', () => {
  test.each(chapters)('%s', (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8')
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to]) => join(dirname(file), to!))
    const named = [...text.matchAll(/`((?:src|jurors|db|routes|sdk|bin|bench|docs|contracts|test)\/[\w./-]+)`/g)].map(
      ([, path]) => path!,
    )
    const missing = [...links, ...named].filter((path) => !existsSync(join(ROOT, path)))
    expect(missing).toEqual([])
  })

  test('every script that a document names is one that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    const named = chapters.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name]) => name!),
    )
    expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([])
  })
})

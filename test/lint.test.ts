/** The gauntlet as people type it: exit codes, reports that are the same twice, and a page that holds its numbers. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { PRESETS } from '#law/presets/presets'

vi.setConfig({ testTimeout: 120_000 })

const ROOT = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'venire-lint-'))
const lint = (...options: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/lint.ts', ...options], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, stdout, stderr }
}
const fileOf = (name: string, policy: unknown) => {
  const path = join(folder, name)
  writeFileSync(path, typeof policy === 'string' ? policy : JSON.stringify(policy))
  return path
}

test('a court that pays for agreement alone is refused: exit 1, with the bot, the figures and what would help', () => {
  const page = join(folder, 'kleros.html')
  const { status, stdout, stderr } = lint(fileOf('kleros.json', PRESETS.kleros), '--hearings', '20', '--html', page)
  expect(status).toBe(1)
  expect(stdout).toContain('Pay per seat in a panel of 3, in fees, exactly')
  expect(stdout).toMatch(/lazy +0\.730 +0\.910 +1\.000 +1\.090! +1\.135!/)
  expect(stdout.trim().split('\n').at(-1)).toBe('refused: “lazy” earns 0.200 fees more than honest work')
  expect(stderr).toContain('lint: 19 of 19')
  const html = readFileSync(page, 'utf8')
  expect(html.match(/<svg /g)).toHaveLength(4)
  expect(html.match(/<details><summary>The numbers<\/summary>/g)).toHaveLength(4)
  expect(html).toContain('lazy at 90 %: 1.090, +0.090 against honest work')
  expect(html).not.toMatch(/<script|https?:/)
})

test('a court where honest work pays best passes: exit 0, the same bytes twice', () => {
  const [one, two, three] = ['4', '4', '5'].map((seed) =>
    lint('recaptcha', '--json', '--hearings', '20', '--seed', seed),
  )
  expect(one!.status).toBe(0)
  expect(JSON.parse(one!.stdout)).toMatchObject({ passes: true, options: { seed: 4, hearings: 20 } })
  expect(two!.stdout).toBe(one!.stdout)
  expect(three!.stdout).not.toBe(one!.stdout)
})

test('a malformed policy is named by block and member: exit 2', () => {
  const { status, stderr } = lint(
    fileOf('bad.json', {
      ...PRESETS.kleros,
      tally: { rule: 'dictator' },
      purse: { split: 'coherent', penaltyBps: 90_000 },
    }),
  )
  expect(status).toBe(2)
  expect(stderr).toContain('lint: tally.rule: expected one of plurality,')
  expect(stderr).toContain('lint: purse.penaltyBps: expected a whole number from 0 to 6000, got 90000')
})

test('what is no policy, no file or no option is wrong usage: exit 2', () => {
  expect(lint(fileOf('text.json', 'not JSON'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected JSON'),
  })
  expect(lint('nowhere')).toMatchObject({ status: 2, stderr: expect.stringContaining('got neither') })
  expect(lint('kleros', '--seed', 'x')).toMatchObject({ status: 2, stderr: expect.stringContaining('--seed') })
  expect(lint('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('exit 0: honest work pays best') })
})

/** The example that comes with the documents: whoever reads it first runs these very commands. */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { readAnchors } from '#law/anchors'
import { datasetOf, docketIn, spellLine } from '#law/report/dataset'
import { verify } from '#law/verify'
import { pageOf } from '../../bin/page.ts'

vi.setConfig({ testTimeout: 60_000 })

const root = join(import.meta.dirname, '../..')
const folder = join(root, 'docs/example')
const file = readFileSync(join(folder, 'transcript.json'), 'utf8')
const anchors = readAnchors(JSON.parse(readFileSync(join(folder, 'anchors.json'), 'utf8')))

/** Runs the command as a person would. */
function command(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['bin/verify.ts', ...args], { cwd: root }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

describe('the example', () => {
  test('holds in every claim, and its attestors vouch for it', () => {
    const checked = verify(file, anchors)
    expect(checked.claims.filter(({ ok }) => !ok)).toEqual([])
    expect(checked.vouched).toMatch(/^by \d of \d attestors$/)
  })
  test('has the page that stands beside it', async () => {
    const page = pageOf(verify(file, anchors))
    expect(page).not.toMatch(/<script|src=|href=|url\(/)
    await expect(page).toMatchFileSnapshot(join(folder, 'dispute.html'))
  })
})

describe('the dataset of the example', () => {
  test('has the label that stands beside it', async () => {
    const { transcript } = verify(file)
    const lines = datasetOf([docketIn(transcript!)]).map((line) => `${spellLine(line)}\n`)
    await expect(lines.join('')).toMatchFileSnapshot(join(folder, 'labels.jsonl'))
  })
  test('holds line by line: exit 0; --strict wants somebody who vouches for each transcript', async () => {
    const { code, out } = await command(
      'docs/example/labels.jsonl',
      '--anchors',
      'docs/example/anchors.json',
      '--strict',
    )
    expect([code, out]).toEqual([0, '1 line holds, 1 of 1 transcripts vouched for\n'])
    expect((await command('docs/example/labels.jsonl', '--strict')).code).toBe(2)
  })
  test('one letter changed: exit 1, and the line, the member and both values are named', async () => {
    const changed = join(await mkdtemp(join(tmpdir(), 'venire-')), 'labels.jsonl')
    writeFileSync(changed, readFileSync(join(folder, 'labels.jsonl'), 'utf8').replace(/"label":"\d"/, '"label":"9"'))
    const { code, out } = await command(changed, '--transcripts', 'docs/example')
    expect(code).toBe(1)
    expect(out).toMatch(/line 1, 0x\w+…: label: expected "\d", got "9"\n1 of 1 lines fail/)
    expect((await command(changed)).out).toContain('no transcript of verdict')
    expect((await command(changed, '--transcripts', 'nowhere')).code).toBe(2)
  })
})

describe('the command', () => {
  test('checks the example: exit 0, one line a claim', async () => {
    const { code, out } = await command('docs/example/transcript.json')
    expect(code).toBe(0)
    expect(out).toContain('✓ The seed is the beacon’s own signature')
    expect(out).toContain('consistent, but vouched for by nobody')
  })
  test('says who vouches for it, given anchors; --strict is content with that', async () => {
    const { code, out } = await command(
      'docs/example/transcript.json',
      '--anchors',
      'docs/example/anchors.json',
      '--strict',
    )
    expect(code).toBe(0)
    expect(out).toMatch(/vouched for by \d of \d attestors/)
  })
  test('--strict without anchors: exit 2', async () => {
    expect((await command('docs/example/transcript.json', '--strict')).code).toBe(2)
  })
  test('--tamper changes one byte, and a claim fails: exit 1', async () => {
    const { code, out } = await command('docs/example/transcript.json', '--tamper', '--seed', '7')
    expect(code).toBe(1)
    expect(out).toMatch(/^byte \d+ changed from/)
    expect(out).toMatch(/\d+ of \d+ claims fail: /)
  })
  test('--json gives claims and faults as data', async () => {
    const { code, out } = await command('docs/example/transcript.json', '--tamper', '--json')
    const { ok, vouched, claims } = JSON.parse(out)
    expect({ code, ok, vouched }).toEqual({ code: 1, ok: false, vouched: 'nobody' })
    expect(claims.some((claim: { ok: boolean; faults: unknown[] }) => !claim.ok && claim.faults.length > 0)).toBe(true)
  })
  test('wrong usage, an unreadable file of anchors, a chain that does not answer: exit 2 and one sentence', async () => {
    const bad = join(await mkdtemp(join(tmpdir(), 'venire-')), 'anchors.json')
    writeFileSync(bad, '{"chainId":1}')
    const example = 'docs/example/transcript.json'
    const wrong = [
      [],
      ['no such file'],
      [example, '--bogus'],
      [example, example],
      [example, '--anchors', bad],
      [example, '--seed', 'x', '--tamper'],
      [example, '--rpc', 'http://127.0.0.1:1'],
    ]
    for (const args of wrong) {
      const { code, err } = await command(...args)
      expect({ args, code }).toEqual({ args, code: 2 })
      expect(err).toMatch(/^verify: /)
    }
    expect((await command('--help')).code).toBe(0)
  })
})

/**
 * The SDK as it is published: what another project gets when it installs the package, judged by two tools, and used
 * from outside as strangers would.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { build } from 'esbuild'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const OUT = join(ROOT, 'dist/sdk')
const folder = mkdtempSync(join(tmpdir(), 'venire-sdk-'))

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`)
  return stdout
}

beforeAll(() => {
  run(process.execPath, join(ROOT, 'bin/sdk.ts'))
  run('npm', 'pack', OUT, '--pack-destination', folder, '--silent')
  run('tar', 'xzf', tarball(), '-C', folder)
  // As if it were installed: the package in a folder of its own, its dependencies beside it.
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(join(folder, 'package'), join(folder, 'node_modules/venire-sdk'))
  for (const name of ['@noble', 'canonicalize', 'multiformats', 'viem'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name))
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tarball = () => join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!)

test('publint finds nothing to say', async () => {
  const { messages } = await publint({ pkgDir: OUT, strict: true })
  expect(messages).toEqual([])
})

test('its types are the ones that each way of importing it finds', async () => {
  const data = new Uint8Array(readFileSync(tarball()))
  const { problems } = (await checkPackage(createPackageFromTarballData(data))) as {
    problems: { kind: string; resolutionKind?: string }[]
  }
  // It is a module and nothing else: `require` of a CommonJS file and Node 10 aren't promised.
  const promised = problems.filter(
    ({ kind, resolutionKind }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10',
  )
  expect(promised).toEqual([])
})

test('a stranger in Node checks a ruling with it', { timeout: 60_000 }, () => {
  const text = `
    import { verifyRuling, verifyTranscript } from 'venire-sdk'
    import { readFileSync } from 'node:fs'
    const read = (name) => readFileSync(${JSON.stringify(join(ROOT, 'docs/example'))} + '/' + name, 'utf8')
    const file = read('transcript.json')
    console.log(verifyRuling(file, JSON.parse(read('anchors.json'))), verifyTranscript(file.replace('"1"', '"2"')).ok)`
  const printed = run(process.execPath, '--input-type=module', '-e', text)
  expect(printed.trim()).toMatch(/^[0-9]+ false$/)
})

test('it is bundled for browsers and for Workers without anything of Node’s', async () => {
  for (const conditions of [['browser'], ['workerd', 'worker']]) {
    const { outputFiles, errors } = await build({
      stdin: {
        contents: "export { machineJuror, verifyWebhook, createDispute } from 'venire-sdk'",
        resolveDir: folder,
      },
      ...{
        bundle: true,
        format: 'esm',
        platform: 'browser',
        conditions,
        minify: true,
        write: false,
        logLevel: 'silent',
      },
    })
    expect(errors).toEqual([])
    expect(outputFiles[0]!.text).not.toMatch(/from ?"node:|require\("/)
  }
})

/**
 * Sdk: makes of sdk/ and the law below it the package that others install, in dist/sdk.
 *
 *   npm run build:sdk
 *
 * Files keep their places, and names like #law/verify go on naming them, so what is published reads like what is here.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const out = join(root, 'dist/sdk')
const { version, license, engines, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const room = (path: string) => ({ types: `./${path}/*.d.ts`, default: `./${path}/*.js` })
const pick = (...names: string[]) => Object.fromEntries(names.map((name) => [name, dependencies[name]]))

const manifest = {
  name: 'venire-sdk',
  version,
  description: 'Open a dispute, vote in it, and check its ruling: the client of a Venire court.',
  license,
  type: 'module',
  sideEffects: false,
  engines,
  exports: { '.': { types: './sdk/index.d.ts', default: './sdk/index.js' }, './package.json': './package.json' },
  imports: {
    '#primitives/*': room('src/primitives'),
    '#jurors/*': room('jurors'),
    '#law/*': room('src/law'),
    '#edges/*': room('src/edges'),
  },
  files: ['sdk', 'src', 'jurors'],
  dependencies: pick('@noble/ciphers', '@noble/curves', '@noble/hashes', 'canonicalize', 'multiformats'),
  peerDependencies: { viem: `^${dependencies.viem}` },
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', 'sdk/tsconfig.json', '--outDir', out], {
  cwd: root,
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 1)
writeFileSync(join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
for (const name of ['sdk/README.md', 'LICENSE']) copyFileSync(join(root, name), join(out, name.split('/').at(-1)!))
console.log('dist/sdk is ready to be packed')

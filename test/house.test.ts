/**
 * The house: which room may import from which, kept by reading import lines.
 *
 * Imports go down only. The law and the jury are pure: no library of the outside world, no clock, no randomness, no
 * fetch. A failing test names the file and what it reached for.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')

/** What a room may import: other rooms, and packages by prefix. */
type Room = { name: string; holds: (file: string) => boolean; rooms: readonly string[]; packages: readonly string[] }

const shell = [
  'clerk',
  'relay',
  'errands',
  'look',
  'purser',
  'pause',
  'press',
  'sweep',
  'carry',
  'transcripts',
  'attest',
  'attestAsked',
  'attestRecord',
  'follow',
  'record',
  'ballots',
  'news',
  'postman',
  'gallery',
  'seats',
  'evaluated',
].map((name) => `src/${name}.ts`)
const under = (folder: string) => (file: string) => file.startsWith(`${folder}/`)

const ROOMS: readonly Room[] = [
  {
    name: 'primitives',
    holds: under('src/primitives'),
    rooms: [],
    packages: ['@noble/', 'canonicalize', 'multiformats'],
  },
  { name: 'jury', holds: under('jurors'), rooms: ['primitives'], packages: ['@noble/'] },
  { name: 'law', holds: under('src/law'), rooms: ['primitives', 'jury'], packages: [] },
  { name: 'ports', holds: (file) => file === 'src/ports.ts', rooms: ['primitives', 'jury', 'law'], packages: [] },
  {
    name: 'shell',
    holds: (file) => shell.includes(file),
    rooms: ['primitives', 'jury', 'law', 'ports'],
    packages: [],
  },
  {
    name: 'books',
    holds: under('db'),
    rooms: ['primitives', 'jury', 'law', 'ports'],
    packages: ['drizzle-orm', 'drizzle-kit'],
  },
  {
    name: 'edges',
    holds: under('src/edges'),
    rooms: ['primitives', 'jury', 'law', 'ports'],
    packages: ['viem', '@noble/hashes/'],
  },
  {
    name: 'door',
    holds: under('routes'),
    rooms: ['primitives', 'jury', 'law', 'ports', 'shell'],
    packages: ['hono', '@hono/', 'zod'],
  },
  {
    name: 'root',
    holds: (file) => /^src\/[a-z]+\.ts$/i.test(file),
    rooms: ['primitives', 'jury', 'law', 'ports', 'shell', 'books', 'edges', 'door'],
    packages: ['cloudflare:workers', 'hono', '@hono/', 'zod'],
  },
]

const PURE = ['primitives', 'jury', 'law']
const IMPURE = [
  /\bDate\.now\b/,
  /\bnew Date\(\)/,
  /\bMath\.random\b/,
  /\bgetRandomValues\b/,
  /\bfetch\(/,
  /\bperformance\.now\b/,
]

const sources = ['src', 'jurors', 'db', 'routes', 'sdk'].flatMap((folder) => filesUnder(folder))

describe('imports go down only', () => {
  for (const room of ROOMS) {
    test(`${room.name} imports only from ${[...room.rooms, ...room.packages].join(', ') || 'nobody'}`, () => {
      expect(sources.filter(room.holds).flatMap((file) => trespasses(file, room))).toEqual([])
    })
  }
})

test('the law and the jury read no clock, draw no number and reach nowhere', () => {
  const found = sources
    .filter((file) => PURE.includes(roomOf(file)?.name ?? ''))
    .flatMap((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gm, '')
      return IMPURE.filter((pattern) => pattern.test(text)).map((pattern) => `${file}: ${pattern}`)
    })
  expect(found).toEqual([])
})

test('no request brings about what time does: the door files no `pass`, by which alone a panel is judged', () => {
  const doors = sources.filter((file) => file.startsWith('routes/'))
  const passing = doors.filter((file) =>
    /kind: 'pass'|#law\/verify'|\bwordOf\b/.test(readFileSync(join(ROOT, file), 'utf8')),
  )
  expect(passing).toEqual([])
})

test('each file opens with its purpose', () => {
  const silent = [...sources, ...filesUnder('ui')]
    .filter((file) => !file.endsWith('/abi.ts') && !file.includes('migrations/'))
    .filter((file) => !/^(?:#!.*\n)?\/\*\*/.test(readFileSync(join(ROOT, file), 'utf8')))
  expect(silent).toEqual([])
})

test('nothing inside imports the outside', () => {
  const outside = sources
    .filter((file) => !file.startsWith('sdk/'))
    .flatMap((file) =>
      importsOf(file)
        .map((to) => targetOf(file, to))
        .filter((to) => to && /^(?:sdk|ui|bin|bench|test)\//.test(to))
        .map((to) => `${file} imports ${to}`),
    )
  expect(outside).toEqual([])
})

test('ports are types only', () => {
  const text = readFileSync(join(ROOT, 'src/ports.ts'), 'utf8')
  expect(text.match(/^export (?:const|function|class|let)/gm) ?? []).toEqual([])
  expect(text.match(/^import (?!type\b|\{\s*type\b).*$/gm) ?? []).toEqual([])
})

test('the quiet root holds what the thing is, and what its tools insist on', () => {
  const allowed = new Set(
    'README.md LICENSE package.json package-lock.json tsconfig.json wrangler.toml biome.json src routes jurors db contracts test ui sdk bin bench docs'.split(
      ' ',
    ),
  )
  const extra = readdirSync(ROOT).filter(
    (name) => !name.startsWith('.') && !['node_modules', 'dist'].includes(name) && !allowed.has(name),
  )
  expect(extra).toEqual([])
})

function trespasses(file: string, room: Room): string[] {
  return importsOf(file).flatMap((to) => {
    const target = targetOf(file, to)
    if (target === undefined) {
      const allowed = room.packages.some(
        (prefix) => to === prefix || to.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
      )
      return allowed ? [] : [`${file} imports ${to}, which ${room.name} may not`]
    }
    const reached = roomOf(target)
    if (!reached || reached.name === room.name || room.rooms.includes(reached.name)) return []
    return [`${file} imports ${target} of ${reached.name}, which ${room.name} may not`]
  })
}

function roomOf(file: string): Room | undefined {
  return ROOMS.find((room) => room.holds(file))
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [
    ...text.matchAll(
      /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)|(?:^|\n)import\s+['"]([^'"]+)['"]/g,
    ),
  ].map(([, a, b, c]) => (a ?? b ?? c)!)
}

/** The file an import leads to, relative to the root; undefined for a package. */
function targetOf(file: string, to: string): string | undefined {
  if (to.startsWith('.')) return relative(ROOT, resolve(ROOT, file, '..', to))
  if (!to.startsWith('#')) return undefined
  const aliases: Record<string, string> = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).imports
  for (const [from, target] of Object.entries(aliases)) {
    const [start, end] = from.split('*')
    if (end === undefined ? to === from : to.startsWith(start!)) {
      return target.replace('./', '').replace('*', to.slice(start!.length))
    }
  }
  throw new Error(`house: expected an address of package.json, got ${to} in ${file}`)
}

function filesUnder(folder: string): string[] {
  const found: string[] = []
  const walk = (path: string) => {
    for (const name of readdirSync(join(ROOT, path))) {
      const inner = `${path}/${name}`
      if (statSync(join(ROOT, inner)).isDirectory()) walk(inner)
      else if (/\.tsx?$/.test(name)) found.push(inner)
    }
  }
  try {
    walk(folder)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
  }
  return found
}

/**
 * Compiles the contracts and writes what the TypeScript side needs of them.
 *
 *   src/edges/abi.ts         the ABIs, as `const` so that types follow
 *   contracts/bytecode.json  ABI and bytecode per contract, for whoever deploys, with the fingerprint of its sources
 *
 * Both are committed: compiling takes longer than a demo. `node bin/compile.mjs --check` writes nothing and fails when
 * one of them is stale. Needs the npm build of
 * solc and nothing else, so that it runs wherever Node does; the settings are those of contracts/foundry.toml.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fingerprint } from './fingerprint.mjs'

const solc = createRequire(import.meta.url)('solc')
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const contracts = join(root, 'contracts')
const abiFile = join(root, 'src/edges/abi.ts')
const bytecodeFile = join(contracts, 'bytecode.json')

/** Name of the export → contracts at that address; the ones the TypeScript side talks to. */
const published = {
  arbitratorAbi: ['Arbitrator', 'Chambers', 'Credit'],
  challengeAbi: ['Challenge'],
  laneAbi: ['Lane'],
  demandAbi: ['Demand'],
  auditAbi: ['Audit'],
  vaultAbi: ['Vault'],
  tokenAbi: ['StakeToken'],
  registryAbi: ['HumanityRegistry'],
  listAbi: ['Registry'],
  escrowAbi: ['Escrow'],
  simpleEscrowAbi: ['SimpleEscrowWithERC1497'],
}

/**
 * Parts of those that a Worker needs, which is to stay small: name of the export → contracts, and the functions it
 * calls. Events and errors come along whole, unless they are named too.
 */
const parts = {
  courtRecordAbi: {
    of: ['Arbitrator', 'Chambers', 'Credit'],
    functions: [
      'appealOf',
      'audit',
      'attestors',
      'beaconGenesis',
      'beaconKeyHash',
      'beaconPeriod',
      'challengeFloorSeconds',
      'charge',
      'confirmSeconds',
      'deliver',
      'demand',
      'disputeOf',
      'execute',
      'expire',
      'gazetteOf',
      'lane',
      'panelOf',
      'post',
      'retry',
      'settle',
      'settleRun',
      'struckOf',
      'tabOf',
      'vault',
      'versionOf',
    ],
  },
  vaultRecordAbi: { of: ['Vault'], functions: ['epochSeconds', 'fold', 'stateAt'] },
  laneRecordAbi: {
    of: ['Lane'],
    functions: ['shownOf'],
    events: ['LaneCommitted', 'LaneOpened', 'BallotLeaked'],
    errors: [],
  },
  nodeDemandAbi: {
    of: ['Audit'],
    functions: ['answerNodes', 'nodeDemandOf'],
    events: ['NodeDemanded', 'NodeShown'],
    errors: [],
  },
  listRecordAbi: {
    of: ['Registry'],
    functions: ['challengeCost', 'entryOf', 'minBond', 'renewalSeconds'],
    events: [],
  },
  exhibitAbi: {
    of: ['SimpleEscrowWithERC1497'],
    functions: [],
    events: ['Dispute', 'Evidence', 'MetaEvidence'],
    errors: [],
  },
}

/** What the settings of foundry.toml say, read from it so that they are said once. */
function settings() {
  const toml = readFileSync(join(contracts, 'foundry.toml'), 'utf8')
  const setting = (name) => {
    const found = new RegExp(`^${name} = "?([^"\\n]+?)"?$`, 'm').exec(toml)
    if (!found) throw new Error(`compile: expected ${name} in contracts/foundry.toml`)
    return found[1]
  }
  return {
    evmVersion: setting('evm_version'),
    viaIR: setting('via_ir') === 'true',
    optimizer: { enabled: setting('optimizer') === 'true', runs: Number(setting('optimizer_runs')) },
    metadata: { bytecodeHash: setting('bytecode_hash'), appendCBOR: setting('cbor_metadata') === 'true' },
    remappings: ['@openzeppelin/=node_modules/@openzeppelin/', '@kleros/=node_modules/@kleros/'],
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  }
}

function solidityFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
    .map((entry) => relative(root, join(folder, entry.name)))
    .sort()
}

/** Contract name → { abi, bytecode }. Names are unique among ours; a library's internal code comes along unused. */
function compile() {
  const files = [...solidityFiles(contracts), ...solidityFiles(join(contracts, 'mocks'))]
  const sources = Object.fromEntries(files.map((file) => [file, { content: readFileSync(join(root, file), 'utf8') }]))
  const input = { language: 'Solidity', sources, settings: settings() }
  const read = (path) => ({ contents: readFileSync(join(root, path), 'utf8') })
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read }))

  const failures = (output.errors ?? []).filter((error) => error.severity === 'error')
  if (failures.length) throw new Error(failures.map((error) => error.formattedMessage).join('\n'))

  return Object.fromEntries(
    Object.values(output.contracts)
      .flatMap((file) => Object.entries(file))
      .filter(([, made]) => made.evm.bytecode.object !== '')
      .map(([name, made]) => [name, { abi: made.abi, bytecode: `0x${made.evm.bytecode.object}` }])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** A value as TypeScript in the house's style: single quotes, short things on one line. */
function spell(value, indent = '') {
  if (typeof value === 'string') return `'${value}'`
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  const parts = Array.isArray(value)
    ? value.map((item) => spell(item, inner))
    : Object.entries(value).map(([key, item]) => `${key}: ${spell(item, inner)}`)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{ ', ' }']
  const line = `${open}${parts.join(', ')}${close}`
  if (parts.length === 0) return open.trim() + close.trim()
  if (!line.includes('\n') && indent.length + line.length < 100) return line
  return `${open.trim()}\n${parts.map((part) => `${inner}${part},`).join('\n')}\n${indent}${close.trim()}`
}

/** An item without the compiler's hints for humans, which no caller reads and which would only make types larger. */
const plainly = (item) => JSON.stringify(item, (key, part) => (key === 'internalType' ? undefined : part))

/** All that can be said to one address: of two constructors the first is its own; what two contracts can say is said once. */
function itemsOf(made, contracts) {
  const plain = contracts.flatMap((contract) => made[contract].abi.map(plainly))
  const once = [...new Set(plain)].map((item) => JSON.parse(item))
  return once.filter(({ type }, i) => type !== 'constructor' || once.findIndex((each) => each.type === type) === i)
}

function spellAbis(made) {
  const header = [
    '/**',
    ' * ABIs of the contracts. Generated by bin/compile.mjs from contracts/; never edited by hand.',
    ' * @module',
    ' */',
  ]
  const exports = Object.entries(published).map(
    ([name, of]) => `/** ${of.join(' with its ')} */\nexport const ${name} = ${spell(itemsOf(made, of))} as const\n`,
  )
  const some = Object.entries(parts).map(([name, { of, ...named }]) => {
    const isNamed = ({ type, name }) => name !== undefined && (named[`${type}s`] ?? [name]).includes(name)
    const items = itemsOf(made, of).filter(isNamed)
    const missing = Object.values(named)
      .flat()
      .filter((each) => !items.some(({ name }) => name === each))
    if (missing.length > 0) throw new Error(`compile: expected ${of.join(', ')} to have ${missing.join(', ')}`)
    return `/** Of ${of.join(' with its ')} what a Worker needs */\nexport const ${name} = ${spell(items)} as const\n`
  })
  return `${header.join('\n')}\n\n${[...exports, ...some].join('\n')}`
}

/** One contract a line, so that a diff says which ones changed. */
function spellBytecode(made) {
  const lines = Object.entries(made).map(([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`)
  return `{"fingerprint":"${fingerprint()}","contracts":{\n${lines.join(',\n')}\n}}\n`
}

const made = compile()
const written = { [abiFile]: spellAbis(made), [bytecodeFile]: spellBytecode(made) }

if (process.argv.includes('--check')) {
  const stale = Object.entries(written).filter(
    ([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text,
  )
  for (const [file] of stale)
    console.error(`${relative(root, file)} is stale: run \`npm run compile\` and commit what it writes`)
  if (stale.length > 0) process.exit(1)
  console.log('ABIs and bytecode are what the contracts say')
} else {
  for (const [file, text] of Object.entries(written)) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    console.log(`wrote ${relative(root, file)}`)
  }
}

// solc's npm build, spoken to the way forge speaks to a native compiler:
// `--version`, and `--standard-json` with the input on stdin. Nothing else is ever asked.
const { readFileSync, writeSync } = require('node:fs')
const { resolve } = require('node:path')
const solc = require('solc')

const baseFlag = process.argv.indexOf('--base-path')
const base = baseFlag === -1 ? process.cwd() : process.argv[baseFlag + 1]

/** forge leaves sources above its root for the compiler to read: they are named relative to the base path. */
function imported(path) {
  try {
    return { contents: readFileSync(resolve(base, path), 'utf8') }
  } catch (error) {
    return { error: String(error) }
  }
}

function write(text) {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      // A pipe that is full for a moment; everything else is a real failure.
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

if (process.argv.includes('--standard-json')) {
  write(solc.compile(readFileSync(0, 'utf8'), { import: imported }))
} else {
  // forge parses the version line of a native build.
  const version = solc.version().replace('.Emscripten.clang', '.Linux.g++')
  write(`solc, the solidity compiler commandline interface\nVersion: ${version}\n`)
}

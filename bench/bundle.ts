/**
 * Bundle: bytes of what is uploaded.
 * @module
 */
import { build, bundleBytes } from '../bin/world/worker.ts'
import type { Numbers } from './numbers.ts'

export async function bundle(numbers: Numbers): Promise<void> {
  await build()
  for (const part of ['court', 'attestor'] as const) {
    const { plain, gzip } = bundleBytes(part)
    numbers[`bytes of the ${part}'s bundle`] = plain
    numbers[`bytes of the ${part}'s bundle, compressed`] = gzip
  }
}

/**
 * WorldBuild: builds the Workers once, before any world of the chain tests opens.
 * @module
 */
import { build } from '../../bin/world/worker.ts'

export default async function setup(): Promise<void> {
  await build()
}

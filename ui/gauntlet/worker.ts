/**
 * Worker: the gauntlet itself, off the page's thread: the very modules by which the court lets a policy open or doesn't.
 * @module
 */
import { gauntlet, Malformed, type Report, USUAL } from '#law/gauntlet/gauntlet'

/** How far it is, or what came of it. */
export type Told =
  | { kind: 'at'; done: number; of: number }
  | { kind: 'done'; report: Report; milliseconds: number }
  | { kind: 'failed'; reason: string }

const tell = (told: Told) => postMessage(told)

addEventListener('message', ({ data: policy }: MessageEvent<unknown>) => {
  try {
    const begun = performance.now()
    const report = gauntlet(policy, USUAL, (done, of) => tell({ kind: 'at', done, of }))
    tell({ kind: 'done', report, milliseconds: performance.now() - begun })
  } catch (error) {
    tell({ kind: 'failed', reason: error instanceof Malformed ? error.strays.join('; ') : String(error) })
  }
})

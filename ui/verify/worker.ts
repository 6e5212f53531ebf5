/**
 * Worker: the court's own verifier, off the page's thread, so that the page stays responsive while it works.
 * @module
 */
import { type Anchors, type ChainRecord, readAnchors } from '#law/anchors'
import type { ClaimName } from '#law/claims'
import { type Verification, verify } from '#law/verify'

/** What the reader's own node says of the contract. */
export type OnChain = Pick<Anchors, 'chainId' | 'arbitrator'> & { chain: ChainRecord }
/** What the page asks. `anchors` is the text of an anchors file, or empty. */
export type Asked = { file: string; anchors: string; onChain?: OnChain }
/** How far it is, or what came of it. */
export type Told =
  | { kind: 'at'; claim: ClaimName; done: number; of: number }
  | { kind: 'done'; verification: Omit<Verification, 'transcript'>; milliseconds: number }
  | { kind: 'failed'; reason: string }

const tell = (told: Told) => postMessage(told)

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  try {
    const begun = performance.now()
    const named = data.anchors.trim() === '' ? {} : readAnchors(JSON.parse(data.anchors))
    const anchors = { ...data.onChain, ...named }
    const of = checksIn(data.file)
    let done = 0
    let lastAt = 0
    const { transcript: _, ...verification } = verify(data.file, anchors, (claim) => {
      done++
      const now = performance.now()
      // A message a frame is as much as anybody sees.
      if (now - lastAt < 16) return
      lastAt = now
      tell({ kind: 'at', claim, done: Math.min(done, of), of })
    })
    tell({ kind: 'done', verification, milliseconds: performance.now() - begun })
  } catch (error) {
    tell({ kind: 'failed', reason: (error as Error).message })
  }
})

/** About how many checks a file asks for: one an entry, and a few a sitting. */
function checksIn(file: string): number {
  const entries = file.split('"acceptedAt":').length - 1
  const sittings = file.split('"drawPaths":').length - 1
  return Math.max(1, entries + 8 * sittings + 4)
}

/**
 * Hook of the verifier: a worker that checks one file at a time, and how far it is.
 * @module
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ClaimName } from '#law/claims'
import type { Verification } from '#law/verify'
import type { Asked, Told } from './worker.ts'

export type Checking =
  | { state: 'idle' }
  | { state: 'working'; claim?: ClaimName; share: number }
  | { state: 'done'; verification: Omit<Verification, 'transcript'>; milliseconds: number }
  | { state: 'failed'; reason: string }

export function useVerifier(): { checking: Checking; check: (asked: Asked) => void } {
  const [checking, setChecking] = useState<Checking>({ state: 'idle' })
  const worker = useRef<Worker>(undefined)
  useEffect(() => () => worker.current?.terminate(), [])
  const check = useCallback((asked: Asked) => {
    worker.current?.terminate()
    worker.current = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    setChecking({ state: 'working', share: 0 })
    worker.current.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'at') setChecking({ state: 'working', claim: data.claim, share: data.done / data.of })
      else if (data.kind === 'failed') setChecking({ state: 'failed', reason: data.reason })
      else {
        const { verification, milliseconds } = data
        setChecking({ state: 'done', verification, milliseconds })
      }
    })
    worker.current.addEventListener('error', ({ message }) => setChecking({ state: 'failed', reason: message }))
    worker.current.postMessage(asked)
  }, [])
  return { checking, check }
}

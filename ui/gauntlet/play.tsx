/**
 * Play: a policy goes through the gauntlet when somebody asks for it, in the reader's own browser.
 * @module
 */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { saveFile } from '../frame/file.ts'
import { Says } from '../frame/says.tsx'
import { GauntletReport, useStanding } from './report.tsx'
import type { Told } from './worker.ts'
import './gauntlet.css'

export default function Play({ policy }: { policy: unknown }) {
  const { t } = useTranslation()
  const { told, play } = useGauntlet()
  const isPlaying = told?.kind === 'at'
  return (
    <div className="stack">
      <p className="note">{t('gauntlet.why')}</p>
      <button type="button" className="button" disabled={isPlaying} aria-busy={isPlaying} onClick={() => play(policy)}>
        {t(told?.kind === 'done' ? 'gauntlet.again' : 'gauntlet.play')}
      </button>
      {isPlaying && <Progress done={told.done} of={told.of} />}
      {told?.kind === 'failed' && (
        <Says tone="bad">
          <b>{t('gauntlet.failed')}</b>
          <span className="note">{told.reason}</span>
        </Says>
      )}
      {told?.kind === 'done' && <Played {...told} />}
    </div>
  )
}

function Progress({ done, of }: { done: number; of: number }) {
  const { t } = useTranslation()
  const said = t('gauntlet.progress', { done, all: of })
  return (
    <div className="stack close" role="status">
      <span className="note">{said}</span>
      <progress className="bar-of" value={done} max={of} aria-label={said} />
    </div>
  )
}

function Played({ report, milliseconds }: Extract<Told, { kind: 'done' }>) {
  const { t } = useTranslation()
  const standing = useStanding(report)
  const { name, options, passes } = report
  return (
    <>
      <Says tone={passes ? 'ok' : 'bad'}>
        <b>{standing}</b>
        <span className="note">
          {t('gauntlet.took', { seconds: (milliseconds / 1000).toFixed(1), seed: options.seed })}
        </span>
      </Says>
      <GauntletReport report={report} />
      <button type="button" className="button" onClick={() => saveFile(`gauntlet-${name}.json`, report)}>
        {t('gauntlet.save')}
      </button>
    </>
  )
}

/** A worker that plays one policy at a time, and what it last told. */
function useGauntlet(): { told: Told | undefined; play: (policy: unknown) => void } {
  const [told, setTold] = useState<Told>()
  const worker = useRef<Worker>(undefined)
  useEffect(() => () => worker.current?.terminate(), [])
  const play = (policy: unknown) => {
    worker.current?.terminate()
    worker.current = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    setTold({ kind: 'at', done: 0, of: 1 })
    worker.current.addEventListener('message', ({ data }: MessageEvent<Told>) => setTold(data))
    worker.current.addEventListener('error', ({ message }) => setTold({ kind: 'failed', reason: message }))
    worker.current.postMessage(policy)
  }
  return { told, play }
}

/**
 * Verify: the reader's own browser re-checks a transcript, claim by claim, with the very modules that the court runs.
 * And it shows what the same looks like with one byte changed.
 * @module
 */
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { CLAIMS, CLAIMS_OFF_CHAIN, CLAIMS_UNDER_POLICY, type Claim, type ClaimName } from '#law/claims'
import type { DisputeName } from '../../sdk/venire.ts'
import { transcriptOf } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { short, shortId } from '../frame/names.ts'
import { Failure, Says, Waiting } from '../frame/says.tsx'
import { type Flipped, flip, PLACES, type Place } from './flip.ts'
import { type Checking, useVerifier } from './useVerifier.ts'
import type { OnChain } from './worker.ts'
import './verify.css'

const FromChain = lazy(() => import('./record.tsx'))

export default function Verify({ name, panel }: { name?: DisputeName; panel?: number }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState<{ name: string; text: string }>()
  const fetched = useQuery({
    queryKey: ['transcript', String(name), panel],
    queryFn: () => transcriptOf(name!, panel!),
    enabled: name !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })
  const file = held?.text ?? fetched.data
  const choose = (
    <label className="stack close file">
      <span className="note">{t(name === undefined ? 'verify.choose' : 'verify.another')}</span>
      <input
        type="file"
        accept=".json,application/json"
        onChange={async (event) => {
          const chosen = event.target.files?.[0]
          if (chosen) setHeld({ name: chosen.name, text: await chosen.text() })
        }}
      />
    </label>
  )
  return (
    <>
      <header className="stack">
        {name !== undefined && (
          <p className="kicker">
            <Link href={`/docket/${name}`}>{t('dispute.title', { id: shortId(String(name)) })}</Link>
          </p>
        )}
        <h1>{t('verify.title')}</h1>
        <p className="lede">{t('verify.lede')}</p>
      </header>
      {name === undefined && choose}
      {name !== undefined && !held && fetched.isPending && <Waiting what={t('verify.fetching')} />}
      {!held && <Failure error={fetched.error} />}
      {file !== undefined && <Check key={held?.name ?? 'fetched'} file={file} name={held?.name} />}
      {name !== undefined && choose}
    </>
  )
}

function Check({ file, name }: { file: string; name?: string }) {
  const { t } = useTranslation()
  const { number } = useSpelling()
  const { checking, check } = useVerifier()
  const [anchors, setAnchors] = useState('')
  const [onChain, setOnChain] = useState<OnChain>()
  const [asking, setAsking] = useState(false)
  const [flipped, setFlipped] = useState<Flipped>()
  const run = (changed?: Flipped) => {
    setFlipped(changed)
    check({ file: changed?.file ?? file, anchors, onChain })
  }
  return (
    <>
      <section className="card" aria-labelledby="check">
        <h2 id="check">{name ?? t('verify.transcript')}</h2>
        <p className="note">{t('verify.bytes', { bytes: number(new Blob([file]).size) })}</p>
        <details onToggle={() => setAsking(true)}>
          <summary>{t('verify.anchors')}</summary>
          <div className="stack close">
            <p className="note" id="anchors-why">
              {t('verify.anchorsWhy')}
            </p>
            <textarea
              rows={5}
              spellCheck={false}
              className="mono"
              aria-label={t('verify.anchors')}
              aria-describedby="anchors-why"
              value={anchors}
              onChange={(event) => setAnchors(event.target.value)}
            />
            <p className="note">{t('verify.orChain')}</p>
            {asking && (
              <Suspense fallback={<Waiting />}>
                <FromChain file={file} onChain={onChain} heard={setOnChain} />
              </Suspense>
            )}
          </div>
        </details>
        <div className="row">
          <button type="button" className="button main" onClick={() => run()} disabled={checking.state === 'working'}>
            {t('verify.check')}
          </button>
          <a className="button" download="transcript.json" href={hrefOf(file)}>
            {t('verify.save')}
          </a>
        </div>
      </section>
      <div aria-live="polite" className="stack loose">
        <Came checking={checking} flipped={flipped} />
      </div>
      {checking.state !== 'idle' && checking.state !== 'working' && (
        <section className="part" aria-labelledby="flip">
          <h2 id="flip">{t('flip.title')}</h2>
          <p>{t('flip.why')}</p>
          <div className="row">
            {PLACES.map((place) => (
              <FlipButton key={place} place={place} file={file} run={run} />
            ))}
          </div>
        </section>
      )}
    </>
  )
}

function FlipButton({ place, file, run }: { place: Place; file: string; run: (flipped: Flipped) => void }) {
  const { t } = useTranslation()
  const possible = flip(file, place, 0) !== undefined
  return (
    <button
      type="button"
      className="button"
      disabled={!possible}
      onClick={() => {
        const flipped = flip(file, place, Math.random())
        if (flipped) run(flipped)
      }}
    >
      {t(`flip.places.${place}`)}
    </button>
  )
}

const hrefOf = (file: string): string => `data:application/json;charset=utf-8,${encodeURIComponent(file)}`

function Came({ checking, flipped }: { checking: Checking; flipped: Flipped | undefined }) {
  const { t } = useTranslation()
  const { number } = useSpelling()
  if (checking.state === 'idle') return null
  if (checking.state === 'failed') return <Says tone="bad">{checking.reason}</Says>
  return (
    <>
      {flipped && <Changed flipped={flipped} />}
      {checking.state === 'working' ? (
        <div className="stack close">
          <progress className="bar-of" max={1} value={checking.share} aria-label={t('verify.progress')} />
          <p className="note">{checking.claim ? t(`claims.${checking.claim}`) : t('verify.starting')}</p>
        </div>
      ) : (
        <Says tone={checking.verification.ok ? 'ok' : 'bad'}>
          <b>{headline(t, checking.verification)}</b>
          <span>
            {checking.verification.ok && checking.verification.vouched === 'nobody' && t('verify.nobody')}{' '}
            {t('verify.took', { ms: number(Math.round(checking.milliseconds)) })}
          </span>
        </Says>
      )}
      <Claims checking={checking} />
    </>
  )
}

function headline(t: TFunction, { ok, claims, vouched }: { ok: boolean; claims: readonly Claim[]; vouched: string }) {
  if (!ok) return t('verify.broken', { count: claims.filter((claim) => !claim.ok).length, all: claims.length })
  return vouched === 'nobody'
    ? t('verify.holds', { count: claims.length })
    : t('verify.vouched', { count: claims.length, vouched })
}

function Changed({ flipped }: { flipped: Flipped }) {
  const { t } = useTranslation()
  return (
    <figure className="changed">
      <figcaption className="note">{t('flip.changed', { from: flipped.from, to: flipped.to })}</figcaption>
      <code>
        …{flipped.before}
        <del>{flipped.from}</del>
        <ins>{flipped.to}</ins>
        {flipped.after}…
      </code>
    </figure>
  )
}

/** What the verifier says of a claim, in its own words; hashes are shortened and
 * weights of 18 decimals said as people do; the title has all of it. */
function Detail({ text }: { text: string }) {
  const { amount } = useSpelling()
  return (
    <span className="detail" lang="en" title={text}>
      {text.replace(/0x[0-9a-f]{16,}/g, short).replace(/\b\d{19,}\b/g, (units) => amount(BigInt(units)))}
    </span>
  )
}

function Claims({ checking }: { checking: Extract<Checking, { state: 'working' | 'done' }> }) {
  const { t } = useTranslation()
  const done = checking.state === 'done' ? checking.verification.claims : undefined
  const names =
    done?.map(({ name }) => name) ??
    (Object.keys(CLAIMS) as ClaimName[]).filter(
      (name) => name !== 'anchors' && ![...CLAIMS_OFF_CHAIN, ...CLAIMS_UNDER_POLICY].includes(name),
    )
  return (
    <ol className="claims" aria-label={t('verify.claims')}>
      {names.map((name) => {
        const claim = done?.find((each) => each.name === name)
        return (
          <li key={name} className={claim ? (claim.ok ? 'ok' : 'bad') : 'open'}>
            <span className="sign" aria-hidden="true">
              {claim ? (claim.ok ? '✓' : '✗') : '·'}
            </span>
            <span>
              <span className="visually-hidden">{claim && t(claim.ok ? 'verify.ok' : 'verify.not')} </span>
              {t(`claims.${name}`)}
              {claim?.detail && <Detail text={claim.detail} />}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

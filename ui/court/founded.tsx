/**
 * Founded: a court off chain: its policy, whether it passed the gauntlet, and what its founder signed if it didn't.
 * @module
 */
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Digest } from '#primitives/bytes'
import { useFounded } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Hash } from '../frame/hash.tsx'
import { short } from '../frame/names.ts'
import { NotHere, Says, Unshown, Waiting } from '../frame/says.tsx'
import { Blocks } from './blocks.tsx'

const Play = lazy(() => import('../gauntlet/play.tsx'))

export default function Founded({ name }: { name: Digest }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const { data, error } = useFounded(name)
  if (data === undefined) return error ? <Unshown title={t('frame.courts')} error={error} /> : <Waiting />
  if (data === null) return <NotHere />
  const { policy, version, founder, policyHash, publishedAt, override } = data
  return (
    <>
      <header className="stack">
        <p className="kicker">
          <Link href="/court">{t('frame.courts')}</Link>
        </p>
        <h1>{policy.name}</h1>
        <p className="note">
          {t('court.version', { version })}, {when(publishedAt)} · {t('court.creator', { creator: short(founder) })} ·{' '}
          {t('court.offChain')}
        </p>
      </header>
      <section className="part" aria-labelledby="policy">
        <h2 id="policy">{t('court.policy')}</h2>
        <p className="text">{policy.text}</p>
        <Blocks policy={policy} />
        <div className="row note">
          <span>
            {t('facts.policy')} <Hash of={policyHash} name={t('facts.policy')} />
          </span>
          <a href={`/courts/${name}`}>{t('court.allTerms')}</a>
        </div>
      </section>
      <section className="part" aria-labelledby="gauntlet">
        <h2 id="gauntlet">{t('gauntlet.title')}</h2>
        {override ? (
          <Says tone="bad">
            <b>{t('court.overridden')}</b>
            <blockquote className="words" lang="en">
              {override.words}
            </blockquote>
            <span className="note">
              {t('court.signature')} <Hash of={override.signature} name={t('court.signature')} />
            </span>
          </Says>
        ) : (
          <Says tone="ok">{t('court.passed')}</Says>
        )}
        <Suspense fallback={<Waiting />}>
          <Play policy={policy} />
        </Suspense>
      </section>
    </>
  )
}

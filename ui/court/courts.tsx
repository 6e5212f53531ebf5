/**
 * Courts: all of them, as a tree of names.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useCourts, useFoundedCourts } from '../api.ts'
import { short } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { nameOf } from './named.ts'

export default function Courts() {
  const { t } = useTranslation()
  const { data, error } = useCourts()
  return (
    <>
      <header className="stack">
        <h1>{t('court.all')}</h1>
        <p className="lede">{t('court.allWhy')}</p>
      </header>
      {!data && (error ? <Failure error={error} /> : <Waiting />)}
      <ul className="list">
        {data?.map(({ court, terms, parent, version }) => (
          <li key={court}>
            <Link href={`/court/${court}`} className="line">
              <b>{nameOf(data, court, t)}</b>
              <span className="faint">
                {t('court.number', { court })}
                {parent !== court && ` · ${t('court.under', { parent: nameOf(data, parent, t) })}`}
              </span>
              <span className="end faint">
                {t('court.seats', { count: Number(terms.seats) })} · {t('court.version', { version })}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      <OffChain />
    </>
  )
}

/** Anybody founds one from a policy; nothing is said where there is none. */
function OffChain() {
  const { t } = useTranslation()
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = useFoundedCourts()
  const founded = data?.pages.flatMap((page) => page.founded) ?? []
  if (error) return <Failure error={error} />
  if (founded.length === 0) return null
  return (
    <section className="part" aria-labelledby="off-chain">
      <h2 id="off-chain">{t('court.allOffChain')}</h2>
      <p className="note">{t('court.allOffChainWhy')}</p>
      <ul className="list">
        {founded.map(({ court, name, founder, version }) => (
          <li key={court}>
            <Link href={`/court/${court}`} className="line">
              <b>{name}</b>
              <span className="faint">{t('court.creator', { creator: short(founder) })}</span>
              <span className="end faint">{t('court.version', { version })}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('court.moreOffChain')}
        </button>
      )}
    </section>
  )
}

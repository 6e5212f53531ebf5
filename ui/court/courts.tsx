/**
 * Courts: all of them, as a tree of names.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useCourts } from '../api.ts'
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
    </>
  )
}

/**
 * Docket: the public list of disputes, by court and period, the newest first. Nobody needs a wallet to read it.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Period } from '#law/period'
import { type DisputeCard, useCourts, useDisputes } from '../api.ts'
import { Countdown } from '../frame/countdown.tsx'
import { shortId } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'

const PERIODS: readonly Period[] = ['evidence', 'draw', 'commit', 'reveal', 'appeal', 'execution']

export function Docket() {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>()
  const [of, setOf] = useState<number>()
  const courts = useCourts()
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useDisputes(period)
  const cards = (data?.pages ?? []).flatMap(({ disputes }) => disputes).filter(({ court }) => (of ?? court) === court)
  return (
    <>
      <header className="stack">
        <h1>{t('docket.title')}</h1>
        <p className="lede">{t('docket.lede')}</p>
      </header>
      <section className="stack" aria-label={t('docket.title')}>
        <div className="row apart">
          <fieldset className="filter bare">
            <legend className="visually-hidden">{t('docket.byPeriod')}</legend>
            {[undefined, ...PERIODS].map((each) => (
              <button key={each ?? 'all'} type="button" aria-pressed={period === each} onClick={() => setPeriod(each)}>
                {each ? t(`periods.${each}`) : t('docket.all')}
              </button>
            ))}
          </fieldset>
          {(courts.data?.length ?? 0) > 1 && (
            <label className="row note">
              {t('docket.court')}
              <select
                value={of ?? ''}
                onChange={(event) => setOf(event.target.value ? Number(event.target.value) : undefined)}
              >
                <option value="">{t('docket.all')}</option>
                {courts.data!.map(({ court, policy }) => (
                  <option key={court} value={court}>
                    {policy?.name ?? t('court.number', { court })}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        {!data && (error ? <Failure error={error} /> : <Waiting />)}
        {data && (
          <ul className="list">
            {cards.map((card) => (
              <li key={card.key}>
                <Line card={card} court={courts.data?.find(({ court }) => court === card.court)?.policy?.name} />
              </li>
            ))}
            {cards.length === 0 && <li className="wait-box">{t(period ? 'docket.noneOfPeriod' : 'docket.none')}</li>}
          </ul>
        )}
        {hasNextPage && (
          <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('docket.more')}
          </button>
        )}
      </section>
    </>
  )
}

function Line({ card, court }: { card: DisputeCard; court?: string }) {
  const { t } = useTranslation()
  const { disputeId, period, untilAt, ruling, panel } = card
  const over = ruling !== undefined
  return (
    <Link href={`/docket/${disputeId}`} className="line">
      <b>{t('dispute.title', { id: shortId(disputeId) })}</b>
      <span className="faint">
        {court ?? t('court.number', { court: card.court })}
        {panel > 1 && ` · ${t('dispute.appealNumber', { count: Math.floor(panel / 2) })}`}
      </span>
      <span className="end">
        <span className={`tag ${over ? 'done' : 'now'}`}>
          {over ? t('dispute.ruled', { ruling }) : t(`periods.${period}`)}
        </span>{' '}
        {!over && untilAt !== undefined && <Countdown at={untilAt} />}
      </span>
    </Link>
  )
}

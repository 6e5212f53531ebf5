/**
 * Docket: the public list of disputes, by court and period, the newest first. Nobody needs a wallet to read it. What is
 * chosen stands in the address, so that it can be sent to somebody, and the way back leads to it.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import type { Period } from '#law/period'
import { type AskedCard, type DisputeCard, useAllNews, useCourts, useDisputes } from '../api.ts'
import { nameOf } from '../court/named.ts'
import { Countdown } from '../frame/countdown.tsx'
import { short, titleOf } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'

const PERIODS: readonly Period[] = ['evidence', 'draw', 'commit', 'reveal', 'appeal', 'execution']

export function Docket() {
  const { t } = useTranslation()
  const { period, court: of, choose } = useChosen()
  const courts = useCourts()
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useDisputes({ period, court: of })
  useAllNews(['disputes'])
  const cards = (data?.pages ?? []).flatMap(({ disputes }) => disputes)
  const asked = (data?.pages ?? []).flatMap((page) => page.asked)
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
              <button
                key={each ?? 'all'}
                type="button"
                aria-pressed={period === each}
                onClick={() => choose('period', each)}
              >
                {each ? t(`periods.${each}`) : t('docket.all')}
              </button>
            ))}
          </fieldset>
          {courts.data && (courts.data.length > 1 || of !== undefined) && (
            <label className="row note">
              {t('docket.court')}
              <select value={of ?? ''} onChange={(event) => choose('court', event.target.value || undefined)}>
                <option value="">{t('docket.all')}</option>
                {courts.data.map(({ court }) => (
                  <option key={court} value={court}>
                    {nameOf(courts.data, court, t)}
                  </option>
                ))}
              </select>
            </label>
          )}
        </div>
        {!data && (error ? <Failure error={error} /> : <Waiting />)}
        {data && (
          <ul className="list">
            {asked.map((card) => (
              <li key={card.key}>
                <Asked card={card} />
              </li>
            ))}
            {cards.map((card) => (
              <li key={card.key}>
                <Line card={card} court={nameOf(courts.data, card.court, t)} />
              </li>
            ))}
            {cards.length + asked.length === 0 && <li className="wait-box">{t(noneOf(period, of, hasNextPage))}</li>}
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

/** What the address says is looked for; what it says wrongly is left out. */
function useChosen() {
  const [search, setSearch] = useSearchParams()
  const [said, number] = [search.get('period'), search.get('court') ?? '']
  return {
    period: PERIODS.find((each) => each === said),
    court: /^(0|[1-9]\d{0,8})$/.test(number) ? Number(number) : undefined,
    choose: (what: 'period' | 'court', value: string | undefined) =>
      setSearch((before) => {
        const next = new URLSearchParams(before)
        if (value === undefined) next.delete(what)
        else next.set(what, value)
        return next
      }),
  }
}

/** A page of the list is looked through for a period: there may be some among the older ones. */
function noneOf(period: Period | undefined, court: number | undefined, hasOlder: boolean) {
  if (period) return hasOlder ? 'docket.noneSoFar' : 'docket.noneOfPeriod'
  return court === undefined ? 'docket.none' : 'docket.noneOfCourt'
}

/** It has no page yet: until a gazette holds it there is nothing to see but that it was asked. */
function Asked({ card: { title, account, expiresAt, void: reason } }: { card: AskedCard }) {
  const { t } = useTranslation()
  return (
    <div className="line">
      <b>{title}</b>
      <span className="faint">{t('docket.askedBy', { account: short(account) })}</span>
      <span className="end">
        <span className="tag">{t(reason === undefined ? 'docket.asked' : 'docket.lapsed')}</span>{' '}
        {reason === undefined && <Countdown at={expiresAt} brief />}
      </span>
    </div>
  )
}

/** Under a policy a ruling only says whether there is an answer. */
const ruledAs = ({ ruling, under }: DisputeCard) =>
  ruling === 0 ? 'dispute.ruledRefused' : under === undefined ? 'dispute.ruled' : 'dispute.ruledFound'

function Line({ card, court }: { card: DisputeCard; court: string }) {
  const { t } = useTranslation()
  const { disputeId, period, untilAt, ruling, panel } = card
  const over = ruling !== undefined
  return (
    <Link href={`/docket/${disputeId}`} className="line">
      <b>{titleOf(card, t)}</b>
      <span className="faint">
        {court}
        {panel > 1 && ` · ${t('dispute.appealNumber', { count: Math.floor(panel / 2) })}`}
      </span>
      <span className="end">
        <span className={`tag ${over ? 'done' : 'now'}`}>
          {over ? t(ruledAs(card), { ruling }) : t(`periods.${period}`)}
        </span>{' '}
        {!over && untilAt !== undefined && <Countdown at={untilAt} brief />}
      </span>
    </Link>
  )
}

/**
 * History: where a juror sat, what it voted and what came of it.
 * @module
 */
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Address } from '#primitives/bytes'
import { type Sat, useHistory } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { titleOf } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { Bars } from '../pictures/bars.tsx'
import { Records } from '../pictures/records.tsx'
import { Owed } from './owed.tsx'
import type { Connected } from './wallet.ts'

const JurorReport = lazy(() => import('./report.tsx'))

export function History({ wallet }: { wallet: Connected }) {
  const { t } = useTranslation()
  return (
    <>
      <section className="part" aria-labelledby="history">
        <h2 id="history">{t('history.title')}</h2>
        <Owed wallet={wallet} />
        <Sittings juror={wallet.address} />
      </section>
      <section className="part" aria-labelledby="report">
        <h2 id="report">{t('report.title')}</h2>
        <Suspense fallback={<Waiting />}>
          <JurorReport juror={wallet.address} />
        </Suspense>
      </section>
    </>
  )
}

function Sittings({ juror }: { juror: Address }) {
  const { t } = useTranslation()
  const { data, error } = useHistory(juror)
  const called = (choice: number) => (choice === 0 ? t('ballots.refuse') : t('ballots.choice', { choice }))
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  if (data.length === 0) return <p className="note">{t('history.none')}</p>
  return (
    <>
      <Report sat={data} />
      <Records
        columns={[
          { name: t('history.dispute') },
          { name: t('history.seats'), isNumber: true },
          { name: t('history.voted') },
          { name: t('history.ruling') },
          { name: t('history.came') },
          { name: t('history.earned'), isNumber: true },
        ]}
        rows={data.map((each) => ({
          key: `${each.disputeId} ${each.panel}`,
          cells: [
            <Link key="link" href={`/docket/${each.disputeId}`}>
              {titleOf(each, t)}
            </Link>,
            each.seats,
            each.choice === undefined
              ? each.committed && t('ballots.states.sealed')
              : each.isPosed
                ? t('ballots.answered')
                : called(each.choice),
            each.ruling !== undefined && !each.isPosed && called(each.ruling),
            t(`history.outcomes.${outcomeOf(each)}`),
            each.earned && <Earned key="earned" earned={each.earned} />,
          ],
        }))}
      />
    </>
  )
}

function Earned({ earned }: { earned: NonNullable<Sat['earned']> }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const parts = [
    ...(earned.wei === 0n ? [] : [`${amount(earned.wei)} ETH`]),
    ...(earned.tokens === 0n ? [] : [t('flow.tokens', { amount: amount(earned.tokens) })]),
  ]
  return <>{parts.join(', ') || '0'}</>
}

const OUTCOMES = ['coherent', 'incoherent', 'answered', 'absent', 'recused', 'open'] as const
type Outcome = (typeof OUTCOMES)[number]

function outcomeOf({ recused, ruling, choice, committed, judged, isPosed }: Sat): Outcome {
  if (recused) return 'recused'
  if (judged && !committed) return 'absent'
  if (ruling === undefined || choice === undefined) return 'open'
  // How good an answer under a policy was, its score says.
  if (isPosed) return 'answered'
  return choice === ruling ? 'coherent' : 'incoherent'
}

/** Seats by what came of them: the juror's own report, as bars. */
function Report({ sat }: { sat: readonly Sat[] }) {
  const { t } = useTranslation()
  const rows = OUTCOMES.map((outcome) => ({
    outcome,
    seats: sat.filter((each) => outcomeOf(each) === outcome).reduce((sum, { seats }) => sum + seats, 0),
  })).filter(({ seats }) => seats > 0)
  const most = Math.max(1, ...rows.map(({ seats }) => seats))
  return (
    <Bars
      label={t('history.report')}
      rows={rows.map(({ outcome, seats }) => ({
        name: t(`history.outcomes.${outcome}`),
        share: seats / most,
        said: seats,
        tone: outcome === 'coherent' ? 'won' : undefined,
      }))}
    />
  )
}

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
import { shortId } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { Bars } from '../pictures/bars.tsx'
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
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  if (data.length === 0) return <p className="note">{t('history.none')}</p>
  return (
    <>
      <Report sat={data} />
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>{t('history.dispute')}</th>
              <th className="number">{t('history.seats')}</th>
              <th>{t('history.voted')}</th>
              <th>{t('history.ruling')}</th>
              <th>{t('history.came')}</th>
              <th className="number">{t('history.earned')}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((each) => (
              <tr key={`${each.disputeId} ${each.panel}`}>
                <td>
                  <Link href={`/docket/${each.disputeId}`}>{shortId(each.disputeId)}</Link>
                </td>
                <td className="number">{each.seats}</td>
                <td>
                  {each.choice === undefined ? t(each.committed ? 'ballots.states.sealed' : 'history.no') : each.choice}
                </td>
                <td>{each.ruling ?? '…'}</td>
                <td>{t(`history.outcomes.${outcomeOf(each)}`)}</td>
                <td className="number">
                  <Earned sat={each} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Earned({ sat: { earned } }: { sat: Sat }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  if (!earned) return <>…</>
  const parts = [
    ...(earned.wei === 0n ? [] : [`${amount(earned.wei)} ETH`]),
    ...(earned.tokens === 0n ? [] : [t('flow.tokens', { amount: amount(earned.tokens) })]),
  ]
  return <>{parts.join(', ') || '0'}</>
}

const OUTCOMES = ['coherent', 'incoherent', 'absent', 'recused', 'open'] as const
type Outcome = (typeof OUTCOMES)[number]

function outcomeOf({ recused, ruling, choice, committed, judged }: Sat): Outcome {
  if (recused) return 'recused'
  if (judged && !committed) return 'absent'
  if (ruling === undefined || choice === undefined) return 'open'
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

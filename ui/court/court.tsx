/**
 * Court: one court as its owner, or anybody who thinks of using it, wants to see it: its policy, who may be drawn and
 * how concentrated that is, what it is busy with, and how long things take.
 * @module
 */
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Period } from '#law/period'
import type { Step } from '#law/report/took'
import { type CourtView, type Leaf, useCourtReport, useCourtRoll, useCourts, useRunning } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Hash } from '../frame/hash.tsx'
import { short } from '../frame/names.ts'
import { Failure, NotHere, Unshown, Waiting } from '../frame/says.tsx'
import { AsTable } from '../pictures/asTable.tsx'
import { Bars } from '../pictures/bars.tsx'
import { Blocks } from './blocks.tsx'
import { concentrationOf } from './concentration.ts'
import { NO_LIMIT } from './members.ts'
import { nameOf } from './named.ts'
import { playable } from './playable.ts'

const Play = lazy(() => import('../gauntlet/play.tsx'))
const Crowd = lazy(() => import('./crowd.tsx'))
const Attestors = lazy(() => import('./attestors.tsx'))

export default function Court({ court }: { court: number }) {
  const { t } = useTranslation()
  const { data, error } = useCourts()
  if (!data) return error ? <Unshown title={t('court.number', { court })} error={error} /> : <Waiting />
  const known = data.find((each) => each.court === court)
  return known ? <Shown court={known} /> : <NotHere />
}

function Shown({ court }: { court: CourtView }) {
  const { t } = useTranslation()
  const { policy } = court
  return (
    <>
      <header className="stack">
        <p className="kicker">
          <Link href="/court">{t('frame.courts')}</Link>
        </p>
        <h1>{policy?.name ?? t('court.number', { court: court.court })}</h1>
        <p className="note">
          {t('court.version', { version: court.version })} · {t('court.creator', { creator: short(court.creator) })} ·{' '}
          {t('court.number', { court: court.court })}
        </p>
      </header>
      <section className="part" aria-labelledby="policy">
        <h2 id="policy">{t('court.policy')}</h2>
        {policy ? <p className="text">{policy.text}</p> : <p className="note">{t('court.noText')}</p>}
        {policy && <Blocks policy={playable(policy, court.terms)} />}
        <div className="row note">
          <span>
            {t('facts.policy')} <Hash of={court.policyHash} name={t('facts.policy')} />
          </span>
          <a href={`/courts/${court.court}`}>{t('court.allTerms')}</a>
        </div>
      </section>
      {policy && (
        <section className="part" aria-labelledby="gauntlet">
          <h2 id="gauntlet">{t('gauntlet.title')}</h2>
          <Suspense fallback={<Waiting />}>
            <Play policy={playable(policy, court.terms)} />
          </Suspense>
        </section>
      )}
      <div className="columns">
        <section className="part" aria-labelledby="durations">
          <h2 id="durations">{t('court.durations')}</h2>
          <Measured court={court.court} />
          <Durations terms={court.terms} life={court.lifeSeconds} />
        </section>
        <section className="part" aria-labelledby="load">
          <h2 id="load">{t('court.load')}</h2>
          <Load court={court.court} />
        </section>
      </div>
      <section className="part" aria-labelledby="roll">
        <h2 id="roll">{t('court.roll')}</h2>
        <Roll court={court.court} />
      </section>
      <section className="part" aria-labelledby="crowd">
        <h2 id="crowd">{t('crowd.title')}</h2>
        <Suspense fallback={<Waiting />}>
          <Crowd court={court.court} />
        </Suspense>
      </section>
      <section className="part" aria-labelledby="attestors">
        <h2 id="attestors">{t('attestors.title')}</h2>
        <Suspense fallback={<Waiting />}>
          <Attestors />
        </Suspense>
      </section>
      <section className="part" aria-labelledby="terms">
        <h2 id="terms">{t('court.terms')}</h2>
        <Money court={court} />
      </section>
    </>
  )
}

const STAGES = [
  'evidenceSeconds',
  'drawSeconds',
  'commitSeconds',
  'sealSeconds',
  'revealSeconds',
  'appealSeconds',
  'challengeSeconds',
] as const

function Durations({ terms, life }: { terms: CourtView['terms']; life: number }) {
  const { t } = useTranslation()
  const { span } = useSpelling()
  const most = Math.max(...STAGES.map((stage) => Number(terms[stage])))
  return (
    <>
      <h3>{t('court.byTerms')}</h3>
      <Bars
        long
        label={t('court.byTerms')}
        rows={STAGES.map((stage) => ({
          name: t(`court.stages.${stage}`),
          share: Number(terms[stage]) / most,
          said: span(Number(terms[stage])),
        }))}
      />
      <p className="note">{t('court.life', { span: span(life) })}</p>
    </>
  )
}

const STEPS: readonly Step[] = ['draw', 'word', 'delivery', 'ruling']

/** What came of it, in the disputes that ended last. */
function Measured({ court }: { court: number }) {
  const { t } = useTranslation()
  const { span } = useSpelling()
  const { data } = useCourtReport(court)
  if (!data) return <Waiting />
  const { took } = data
  const rows = STEPS.flatMap((step) => (took[step] ? [{ step, ...took[step] }] : []))
  const most = Math.max(1, ...rows.map(({ slowest }) => slowest))
  return (
    <>
      <h3>{t('court.measured')}</h3>
      {rows.length === 0 ? (
        <p className="note">{t('court.noneEnded')}</p>
      ) : (
        <>
          <p className="note">{t('court.measuredOf', { count: data.disputes })}</p>
          <Bars
            long
            label={t('court.measured')}
            rows={rows.map(({ step, median }) => ({
              name: t(`court.steps.${step}`),
              share: median / most,
              said: span(median),
            }))}
          />
          <AsTable
            summary={t('court.measuredTable')}
            head={[t('court.step'), t('court.disputes'), t('court.median'), t('court.slowest')]}
          >
            {rows.map(({ step, disputes, median, slowest }) => (
              <tr key={step}>
                <th scope="row">{t(`court.steps.${step}`)}</th>
                <td className="number">{disputes}</td>
                <td className="number">{span(median)}</td>
                <td className="number">{span(slowest)}</td>
              </tr>
            ))}
          </AsTable>
        </>
      )}
    </>
  )
}

const PERIODS: readonly Period[] = ['evidence', 'draw', 'commit', 'reveal', 'appeal', 'execution']

/** What runs in the court now, by period. */
function Load({ court }: { court: number }) {
  const { t } = useTranslation()
  const { data, error } = useRunning(court)
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  const counts = PERIODS.map((period) => ({
    name: t(`periods.${period}`),
    count: data.disputes.filter((card) => card.period === period).length,
  }))
  const most = Math.max(1, ...counts.map(({ count }) => count))
  return (
    <>
      <p className="note">{t(data.isAll ? 'court.running' : 'court.runningMore', { count: data.disputes.length })}</p>
      <Bars
        label={t('court.load')}
        rows={counts.map(({ name, count }) => ({ name, share: count / most, said: count }))}
      />
      <p className="note">
        <Link href={`/?court=${court}`}>{t('court.itsDisputes')}</Link>
      </p>
    </>
  )
}

function Roll({ court }: { court: number }) {
  const { t } = useTranslation()
  const { number } = useSpelling()
  const { data, error } = useCourtRoll(court)
  if (data === undefined) return error ? <Failure error={error} /> : <Waiting />
  if (data === null) return <p className="note">{t('court.noRoll')}</p>
  return (
    <div className="stack">
      <p className="note">
        {t('court.rollOf', { epoch: data.header.epoch, jurors: number(Number(data.header.jurors)) })}
      </p>
      {data.leaves === null ? <p className="note">{t('court.manyLeaves')}</p> : <Concentration leaves={data.leaves} />}
    </div>
  )
}

/** Rows of the curve's table: beyond them it flattens. */
const MOST_HEAVIEST = 20

/** How concentrated the weight is: a curve, and the same in words and as a table. */
function Concentration({ leaves }: { leaves: readonly Leaf[] }) {
  const { t } = useTranslation()
  const { percent } = useSpelling()
  const { weighing, shares, toHalf, largest, effective } = concentrationOf(leaves)
  if (weighing === 0) return <p className="note">{t('court.noWeight')}</p>
  const points = shares.map(
    (share, i) => `${((280 * (i + 1)) / weighing).toFixed(1)},${(160 - 150 * share).toFixed(1)}`,
  )
  return (
    <div className="stack">
      <div className="columns">
        <svg className="lorenz" viewBox="0 0 300 185" role="img" aria-label={t('court.curve', { toHalf, weighing })}>
          <path d="M0 160 H 290 M0 10 V160" className="axis" />
          <path d="M0 160 L 280 10" className="even" />
          <polyline points={`0,160 ${points.join(' ')}`} />
          <text x="0" y="178">
            {t('court.heaviest')}
          </text>
          <text x="290" y="178" textAnchor="end">
            {t('court.lightest')}
          </text>
        </svg>
        <dl>
          <div className="pair">
            <dt>{t('court.weighing')}</dt>
            <dd>{weighing}</dd>
          </div>
          <div className="pair">
            <dt>{t('court.largest')}</dt>
            <dd>{percent(largest)}</dd>
          </div>
          <div className="pair">
            <dt>{t('court.toHalf')}</dt>
            <dd>{t('court.jurors', { count: toHalf })}</dd>
          </div>
          <div className="pair">
            <dt>{t('court.effective')}</dt>
            <dd>{effective.toFixed(1)}</dd>
          </div>
        </dl>
      </div>
      <AsTable summary={t('court.heaviestTable')} head={[t('court.heaviestSo'), t('court.hold')]}>
        {shares.slice(0, MOST_HEAVIEST).map((share, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
          <tr key={i}>
            <th scope="row">{i + 1}</th>
            <td className="number">{percent(share)}</td>
          </tr>
        ))}
      </AsTable>
    </div>
  )
}

function Money({ court: { court, terms, parent } }: { court: CourtView }) {
  const { t } = useTranslation()
  const { amount, percent, number } = useSpelling()
  const { data: courts } = useCourts()
  /** 0 where the terms say so, or the greatest number there is: no limit. */
  const limited = (most: number, none: number, said: string) =>
    most === none || most >= NO_LIMIT ? t('court.noLimit') : said
  const [cap, jump] = [Number(terms.seatCap), Number(terms.jumpSeats)]
  const units = (name: string) => BigInt(String(terms[name]))
  const rows: [string, string][] = [
    [t('court.firstPanel'), t('court.seats', { count: Number(terms.seats) })],
    [t('court.appeals'), limited(Number(terms.appeals), -1, number(Number(terms.appeals)))],
    [t('court.cap'), limited(cap, 0, t('court.seats', { count: cap }))],
    // A root is its own parent: there is no larger court to go to.
    ...(parent === court
      ? []
      : [
          [
            t('court.jump', { parent: nameOf(courts, parent, t) }),
            limited(jump, 0, t('court.seats', { count: jump })),
          ] as [string, string],
        ]),
    [t('court.weight'), t(terms.weight === 0 ? 'court.byStake' : 'court.byPerson')],
    [t('court.persons'), t(terms.personSource === 0 ? 'court.noPersons' : 'court.asksPersons')],
    [t('court.minStake'), t('flow.tokens', { amount: amount(units('minStake')) })],
    [t('court.seatStake'), t('flow.tokens', { amount: amount(units('seatStake')) })],
    [t('court.penalty'), percent(Number(terms.penaltyBps) / 10_000)],
    [t('court.fee'), `${amount(units('feePerSeat'))} ETH`],
    [t('flow.delivery'), `${amount(units('deliveryFee'))} ETH`],
  ]
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name} className="pair">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

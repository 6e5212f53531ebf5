/**
 * Hearing: one dispute, as anybody may see it: where it stands, what happened, and what each panel did.
 * @module
 */

import type { TFunction } from 'i18next'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type Dispute, lastDelivered, periodOf, present } from '#law/dispute'
import type { Entry, Question } from '#law/filing'
import type { Sitting } from '#law/sitting'
import type { Instant } from '#primitives/time'
import type { DisputeName } from '../../sdk/venire.ts'
import { useDispute, useGazette, useNewsOf, useRoll } from '../api.ts'
import { useNow, useSpelling } from '../clock.ts'
import { Countdown } from '../frame/countdown.tsx'
import { short, shortId } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'
import { Ballots, Tally } from '../pictures/ballots.tsx'
import { Flow } from '../pictures/flow.tsx'
import { Ladder } from '../pictures/ladder.tsx'
import { Periods } from '../pictures/periods.tsx'
import { DrawTable, Ring } from '../pictures/ring.tsx'
import { Exhibits } from './exhibits.tsx'
import { Found } from './found.tsx'
import { Payments } from './payments.tsx'
import { Stated } from './stated.tsx'
import { Timeline } from './timeline.tsx'

const Rings = lazy(() => import('./rings.tsx'))
const Party = lazy(() => import('../party/party.tsx'))

export default function Hearing({ name }: { name: DisputeName }) {
  const { data, error } = useDispute(name)
  const now = useNow()
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  return (
    <Shown name={name} dispute={data.dispute} entries={data.entries} now={now ?? data.entries.at(-1)!.acceptedAt} />
  )
}

type ShownProps = { name: DisputeName; dispute: Dispute; entries: readonly Entry[]; now: Instant }

function Shown({ name, dispute, entries, now }: ShownProps) {
  useNewsOf(name, entries.length)
  const { t } = useTranslation()
  const { policy, facts } = dispute
  const { law } = dispute.question
  const judged = dispute.sittings.findLast((sitting) => sitting.judged)
  return (
    <>
      <header className="stack">
        <p className="kicker">
          <Link href="/">{t('frame.docket')}</Link> · <Link href={`/court/${facts.court}`}>{policy.name}</Link>
          {law && (
            <>
              {' '}
              · <Link href={`/court/${law.under.court}`}>{law.policy.name}</Link>
            </>
          )}
        </p>
        <h1>{t('dispute.title', { id: shortId(facts.disputeId) })}</h1>
        <Standing dispute={dispute} now={now} />
      </header>
      {dispute.asked && <AskedFor question={dispute.asked.ask.question} />}
      <Stated law={law} />
      <Periods dispute={dispute} now={now} />
      <div className="row">
        {judged ? (
          <Link className="button main" href={`/verify/${facts.disputeId}/${judged.panel}`}>
            {t('dispute.verify')}
          </Link>
        ) : (
          <p className="note">{t('dispute.verifyLater')}</p>
        )}
        {!dispute.final && (
          <Link className="button" href={`/desk/${facts.disputeId}`}>
            {t('dispute.vote')}
          </Link>
        )}
      </div>
      {dispute.sittings.toReversed().map((sitting) => (
        <Panel key={sitting.panel} dispute={dispute} sitting={sitting} />
      ))}
      {law && judged?.judged?.word && (
        <Found law={law} word={judged.judged.word} titles={dispute.asked?.ask.question.choices ?? []} />
      )}
      <section className="part" aria-labelledby="timeline">
        <h2 id="timeline">{t('timeline.title')}</h2>
        <Timeline dispute={dispute} entries={entries} now={now} />
      </section>
      <section className="part" aria-labelledby="exhibits">
        <h2 id="exhibits">{t('exhibits.title')}</h2>
        <Exhibits dispute={dispute} />
      </section>
      <div className="columns">
        <section className="part" aria-labelledby="ladder">
          <h2 id="ladder">{t('ladder.title')}</h2>
          <p className="note">{t('ladder.why')}</p>
          <Ladder dispute={dispute} />
        </section>
        <section className="part" aria-labelledby="money">
          <h2 id="money">{t('flow.title')}</h2>
          <Flow dispute={dispute} />
          <Payments dispute={dispute} />
        </section>
      </div>
      <section className="part" aria-labelledby="party">
        <h2 id="party">{t('party.title')}</h2>
        <Suspense fallback={<Waiting />}>
          <Party dispute={dispute} now={now} />
        </Suspense>
      </section>
      {dispute.final && (
        <section className="part" aria-labelledby="rings">
          <h2 id="rings">{t('rings.title')}</h2>
          <Suspense fallback={<Waiting />}>
            <Rings dispute={dispute} />
          </Suspense>
        </section>
      )}
      <section className="part" aria-labelledby="gazettes">
        <h2 id="gazettes">{t('gazettes.title')}</h2>
        <p className="note">{t('gazettes.why')}</p>
        <Gazettes dispute={dispute} />
      </section>
      <section className="part" aria-labelledby="facts">
        <h2 id="facts">{t('facts.title')}</h2>
        <Facts dispute={dispute} />
      </section>
    </>
  )
}

/** What an account asked off chain, as it signed it. */
function AskedFor({ question: { title, description, choices = [] } }: { question: Question }) {
  const { t } = useTranslation()
  const numbered = choices.map((text, i) => ({ number: i + 1, text }))
  return (
    <section className="part" aria-labelledby="question">
      <h2 id="question">{title}</h2>
      {description && <p>{description}</p>}
      {numbered.length > 0 && (
        <ol aria-label={t('dispute.choices')}>
          {numbered.map(({ number, text }) => (
            <li key={number}>{text}</li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** Where the dispute stands, in one sentence and one deadline. */
function Standing({ dispute, now }: { dispute: Dispute; now: Instant }) {
  const { t } = useTranslation()
  const { final } = dispute
  const { period, untilAt } = periodOf(dispute, now)
  const { committed, seats } = summaryOf(present(dispute))
  // After an appeal was made the next panel is there already, while the word of the last one still stands.
  const judged = present(dispute).judged ?? lastDelivered(dispute)?.judged
  if (dispute.void !== undefined) return <p className="lede">{t('dispute.void')}</p>
  if (final)
    return (
      <p className="lede">
        {t(final.ruling === 0 ? 'dispute.finalRefused' : 'dispute.final', { ruling: final.ruling })}{' '}
        {t(dispute.asked ? 'dispute.public' : final.executed ? 'dispute.executed' : 'dispute.notExecuted')}
      </p>
    )
  return (
    <div className="stack close">
      <p className="lede">
        {period === 'appeal' && judged
          ? t(judged.tied ? 'dispute.wordTied' : 'dispute.word', { ruling: judged.ruling })
          : t(`dispute.now.${period}`, { committed, seats })}
      </p>
      {untilAt !== undefined && (
        <p className="note">
          <Countdown at={untilAt} />
        </p>
      )}
    </div>
  )
}

const summaryOf = ({ ballots, draws, seats }: Sitting) => ({
  seats,
  committed: draws.filter((draw) => draw.seated && ballots.has(draw.address)).length,
})

function Panel({ dispute, sitting }: { dispute: Dispute; sitting: Sitting }) {
  const { t } = useTranslation()
  const { panel, roll } = sitting
  const { data: leaves } = useRoll(roll?.epoch, Number(roll?.court ?? 0))
  const title = panelName(t, panel)
  const id = `panel-${panel}`
  if (sitting.draws.length === 0)
    return (
      <section className="part" aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <p className="note">{t('panel.notDrawn')}</p>
      </section>
    )
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="columns">
        <div className="stack">
          <h3>{t('ring.title')}</h3>
          <p className="note">{t('ring.why')}</p>
          <Ring dispute={dispute} sitting={sitting} leaves={leaves} />
          <details>
            <summary>{t('ring.asTable')}</summary>
            <DrawTable sitting={sitting} />
          </details>
        </div>
        <div className="stack loose">
          <div className="stack">
            <h3>{t('ballots.title')}</h3>
            <p className="note">{t(sitting.openings.size > 0 ? 'ballots.opened' : 'ballots.sealed')}</p>
            <Ballots dispute={dispute} sitting={sitting} />
          </div>
          {(sitting.openings.size > 0 || sitting.judged) && (
            <div className="stack">
              <h3>{t('ballots.tally')}</h3>
              <Tally dispute={dispute} sitting={sitting} />
              {sitting.judged && (
                <p className="note">
                  {t(sitting.judged.tied ? 'panel.wordTied' : 'panel.word', { ruling: sitting.judged.ruling })}
                </p>
              )}
            </div>
          )}
        </div>
      </div>
    </section>
  )
}

function panelName(t: TFunction, panel: number): string {
  const appeals = Math.floor(panel / 2)
  const name = appeals === 0 ? t('panel.first') : t('panel.appeal', { count: appeals })
  return panel % 2 === 1 ? t('panel.again', { name }) : name
}

function Gazettes({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  if (dispute.postings.length === 0) return <p className="note">{t('gazettes.none')}</p>
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            <th>{t('gazettes.serial')}</th>
            <th>{t('gazettes.at')}</th>
            <th className="number">{t('gazettes.entries')}</th>
            <th>{t('gazettes.signed')}</th>
          </tr>
        </thead>
        <tbody>
          {dispute.postings.map(({ serial, at, number, entry }) => (
            <tr key={entry}>
              <td>{serial}</td>
              <td>{when(at)}</td>
              <td className="number">{number}</td>
              <td>
                <Signers serial={serial} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Signers({ serial }: { serial: number }) {
  const { t } = useTranslation()
  const { data } = useGazette(serial)
  const signed = (data?.signatures as { signer: string }[] | undefined) ?? []
  const set = data?.set as { members: readonly string[] } | null | undefined
  if (!data) return <span className="faint">…</span>
  return (
    <span>
      {t('gazettes.of', { signed: signed.length, all: set?.members.length ?? '?' })}{' '}
      <code className="faint">{signed.map(({ signer }) => short(signer)).join(' ')}</code>
    </span>
  )
}

function Facts({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const { facts, policyHash, key, deadlineAt, head, number } = dispute
  const rows: [string, string][] = [
    [t('facts.arbitrable'), facts.arbitrable],
    [t('facts.arbitrator'), facts.arbitrator],
    [t('facts.chain'), facts.chainId],
    [t('facts.opened'), when(dispute.openedAt)],
    [t('facts.deadline'), when(deadlineAt)],
    [t('facts.policy'), policyHash],
    [t('facts.key'), key],
    [t('facts.head', { number }), head],
  ]
  return (
    <dl>
      {rows.map(([name, value]) => (
        <div key={name} className="pair">
          <dt>{name}</dt>
          <dd>{value.startsWith('0x') ? <code>{value}</code> : value}</dd>
        </div>
      ))}
    </dl>
  )
}

/**
 * Hearing: one dispute, as anybody may see it: where it stands, what happened, and what each panel did.
 * @module
 */
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type Dispute, lastDelivered, periodOf, present } from '#law/dispute'
import type { Entry, Question } from '#law/filing'
import type { Sitting } from '#law/sitting'
import type { Instant } from '#primitives/time'
import type { DisputeName } from '../../sdk/venire.ts'
import { useDispute, useNewsOf } from '../api.ts'
import { useNow } from '../clock.ts'
import { called } from '../frame/called.ts'
import { Countdown } from '../frame/countdown.tsx'
import { titleOf } from '../frame/names.ts'
import { Unshown, Waiting } from '../frame/says.tsx'
import { Flow } from '../pictures/flow.tsx'
import { Ladder } from '../pictures/ladder.tsx'
import { Periods } from '../pictures/periods.tsx'
import { Exhibits } from './exhibits.tsx'
import { Facts } from './facts.tsx'
import { Found } from './found.tsx'
import { Gazettes } from './gazettes.tsx'
import { Panel } from './panel.tsx'
import { Payments } from './payments.tsx'
import { Stated } from './stated.tsx'
import { Timeline } from './timeline.tsx'

const Rings = lazy(() => import('./rings.tsx'))
const Party = lazy(() => import('../party/party.tsx'))

export default function Hearing({ name }: { name: DisputeName }) {
  const { t } = useTranslation()
  const { data, error } = useDispute(name)
  const now = useNow()
  if (!data) return error ? <Unshown title={titleOf({ disputeId: String(name) }, t)} error={error} /> : <Waiting />
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
        <h1>{titleOf({ ...facts, title: dispute.asked?.ask.question.title }, t)}</h1>
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
        {!dispute.final && !dispute.asked && (
          <a className="button" href="#party">
            {t('party.title')}
          </a>
        )}
      </div>
      {law && judged?.judged?.word && (
        <Found law={law} word={judged.judged.word} titles={dispute.asked?.ask.question.choices ?? []} />
      )}
      {dispute.sittings.toReversed().map((sitting, i) => (
        <Panel key={sitting.panel} dispute={dispute} sitting={sitting} isExplained={i === 0} />
      ))}
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
          <p className="note">{t(dispute.asked ? 'ladder.one' : 'ladder.why')}</p>
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

/** What an account asked off chain, as it signed it; its title is the page's. */
function AskedFor({ question: { description, choices = [] } }: { question: Question }) {
  const { t } = useTranslation()
  if (!description && choices.length === 0) return null
  return (
    <section className="part" aria-label={t('seat.question')}>
      {description && <p className="text">{description}</p>}
      {choices.length > 0 && (
        <ol className="numbered" aria-label={t('dispute.choices')}>
          {choices.map((text, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a choice is its number
            <li key={i}>{text}</li>
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
        {t(final.ruling === 0 && !dispute.question.law ? 'dispute.finalRefused' : 'dispute.final', {
          called: called(t, dispute, final.ruling),
        })}{' '}
        {t(dispute.asked ? 'dispute.public' : final.executed ? 'dispute.executed' : 'dispute.notExecuted')}
      </p>
    )
  return (
    <div className="stack close">
      <p className="lede">
        {period === 'appeal' && judged
          ? t(judged.tied ? 'dispute.wordTied' : dispute.asked ? 'dispute.wordAsked' : 'dispute.word', {
              called: called(t, dispute, judged.ruling),
            })
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

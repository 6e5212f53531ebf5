/**
 * Ballots: sealed, then opened: one envelope a juror, and the tally of what came out.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { ballotLeaves, finalCount, type Sitting, seatsOf } from '#law/sitting'
import type { BallotLeaf } from '#law/verdict'
import { hue, short } from '../frame/names.ts'
import { Bars } from './bars.tsx'
import { placeOf } from './ring.tsx'
import './pictures.css'

export function Ballots({ dispute, sitting }: { dispute: Dispute; sitting: Sitting }) {
  const { t } = useTranslation()
  const jurors = [...new Map(sitting.draws.filter(({ seated }) => seated).map((draw) => [draw.address, draw]))]
  const leaves = ballotLeaves(dispute.postings, sitting, dispute.question)
  // Under a policy a leaf takes down that there is an answer, not which.
  const { law } = dispute.question
  return (
    <ul className="ballots" aria-label={t('ballots.label')}>
      {jurors.map(([juror, draw]) => {
        const leaf = leaves.find((each) => each.juror === juror && each.state !== 'skipped')
        const filed = sitting.ballots.get(juror) ?? []
        const opened = leaf?.state === 'opened' ? leaf.choice : undefined
        const seats = seatsOf(sitting, juror)
        return (
          <li key={juror} className="ballot">
            <Envelope
              sealed={filed.length > 0}
              opened={law && opened !== undefined ? '✓' : opened}
              colour={hue(placeOf(sitting, draw.number))}
            />
            <span>
              <code>{short(juror)}</code>
              {seats > 1 && <span className="faint"> {t('ballots.seats', { count: seats })}</span>}
            </span>
            <span className="faint">
              {opened !== undefined && law
                ? t('ballots.answered')
                : t(`ballots.states.${stateOf(sitting, leaf, filed.length > 0)}`, { choice: opened })}
            </span>
          </li>
        )
      })}
    </ul>
  )
}

function stateOf(sitting: Sitting, leaf: BallotLeaf | undefined, filed: boolean) {
  const over = sitting.judged !== undefined
  const isRecused = leaf !== undefined && sitting.recused.has(leaf.juror)
  if (isRecused) return 'recused'
  if (leaf?.state === 'opened') return 'opened'
  if (leaf?.state === 'invalid') return 'invalid'
  if (!over) return filed ? 'sealed' : 'awaited'
  return filed && leaf?.state === 'unopened' ? 'unopened' : 'absent'
}

function Envelope({
  sealed,
  opened,
  colour,
}: {
  sealed: boolean
  opened: number | string | undefined
  colour: string
}) {
  return (
    <svg className={`envelope ${colour}`} viewBox="0 0 48 36" aria-hidden="true">
      {opened !== undefined ? (
        <>
          <path d="M2 14 L24 1 L46 14 V34 H2 Z" />
          <rect x="9" y="3" width="30" height="25" rx="1" />
          <text x="24" y="22">
            {opened}
          </text>
        </>
      ) : (
        <>
          <rect className={sealed ? undefined : 'missing'} x="2" y="4" width="44" height="30" rx="2" />
          {sealed && (
            <>
              <path d="M2 6 L24 22 L46 6" />
              <circle className="wax" cx="24" cy="21" r="5" />
            </>
          )}
        </>
      )}
    </svg>
  )
}

/** Seats by choice, as bars that are a table. */
export function Tally({ dispute, sitting }: { dispute: Dispute; sitting: Sitting }) {
  const { t } = useTranslation()
  const leaves = ballotLeaves(dispute.postings, sitting, dispute.question)
  const { choices, absent, recused, unopened } = finalCount(leaves, dispute.question.choices)
  const { judged } = sitting
  const { law } = dispute.question
  const most = Math.max(1, sitting.seats)
  const rows = [
    ...choices.map((seats, choice) => ({
      name: law ? t('ballots.answered') : choice === 0 ? t('ballots.refuse') : t('ballots.choice', { choice }),
      seats,
      tone: judged && !judged.tied && judged.ruling === choice ? ('won' as const) : undefined,
    })),
    { name: t('ballots.absent'), seats: absent, tone: 'lost' as const },
    { name: t('ballots.recused'), seats: recused, tone: 'lost' as const },
    { name: t(judged ? 'ballots.unopened' : 'ballots.unopenedYet'), seats: unopened, tone: 'lost' as const },
  ]
  // Under a policy leaves count who answered, and nothing is choice 0.
  if (law) rows.shift()
  // A question may offer 255 choices: beyond a few, those that nobody chose are left out.
  const shown = rows.filter(({ seats, tone }, i) => seats > 0 || (tone !== 'lost' && i < 6))
  return (
    <Bars
      label={t('ballots.tallyLabel')}
      rows={shown.map(({ name, seats, tone }) => ({ name, share: seats / most, said: seats, tone }))}
    />
  )
}

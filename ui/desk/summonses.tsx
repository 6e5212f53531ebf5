/**
 * Summonses: where a juror is expected, the next deadline first.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Address } from '#primitives/bytes'
import { type OpenSummons, useCourts, useSummonses } from '../api.ts'
import { Countdown } from '../frame/countdown.tsx'
import { shortId } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'

export function Summonses({ juror }: { juror: Address }) {
  const { t } = useTranslation()
  const { data, error } = useSummonses(juror)
  const courts = useCourts()
  // Whoever has voted waits for nothing: what still has to be done stands first.
  const due = data?.toSorted((a, b) => Number(isDone(a)) - Number(isDone(b)) || nextOf(a) - nextOf(b))
  return (
    <section className="part" aria-labelledby="summonses">
      <h2 id="summonses">{t('summons.title')}</h2>
      {!due && (error ? <Failure error={error} /> : <Waiting />)}
      {due?.length === 0 && <p className="note">{t('summons.none')}</p>}
      {due && due.length > 0 && (
        <ol className="list">
          {due.map((summons, i) => (
            <li key={`${summons.disputeKey} ${summons.panel}`} className={i === 0 ? 'summons first' : 'summons'}>
              <div className="stack close">
                <b>
                  {t('dispute.title', { id: shortId(summons.disputeId) })}{' '}
                  <span className="faint">
                    {courts.data?.find(({ court }) => court === summons.court)?.policy?.name}
                  </span>
                </b>
                <span className="note">
                  <span className={isDone(summons) ? 'tag done' : 'tag now'}>
                    {summons.committed ? t('summons.committed') : t(`periods.${summons.period}`)}
                  </span>{' '}
                  {t(`summons.next.${stageOf(summons)}`)} <Countdown at={nextOf(summons)} />
                </span>
                {summons.seats > 1 && <span className="note">{t('summons.weight', { count: summons.seats })}</span>}
              </div>
              <Link
                className={i === 0 && !isDone(summons) ? 'button main' : 'button'}
                href={`/desk/${summons.disputeId}`}
              >
                {t(summons.period === 'commit' && !summons.committed ? 'summons.vote' : 'summons.look')}
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

const isDone = ({ committed, period }: OpenSummons): boolean => committed || period === 'reveal' || period === 'appeal'

function stageOf({ committed, period }: OpenSummons): 'opens' | 'closes' | 'reveals' {
  if (committed || period === 'reveal' || period === 'appeal' || period === 'execution') return 'reveals'
  return period === 'commit' ? 'closes' : 'opens'
}

function nextOf(summons: OpenSummons): number {
  const stage = stageOf(summons)
  return stage === 'opens' ? summons.commitOpensAt : stage === 'closes' ? summons.commitClosesAt : summons.revealAt
}

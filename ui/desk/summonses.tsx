/**
 * Summonses: where a juror is expected, the next deadline first.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Address } from '#primitives/bytes'
import { type OpenSummons, useCourts, useSummonses } from '../api.ts'
import { useNow } from '../clock.ts'
import { nameOf } from '../court/named.ts'
import { Countdown } from '../frame/countdown.tsx'
import { titleOf } from '../frame/names.ts'
import { Failure, Waiting } from '../frame/says.tsx'

export function Summonses({ juror }: { juror: Address }) {
  const { t } = useTranslation()
  const { data, error } = useSummonses(juror)
  const courts = useCourts()
  // What can be done now stands first, then what comes; whoever has voted waits for nothing.
  const due = data?.toSorted((a, b) => rankOf(a) - rankOf(b) || nextOf(a) - nextOf(b))
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
                  {titleOf(summons, t)} <span className="faint">{nameOf(courts.data, summons.court, t)}</span>
                </b>
                <span className="note">
                  <span className={isDone(summons) ? 'tag done' : 'tag now'}>
                    {summons.committed ? t('summons.committed') : t(`periods.${summons.period}`)}
                  </span>{' '}
                  <Next summons={summons} />
                </span>
                {summons.seats > 1 && <span className="note">{t('summons.weight', { count: summons.seats })}</span>}
              </div>
              <Link
                className={i === 0 && rankOf(summons) === 0 ? 'button main' : 'button'}
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

/** What comes next for this juror, and when; a summons whose hours have all passed waits for the court alone. */
function Next({ summons }: { summons: OpenSummons }) {
  const { t } = useTranslation()
  const now = useNow()
  const at = nextOf(summons)
  if (now !== undefined && now >= at) return t(summons.period === 'reveal' ? 'summons.revealing' : 'summons.spoken')
  return (
    <>
      {t(`summons.next.${stageOf(summons)}`)}: <Countdown at={at} />
    </>
  )
}

/** 0 to be done now, 1 to come, 2 done. */
const rankOf = (summons: OpenSummons): number => (isDone(summons) ? 2 : summons.period === 'commit' ? 0 : 1)

const isDone = ({ committed, period }: OpenSummons): boolean => committed || period === 'reveal' || period === 'appeal'

function stageOf({ committed, period }: OpenSummons): 'opens' | 'closes' | 'reveals' {
  if (committed || period === 'reveal' || period === 'appeal' || period === 'execution') return 'reveals'
  return period === 'commit' ? 'closes' : 'opens'
}

function nextOf(summons: OpenSummons): number {
  const stage = stageOf(summons)
  return stage === 'opens' ? summons.commitOpensAt : stage === 'closes' ? summons.commitClosesAt : summons.revealAt
}

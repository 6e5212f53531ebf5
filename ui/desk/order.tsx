/**
 * Order: candidates are taken one after the other, from best to worst: nothing stands in an order that nobody gave it.
 *
 * A button goes away when it is pressed, and the focus with it: it moves to the one that stands there now, or else to the
 * ranking, and what happened is said aloud.
 * @module
 */
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Says } from './answer.tsx'

type Ranking = readonly number[]
/** Where the focus goes once the page shows what was done: the n-th of a list. */
type Next = { in: 'left' | 'ranked'; at: number }

export function Order({ count, none, said, onSay, nameOf }: { count: number; none: boolean } & Says<Ranking>) {
  const { t } = useTranslation()
  const [ranked, rank] = useState<Ranking>(said ?? [])
  const [heard, say] = useState('')
  const places = Array.from({ length: count + (none ? 1 : 0) }, (_, i) => i)
  const left = places.filter((place) => !ranked.includes(place))
  const called = (place: number) => (place === count ? t('answer.noneAcceptable') : nameOf(place))
  const lists = useFocusMoved(ranked)

  const put = (next: Ranking, focus: Next, ...spoken: string[]) => {
    lists.next.current = focus
    rank(next)
    say(spoken.join(' '))
    onSay(next.length === places.length ? next : undefined)
  }
  const take = (place: number, at: number) => {
    const next = [...ranked, place]
    const isLast = next.length === places.length
    const said = t('answer.ranked', { name: called(place), place: next.length, of: places.length })
    put(
      next,
      isLast ? { in: 'ranked', at: next.length - 1 } : { in: 'left', at: Math.min(at, left.length - 2) },
      said,
      ...(isLast ? [t('answer.allRanked')] : []),
    )
  }
  const takeBack = (place: number, at: number) => {
    const next = ranked.filter((one) => one !== place)
    const focus: Next =
      next.length > 0 ? { in: 'ranked', at: Math.min(at, next.length - 1) } : { in: 'left', at: places.indexOf(place) }
    put(next, focus, t('answer.taken', { name: called(place) }))
  }
  return (
    <>
      <p className="note">{t('answer.order')}</p>
      <ol ref={lists.ranked} className="stack close" aria-label={t('answer.orderSoFar')}>
        {ranked.map((place, i) => (
          <li key={place}>
            <button type="button" className="button wide" onClick={() => takeBack(place, i)}>
              <span>
                {i + 1}. {called(place)}
              </span>
              <span aria-hidden="true">×</span>
              <span className="visually-hidden">{t('answer.takeBack')}</span>
            </button>
          </li>
        ))}
      </ol>
      <ul ref={lists.left} className="stack close" aria-label={t('answer.orderLeft')}>
        {left.map((place, i) => (
          <li key={place}>
            <button type="button" className="button wide" onClick={() => take(place, i)}>
              {called(place)}
            </button>
          </li>
        ))}
      </ul>
      <p className="visually-hidden" role="status">
        {heard}
      </p>
    </>
  )
}

/** Two lists of buttons, and where the focus goes after the next change of `shown`. */
function useFocusMoved(shown: Ranking) {
  const ranked = useRef<HTMLOListElement>(null)
  const left = useRef<HTMLUListElement>(null)
  const next = useRef<Next>(undefined)
  const lists = { ranked, left, next }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus moves when the lists have changed, and only then
  useEffect(() => {
    const wanted = next.current
    next.current = undefined
    if (wanted) lists[wanted.in].current?.querySelectorAll('button')[wanted.at]?.focus()
  }, [shown])
  return lists
}

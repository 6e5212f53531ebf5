/**
 * Said: what a juror says of one item, in words, whatever the answer space.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Block } from '#law/block'
import type { Law } from '#law/question/posed'
import { scalarText } from '#law/question/scalar'
import { isMark, type Opinion, type Point, type Said as Saying } from '#law/question/space'

/** What the law says of the question, with what the dispute says beyond it. */
export const blockOf = ({ policy, asked }: Law): Block => ({ ...policy.question, ...asked })

/** What an asker calls the choices, candidates or labels; numbers from 1 where it calls them nothing. */
export function useNames(titles: readonly string[]): (place: number) => string {
  const { t } = useTranslation()
  return (place) => titles[place] ?? t('answer.number', { number: place + 1 })
}

export function Said({ law, said, titles }: { law: Law; said: Saying; titles: readonly string[] }) {
  const { t } = useTranslation()
  const nameOf = useNames(titles)
  if (isMark(said)) return <>{t(`answer.marks.${said}`)}</>
  const block = blockOf(law)
  switch (block.space) {
    case 'choice':
      return <>{nameOf(Number(said) - 1)}</>
    case 'scalar':
      return <>{scalarText(block, Number(said))}</>
    case 'point': {
      const { north, east, heading } = said as Point
      const looks = heading === undefined ? '' : `, ${(heading / 100).toFixed(2)}°`
      return <>{`${(north / 1e7).toFixed(7)}, ${(east / 1e7).toFixed(7)}${looks}`}</>
    }
    case 'order': {
      const named = (place: number) => (place === Number(block.candidates) ? t('answer.noneAcceptable') : nameOf(place))
      return <>{(said as readonly number[]).map(named).join(' › ')}</>
    }
    case 'labels':
      return <>{(said as readonly number[]).map(nameOf).join(', ') || t('answer.noLabel')}</>
    case 'distribution':
      return <>{(said as readonly number[]).map((part, i) => `${nameOf(i)} ${part / 1e4} %`).join(', ')}</>
    case 'opinion':
      return <>{nameOf((said as Opinion).choice - 1)}</>
    default:
      return <code>{typeof said === 'string' ? said : JSON.stringify(said)}</code>
  }
}

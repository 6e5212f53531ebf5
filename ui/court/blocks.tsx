/**
 * Blocks: a policy's six blocks in words: what each of them decides, by which rule, and with which numbers.
 * @module
 */
import { useTranslation } from 'react-i18next'
import '../pictures/pictures.css'

/** Each block, and the members that name its rule. */
const BLOCKS = [
  ['question', 'space'],
  ['panel', 'weight'],
  ['tally', 'rule'],
  ['score', 'metric'],
  ['purse', 'split'],
  ['ladder', 'rungs'],
] as const

/** @param policy - A policy that a court can work by. */
export function Blocks({ policy }: { policy: object }) {
  const { t } = useTranslation()
  const blocks = policy as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>
  return (
    <ol className="blocks" aria-label={t('blocks.title')}>
      {BLOCKS.map(([block, named]) => {
        const { [named]: rule = 'stake', referee, ...rest } = blocks[block] ?? {}
        const said = t(`blocks.rules.${block}.${rule}` as 'blocks.rules.panel.stake')
        return (
          <li key={block} className="stack close">
            <h3>{t(`blocks.${block}`)}</h3>
            <p>
              {said}
              {referee !== undefined && ` ${t(`blocks.referees.${referee}` as 'blocks.referees.outcome')}`}
            </p>
            {Object.keys(rest).length > 0 && (
              <code className="faint">{Object.entries(rest).map(spelled).join(' · ')}</code>
            )}
          </li>
        )
      })}
    </ol>
  )
}

/** A member as a policy spells it, inner blocks with their own members. */
function spelled([name, value]: [string, unknown]): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return `${name} ${String(value)}`
  return `${name} (${Object.entries(value).map(spelled).join(', ')})`
}

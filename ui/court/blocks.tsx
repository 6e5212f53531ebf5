/**
 * Blocks: a policy's six blocks in words: what each of them decides, by which rule, and with which numbers.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Json } from '#primitives/json'
import { type Spelling, useSpelling } from '../clock.ts'
import { short } from '../frame/names.ts'
import { type BlockName, INNER, type Member, membersOf, NO_LIMIT, RULE_OF, ruleOf } from './members.ts'
import '../pictures/pictures.css'

type Block = Readonly<Record<string, Json>>

/** @param policy - A policy that a court can work by. */
export function Blocks({ policy }: { policy: object }) {
  const { t } = useTranslation()
  const blocks = policy as Readonly<Record<string, Block | undefined>>
  return (
    <ol className="blocks" aria-label={t('blocks.title')}>
      {(Object.keys(RULE_OF) as BlockName[]).map((block) => (
        <li key={block} className="stack close">
          <h3>{t(`blocks.${block}`)}</h3>
          <Rule block={block} said={blocks[block] ?? {}} />
        </li>
      ))}
    </ol>
  )
}

/** A rule as a sentence, its members under it, and the rule that it leads to, if it does. */
function Rule({ block, said }: { block: BlockName; said: Block }) {
  const { t } = useTranslation()
  const members = membersOf(block, said)
  const inner = (Object.keys(INNER) as (keyof typeof INNER)[]).filter((name) => said[name] !== undefined)
  return (
    <>
      <p>
        {t(`blocks.rules.${block}.${ruleOf(block, said)}` as 'blocks.rules.panel.stake')}
        {said.referee !== undefined && ` ${t(`blocks.referees.${said.referee}` as 'blocks.referees.outcome')}`}
      </p>
      {members.length > 0 && (
        <dl>
          {members.map((member) => (
            <div key={member.raw} className="pair" title={`${member.raw} ${JSON.stringify(member.value)}`}>
              <dt>{t(`blocks.members.${member.name}` as 'blocks.members.panel.seatCap')}</dt>
              <dd>
                <Value member={member} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {inner.map((name) => (
        <div key={name} className="stack close">
          <h4>{t(`blocks.${name}`)}</h4>
          <Rule block={INNER[name]} said={said[name] as Block} />
        </div>
      ))}
    </>
  )
}

function Value({ member: { name, value, unit } }: { member: Member }) {
  const { t, i18n } = useTranslation()
  const spelling = useSpelling()
  const one = (said: Json): string => {
    if (typeof said === 'boolean') return t(said ? 'blocks.yes' : 'blocks.no')
    if (Number(said) >= NO_LIMIT && unit === undefined) return t('court.noLimit')
    if (unit !== undefined) return measured(String(said), unit, spelling, (amount) => t('flow.tokens', { amount }))
    const word = `blocks.values.${name}.${said}`
    if (i18n.exists(word)) return t(word as never)
    const number = Number(said)
    return Number.isFinite(number) && !String(said).startsWith('0x')
      ? spelling.number(number, { maximumFractionDigits: 9 })
      : short(String(said))
  }
  return <>{Array.isArray(value) ? value.map(one).join(', ') : one(value)}</>
}

/** A member in the unit in which it is counted. */
function measured(
  text: string,
  unit: NonNullable<Member['unit']>,
  { span, percent, amount, number }: Spelling,
  tokens: (amount: string) => string,
): string {
  switch (unit) {
    case 'seconds':
      return span(Number(text))
    case 'bps':
      return percent(Number(text) / 10_000)
    case 'share':
      return percent(Number(text))
    case 'wei':
      return `${amount(BigInt(text), 6)} ETH`
    case 'tokens':
      return tokens(amount(BigInt(text)))
    default:
      return number(Number(text), { style: 'unit', unit, unitDisplay: 'long' })
  }
}

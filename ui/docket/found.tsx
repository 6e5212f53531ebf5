/**
 * Found: what a panel's answers came to under the policy that the dispute pinned, and who would be owed what for them.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { type Law, readLaw } from '#law/question/posed'
import { saidBy } from '#law/question/question'
import type { Word } from '#law/word'
import { useSpelling } from '../clock.ts'
import { short } from '../frame/names.ts'
import { Said } from '../pictures/said.tsx'

/** Items that are shown of a long list. */
const MOST_ITEMS = 20

export function Found({ law, word, titles }: { law: Law; word: Word; titles: readonly string[] }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { space } = readLaw(law).question
  const items = word.findings.slice(0, MOST_ITEMS).map(({ answer }, i) => ({ item: i + 1, answer }))
  return (
    <section className="part" aria-labelledby="found">
      <h2 id="found">{t('found.title')}</h2>
      <p className="note">{t('found.why', { name: law.policy.name, ladder: word.ladder })}</p>
      <ol>
        {items.map(({ item, answer }) => (
          <li key={item}>
            {answer === null ? t('found.undecided') : <Said law={law} said={saidBy(space, answer)!} titles={titles} />}
          </li>
        ))}
      </ol>
      <h3>{t('found.account')}</h3>
      <p className="note">{t('found.statement')}</p>
      <ul>
        {word.payments.map(({ account, change }) => (
          <li key={account}>
            <code>{account.startsWith('0x') ? short(account) : account}</code> {amount(BigInt(change))} ETH
          </li>
        ))}
      </ul>
    </section>
  )
}

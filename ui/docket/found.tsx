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
import { Records } from '../pictures/records.tsx'
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
      <p className="note">{t('found.why', { name: law.policy.name })}</p>
      <ol className={items.length > 1 ? 'numbered' : undefined}>
        {items.map(({ item, answer }) => (
          <li key={item} className="lede">
            {answer === null ? t('found.undecided') : <Said law={law} said={saidBy(space, answer)!} titles={titles} />}
          </li>
        ))}
      </ol>
      <h3>{t('found.account')}</h3>
      <p className="note">{t('found.statement')}</p>
      <Records
        columns={[{ name: t('flow.who') }, { name: t('flow.sum'), isNumber: true }]}
        rows={word.payments.map(({ account, change }) => ({
          key: account,
          cells: [<Who key="who" account={account} />, `${amount(BigInt(change), 6)} ETH`],
        }))}
      />
    </section>
  )
}

/** A side of the account: an address, or what a purse calls one that is nobody's. */
function Who({ account }: { account: string }) {
  const { t, i18n } = useTranslation()
  if (account.startsWith('0x')) return <code>{short(account)}</code>
  const name = `found.accounts.${account}`
  return i18n.exists(name) ? t(name as never) : account
}

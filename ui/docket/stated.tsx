/**
 * Stated: the facts that whoever asks brought along with the question, as they are signed.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Law } from '#law/question/posed'
import type { StatedName } from '#law/question/stated'

export function Stated({ law }: { law: Law | undefined }) {
  const { t } = useTranslation()
  const facts = Object.entries(law?.stated ?? {}) as [StatedName, unknown][]
  if (facts.length === 0) return null
  return (
    <section className="part" aria-labelledby="stated">
      <h2 id="stated">{t('stated.title')}</h2>
      <p className="note">{t('stated.why')}</p>
      {facts.map(([name, fact]) => (
        <details key={name}>
          <summary>{t(`stated.${name}`)}</summary>
          <pre className="paper">{JSON.stringify(fact, null, 1)}</pre>
        </details>
      ))}
    </section>
  )
}

/**
 * Panel: one hearing: what its jurors said, and how they came to sit.
 * @module
 */
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import type { Sitting } from '#law/sitting'
import { useRoll } from '../api.ts'
import { called } from '../frame/called.ts'
import { Ballots, Tally } from '../pictures/ballots.tsx'
import { DrawTable, Ring } from '../pictures/ring.tsx'

/** @param isExplained - True for one panel of a page: what a ring is needn't be said of each. */
export function Panel({ dispute, sitting, isExplained }: { dispute: Dispute; sitting: Sitting; isExplained: boolean }) {
  const { t } = useTranslation()
  const { panel, roll } = sitting
  const { data: leaves } = useRoll(roll?.epoch, Number(roll?.court ?? 0))
  const title = panelName(t, panel)
  const id = `panel-${panel}`
  if (sitting.draws.length === 0)
    return (
      <section className="part" aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <p className="note">{t('panel.notDrawn')}</p>
      </section>
    )
  return (
    <section className="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <div className="columns">
        <div className="stack loose">
          <div className="stack">
            <h3>{t('ballots.title')}</h3>
            <p className="note">{t(`ballots.${stageOf(sitting)}`)}</p>
            <Ballots dispute={dispute} sitting={sitting} />
          </div>
          {(sitting.openings.size > 0 || sitting.judged) && (
            <div className="stack">
              <h3>{t('ballots.tally')}</h3>
              <Tally dispute={dispute} sitting={sitting} />
              {sitting.judged && (
                <p className="note">
                  {t(sitting.judged.tied ? 'panel.wordTied' : 'panel.word', {
                    called: called(t, dispute, sitting.judged.ruling),
                  })}
                </p>
              )}
            </div>
          )}
        </div>
        <div className="stack">
          <h3>{t('ring.title')}</h3>
          {isExplained && <p className="note">{t('ring.why')}</p>}
          <Ring dispute={dispute} sitting={sitting} leaves={leaves} />
          <details>
            <summary>{t('ring.asTable')}</summary>
            <DrawTable sitting={sitting} />
          </details>
        </div>
      </div>
    </section>
  )
}

/** How far the opening of a panel's ballots has come. */
function stageOf({ ballots, openings, judged }: Sitting): 'sealed' | 'opening' | 'opened' {
  if (openings.size === 0) return 'sealed'
  return judged || openings.size >= ballots.size ? 'opened' : 'opening'
}

function panelName(t: TFunction, panel: number): string {
  const appeals = Math.floor(panel / 2)
  const name = appeals === 0 ? t('panel.first') : t('panel.appeal', { count: appeals })
  return panel % 2 === 1 ? t('panel.again', { name }) : name
}

/**
 * Chances: how likely the next panel is to say something else, as far as the tally of the last one tells, for jurors who
 * are right so and so often. A model, and called one.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { chanceToOverturn } from '#law/chances'
import { type Dispute, lastDelivered } from '#law/dispute'
import { ballotLeaves, finalCount } from '#law/sitting'
import { useSpelling } from '../clock.ts'
import { Bars } from '../pictures/bars.tsx'

/** How often a seat is right: from little more than a coin to nearly always. */
const ACCURACIES = [0.55, 0.65, 0.75, 0.85, 0.95]

/** Below it a number would be read as never. */
const TINY = 0.001

/** @param seats - Of the panel that an appeal would lead to. */
export function Chances({ dispute, seats }: { dispute: Dispute; seats: number }) {
  const { t } = useTranslation()
  const { percent } = useSpelling()
  const sitting = lastDelivered(dispute)
  if (!sitting?.judged) return null
  const { ruling } = sitting.judged
  const counts = finalCount(ballotLeaves(dispute.postings, sitting, dispute.question), dispute.question.choices).choices
  const label = t('chances.label', { seats, ruling })
  return (
    <div className="stack">
      <h3>{t('chances.title')}</h3>
      <p className="note">
        {t('chances.model', {
          own: counts[ruling] ?? 0,
          given: counts.reduce((sum, count) => sum + count, 0),
          seats,
        })}
      </p>
      <Bars
        long
        label={label}
        rows={ACCURACIES.map((accuracy) => {
          const chance = chanceToOverturn({ ruling, counts }, seats, accuracy)
          return {
            name: t('chances.right', { share: percent(accuracy) }),
            share: chance,
            said: chance > 0 && chance < TINY ? `< ${percent(TINY)}` : percent(chance),
          }
        })}
      />
      <p className="note">{t('chances.limits')}</p>
    </div>
  )
}

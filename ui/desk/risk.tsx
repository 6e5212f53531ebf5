/**
 * Risk: what a juror's seats stand to gain or lose, said before anything is signed.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { type Dispute, present } from '#law/dispute'
import { useSpelling } from '../clock.ts'
import { pricesOf } from './prices.ts'

export function AtRisk({ dispute, seats }: { dispute: Dispute; seats: number }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { fee, against, absent, recused, unopened } = pricesOf(present(dispute).under.terms, seats)
  const tokens = (units: bigint) => `− ${t('flow.tokens', { amount: amount(units) })}`
  return (
    <section className="card" aria-labelledby="risk">
      <h2 id="risk">{t('risk.title', { count: seats })}</h2>
      <table>
        <tbody>
          <tr>
            <th scope="row">{t('risk.with')}</th>
            <td className="number">+ {amount(fee)} ETH</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.against')}</th>
            <td className="number">{tokens(against)}</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.recused')}</th>
            <td className="number">{tokens(recused)}</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.absent')}</th>
            <td className="number">{tokens(absent)}</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.unopened')}</th>
            <td className="number">{tokens(unopened)}</td>
          </tr>
        </tbody>
      </table>
      <p className="note">{t('risk.never')}</p>
    </section>
  )
}

/**
 * Exports: where the same is for machines.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Address } from '#primitives/bytes'

/** @param juror - Of this juror alone, as JSON; the table always holds all. */
export function Exports({ court, juror }: { court: number; juror?: Address }) {
  const { t } = useTranslation()
  const json = juror ? `/jurors/${juror}/report?court=${court}` : `/courts/${court}/report`
  return (
    <p className="row note">
      <a href={json} download={`report-${court}.json`}>
        {t('report.json')}
      </a>
      <a href={`/courts/${court}/report.csv`} download={`report-${court}.csv`}>
        {t('report.csv')}
      </a>
      {!juror && (
        <a href={`/courts/${court}/labels.jsonl`} download={`labels-${court}.jsonl`}>
          {t('report.labels')}
        </a>
      )}
    </p>
  )
}

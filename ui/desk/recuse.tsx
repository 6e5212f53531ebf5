/**
 * Recuse: a juror who can't judge gives the seat back.
 * @module
 */
import { Dialog } from '@base-ui/react/dialog'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Dispute, periodOf } from '#law/dispute'
import type { JurorClient } from '../../sdk/juror.ts'
import type { DisputeName } from '../../sdk/venire.ts'
import { refresh } from '../api.ts'
import { useNow } from '../clock.ts'
import { Act, useAct } from './act.tsx'

const REASONS = ['party', 'interest', 'unfit'] as const

/** Two clicks: give the seat back, and yes. The reason has a default. */
export function Recuse({ name, dispute, client }: { name: DisputeName; dispute: Dispute; client: JurorClient }) {
  const { t } = useTranslation()
  const now = useNow() ?? 0
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<(typeof REASONS)[number]>('party')
  const act = useAct(
    async () => {
      await client.recuse(name, t(`recuse.reasons.${reason}`))
      await refresh()
    },
    () => setOpen(false),
  )
  const { period } = periodOf(dispute, now)
  if (period !== 'draw' && period !== 'commit') return null
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="button">{t('recuse.open')}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>{t('recuse.title')}</Dialog.Title>
          <Dialog.Description className="note">{t('recuse.why')}</Dialog.Description>
          <fieldset className="choices">
            <legend className="visually-hidden">{t('recuse.reason')}</legend>
            {REASONS.map((each) => (
              <label key={each} className="choice">
                <input type="radio" name="reason" checked={reason === each} onChange={() => setReason(each)} />
                <span>{t(`recuse.reasons.${each}`)}</span>
              </label>
            ))}
          </fieldset>
          <div className="row">
            <Act act={act} tone="main" waiting={t('act.sign')}>
              {t('recuse.yes')}
            </Act>
            <Dialog.Close className="button">{t('says.cancel')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

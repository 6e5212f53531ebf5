/**
 * Exhibits: what the parties showed. The file behind a reference stays where it is; whoever has it can hold it against
 * its hash here, in this browser, and nothing is sent anywhere.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { fits } from '#law/evidence'
import { useSpelling } from '../clock.ts'
import { Hash } from '../frame/hash.tsx'
import { short, shortReference } from '../frame/names.ts'
import { Says } from '../frame/says.tsx'

type Exhibit = Dispute['evidence'][number]

/** @param onAgreement - Told the text of the agreement once somebody has held it against its hash, and it fits. */
export function Exhibits({ dispute, onAgreement }: { dispute: Dispute; onAgreement?: (text: string) => void }) {
  const { t } = useTranslation()
  // An exhibit that was looked at stands twice on the docket: as it was shown, and with what the look said.
  const latest = [...new Map(dispute.evidence.map((exhibit) => [exhibit.reference, exhibit])).values()]
  if (latest.length === 0) return <p className="note">{t('exhibits.none')}</p>
  return (
    <ul className="list">
      {latest.map((exhibit) => (
        <li key={exhibit.reference}>
          <Shown exhibit={exhibit} onAgreement={onAgreement} />
        </li>
      ))}
    </ul>
  )
}

function Shown({ exhibit, onAgreement }: { exhibit: Exhibit; onAgreement?: (text: string) => void }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const [held, setHeld] = useState<{ name: string; text: string; fits: boolean | undefined }>()
  const { reference, party, meta, check, at } = exhibit
  const look = async (file: File | undefined) => {
    if (!file) return
    const text = await file.text()
    const found = fits(reference, text)
    setHeld({ name: file.name, text, fits: found })
    if (found && meta) onAgreement?.(text)
  }
  return (
    <div className="stack close exhibit">
      <div className="row apart">
        <b>{t(meta ? 'exhibits.agreement' : 'exhibits.exhibit')}</b>
        <span className={`tag ${check === 'matches' ? 'done' : check === 'differs' ? 'bad' : ''}`}>
          {t(`exhibits.checks.${check}`)}
        </span>
      </div>
      <Hash of={reference} name={t('exhibits.reference')} said={shortReference(reference)} />
      <p className="note">{t('exhibits.by', { party: short(party), when: when(Number(at)) })}</p>
      <label className="note">
        {t('exhibits.hold')} <input type="file" onChange={(event) => void look(event.target.files?.[0])} />
      </label>
      {held && (
        <>
          <Says tone={held.fits === true ? 'ok' : held.fits === false ? 'bad' : 'wait'}>
            {t(held.fits === true ? 'exhibits.fits' : held.fits === false ? 'exhibits.differs' : 'exhibits.noHash', {
              name: held.name,
            })}
          </Says>
          {held.fits && <pre className="paper">{readable(held.text)}</pre>}
        </>
      )}
    </div>
  )
}

function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

/**
 * Gazettes: where this docket stands on chain, and which attestors signed that it does.
 * @module
 */
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import { useGazette } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { short } from '../frame/names.ts'
import { Records } from '../pictures/records.tsx'

export function Gazettes({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  if (dispute.postings.length === 0) return <p className="note">{t('gazettes.none')}</p>
  return (
    <Records
      columns={[
        { name: t('gazettes.serial') },
        { name: t('gazettes.at') },
        { name: t('gazettes.entries'), isNumber: true },
        { name: t('gazettes.signed') },
      ]}
      rows={dispute.postings.map(({ serial, at, number, entry }) => ({
        key: String(entry),
        cells: [serial, when(at), number, <Signers key="signers" serial={serial} />],
      }))}
    />
  )
}

function Signers({ serial }: { serial: number }) {
  const { t } = useTranslation()
  const { data } = useGazette(serial)
  const signed = (data?.signatures as { signer: string }[] | undefined) ?? []
  const set = data?.set as { members: readonly string[] } | null | undefined
  if (!data) return <span className="faint">…</span>
  return (
    <span>
      {t('gazettes.of', { signed: signed.length, all: set?.members.length ?? '?' })}{' '}
      {signed.map(({ signer }) => (
        <Fragment key={signer}>
          <code className="faint">{short(signer)}</code>{' '}
        </Fragment>
      ))}
    </span>
  )
}

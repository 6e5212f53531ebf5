/**
 * Says: the small sentences of every page: that something is on its way, isn't there, or was refused.
 * @module
 */
import { type ReactNode, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { Refused } from '../../sdk/http.ts'

/** Something is being fetched. Says so after 300 ms, so that what comes at once doesn't flicker. */
export function Waiting({ what }: { what?: string }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), 300)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className="wait-box" role="status">
      {shown ? (what ?? t('says.waiting')) : ''}
    </div>
  )
}

export function Says({ tone, children }: { tone?: 'ok' | 'bad' | 'wait'; children: ReactNode }) {
  return (
    <div className={`says ${tone ?? ''}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {children}
    </div>
  )
}

/** Why something didn't work, in the court's own words where it has any. */
export function Failure({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation()
  if (error === null || error === undefined) return null
  const code = error instanceof Refused ? error.code : undefined
  const key = `refusals.${code}`
  return (
    <Says tone="bad">
      <b>
        {code && i18n.exists(key)
          ? t(key as never)
          : t(code ? 'says.refused' : isUnheard(error) ? 'says.unheard' : 'says.failed')}
      </b>
      {!isUnheard(error) && (
        <span className="note" lang="en">
          {reasonOf(error)}
        </span>
      )}
    </Says>
  )
}

/** A page that can't be shown, and why: with a title of its own, and a way on. */
export function Unshown({ title, error }: { title: string; error: unknown }) {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <h1>{title}</h1>
      <Failure error={error} />
      <p>
        <Link href="/">{t('says.toDocket')}</Link>
      </p>
    </div>
  )
}

/** True if nobody answered: what fetch itself says of that differs from browser to browser, and helps nobody. */
const isUnheard = (error: unknown): boolean => error instanceof TypeError

export function reasonOf(error: unknown): string {
  if (error instanceof Refused) {
    const { code, detail, title } = error.problem
    return [code, detail ?? title].filter(Boolean).join(': ')
  }
  const { shortMessage, message } = error as { shortMessage?: string; message?: string }
  return shortMessage ?? message ?? String(error)
}

export function NotHere() {
  const { t } = useTranslation()
  return (
    <div className="stack">
      <h1>{t('says.notHere')}</h1>
      <p>
        <Link href="/">{t('says.toDocket')}</Link>
      </p>
    </div>
  )
}

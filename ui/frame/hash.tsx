/**
 * Hash: something long that nobody reads and somebody may need: its two ends, and all of it on the clipboard.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { short } from './names.ts'

/** @param name - What it is, for whoever hears the button. @param said - What is shown instead of the two ends. */
export function Hash({ of, name, said = short(of) }: { of: string; name: string; said?: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(of)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <span className="hash">
      <code title={of}>{said}</code>
      <button type="button" aria-label={t('says.copy', { what: name })} onClick={() => void copy()}>
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          {copied ? <path d="M3 8.5 6.5 12 13 4.5" /> : <path d="M5.5 5.5h8v8h-8z M10.5 5.5v-3h-8v8h3" />}
        </svg>
      </button>
      <span className="visually-hidden" role="status">
        {copied && t('says.copied')}
      </span>
    </span>
  )
}

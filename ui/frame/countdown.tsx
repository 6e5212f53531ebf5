/**
 * Countdown: an instant to come, in local time and as what is left until it.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Instant } from '#primitives/time'
import { useNow, useSpelling } from '../clock.ts'

export function Countdown({ at }: { at: Instant }) {
  const { t } = useTranslation()
  const { when, span } = useSpelling()
  const now = useNow()
  const left = now === undefined ? undefined : at - now
  return (
    <span>
      <span className="number">
        {left === undefined ? '…' : left > 0 ? t('says.left', { span: span(left) }) : t('says.past')}
      </span>{' '}
      <time className="faint" dateTime={new Date(1000 * at).toISOString()}>
        {when(at)}
      </time>
    </span>
  )
}

/**
 * Countdown: an instant to come: what is left until it, and when that is in local time.
 * @module
 */
import { useTranslation } from 'react-i18next'
import type { Instant } from '#primitives/time'
import { useNow, useSpelling } from '../clock.ts'

/** Below so many seconds they are counted one by one; above, only minutes move, so that a page of deadlines is calm. */
const CLOSE_SECONDS = 600

/** @param brief - Only what is left, for a list of many; the hour is its title. */
export function Countdown({ at, brief = false }: { at: Instant; brief?: boolean }) {
  const { t } = useTranslation()
  const { when, span } = useSpelling()
  const now = useNow()
  const left = now === undefined ? undefined : at - now
  const said =
    left === undefined
      ? '…'
      : left > 0
        ? t('says.left', { span: span(left < CLOSE_SECONDS ? left : left - (left % 60)) })
        : t('says.past')
  const dateTime = new Date(1000 * at).toISOString()
  if (brief)
    return (
      <time className="number" dateTime={dateTime} title={when(at)}>
        {said}
      </time>
    )
  return (
    <span>
      <span className="number nowrap">{said}</span>
      <time className="faint" dateTime={dateTime}>
        {' '}
        · {when(at)}
      </time>
    </span>
  )
}

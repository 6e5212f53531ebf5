/**
 * Clock: the court's time, ticking, and instants and spans in the reader's own words.
 *
 * Deadlines are the court's, so a device whose clock is wrong must not decide what "in two hours" means: the difference
 * is measured from the court's last answer. Instants are shown in the reader's own zone.
 * @module
 */
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Instant } from '#primitives/time'
import { useHealth } from './api.ts'

/** The court's time in seconds, once a second; undefined until it has been heard. */
export function useNow(): Instant | undefined {
  const { data } = useHealth()
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000)
    return () => clearInterval(timer)
  }, [])
  return data && Math.floor(data.now + (performance.now() - data.heardAtMs) / 1000)
}

export type Spelling = {
  /** Day and time, in local time; the year where it is another one. */
  when: (at: Instant) => string
  /** Time of day with seconds. */
  time: (at: Instant) => string
  /** A length: its two greatest units. Rounds down. */
  span: (seconds: number) => string
  number: (value: number | bigint, options?: Intl.NumberFormatOptions) => string
  /** An amount of smallest units of 18 decimals. Rounds down after `digits`. */
  amount: (units: bigint, digits?: number) => string
  percent: (share: number) => string
}

/** How this reader's language spells time and numbers. */
export function useSpelling(): Spelling {
  const { i18n } = useTranslation()
  const language = i18n.language
  const number: Spelling['number'] = (value, options) =>
    new Intl.NumberFormat(language, options).format(value).replace('-', '−')
  return {
    when: (at) =>
      new Intl.DateTimeFormat(language, {
        ...(isThisYear(at) ? { weekday: 'short' } : { year: 'numeric' }),
        day: 'numeric',
        month: 'short',
        hour: 'numeric',
        minute: '2-digit',
      }).format(1000 * at),
    time: (at) =>
      new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(1000 * at),
    span: (seconds) => spanWords(language, seconds),
    number,
    amount: (units, digits = 4) => {
      const scale = 10n ** BigInt(18 - digits)
      return number(Number(units / scale) / 10 ** digits, { maximumFractionDigits: digits })
    },
    percent: (share) => number(share, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }),
  }
}

/** By this device's calendar: which year it is, it knows. */
const isThisYear = (at: Instant): boolean => new Date(1000 * at).getFullYear() === new Date().getFullYear()

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

function spanWords(language: string, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const first = UNITS.findIndex(([, size]) => whole >= size)
  const from = first === -1 ? UNITS.length - 1 : first
  const words: string[] = []
  let rest = whole
  for (const [unit, size] of UNITS.slice(from, from + 2)) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0 || words.length === 0)
      words.push(new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(count))
  }
  return words.join(' ')
}

/**
 * Frame: what stands around every page: where one can go, in which language and light, and whether the court answers.
 * @module
 */
import { useIsFetching } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import { isLawful, useHealth } from '../api.ts'
import { useNow, useSpelling } from '../clock.ts'
import { keep, LANGUAGES, type Language } from '../words/index.ts'
import { short } from './names.ts'
import { keepTheme, THEMES, type Theme, theme } from './theme.ts'

const ROOMS = [
  { to: '/', name: 'docket', holds: ['/docket'] },
  { to: '/court', name: 'courts', holds: ['/court'] },
  { to: '/verify', name: 'verify', holds: ['/verify'] },
  { to: '/desk', name: 'desk', holds: ['/desk'] },
] as const

export function Frame({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation()
  const [path] = useLocation()
  const [light, setLight] = useState(theme)
  const main = useRef<HTMLElement>(null)
  useMoved(path, main)
  return (
    <>
      <a className="skip" href="#main">
        {t('frame.skip')}
      </a>
      <header className="head">
        <div className="head-in">
          <Link href="/" className="mark">
            <Seal />
            Venire
          </Link>
          <nav aria-label={t('frame.rooms')}>
            {ROOMS.map(({ to, name, holds }) => {
              const here = path === to || holds.some((start) => path.startsWith(start))
              return (
                <Link key={to} href={to} aria-current={here ? 'page' : undefined}>
                  {t(`frame.${name}`)}
                </Link>
              )
            })}
          </nav>
          <div className="tools">
            <select
              aria-label={t('frame.language')}
              value={i18n.language}
              onChange={(event) => void keep(event.target.value as Language)}
            >
              {Object.entries(LANGUAGES).map(([tag, name]) => (
                <option key={tag} value={tag} lang={tag}>
                  {name}
                </option>
              ))}
            </select>
            <select
              aria-label={t('frame.theme')}
              value={light}
              onChange={(event) => {
                keepTheme(event.target.value as Theme)
                setLight(event.target.value as Theme)
              }}
            >
              {THEMES.map((each) => (
                <option key={each} value={each}>
                  {t(`frame.themes.${each}`)}
                </option>
              ))}
            </select>
          </div>
        </div>
      </header>
      <Lost />
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <Foot />
    </>
  )
}

/** After going to another page: start at its top, and tell a screen reader's user where they are. */
function useMoved(path: string, main: { current: HTMLElement | null }) {
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what says that the page is another one
  useEffect(() => {
    if (first.current) {
      first.current = false
      return
    }
    window.scrollTo(0, 0)
    main.current?.focus({ preventScroll: true })
  }, [path, main])
}

/** Said while the court, or the network, can't be reached. What was read before stays on the page. */
function Lost() {
  const { t } = useTranslation()
  const { time } = useSpelling()
  const online = useSyncExternalStore(watchNetwork, () => navigator.onLine)
  const { error, failureCount, dataUpdatedAt } = useHealth()
  const lost = !online || (error !== null && !isLawful(error)) || failureCount > 1
  return (
    <div role="status">
      {lost && (
        <div className="banner">
          <div>
            {t(!online ? 'frame.offline' : dataUpdatedAt > 0 ? 'frame.lost' : 'frame.lostFirst')}{' '}
            {dataUpdatedAt > 0 && t('frame.lastHeard', { time: time(Math.floor(dataUpdatedAt / 1000)) })}
          </div>
        </div>
      )}
    </div>
  )
}

function watchNetwork(changed: () => void): () => void {
  for (const name of ['online', 'offline']) addEventListener(name, changed)
  return () => {
    for (const name of ['online', 'offline']) removeEventListener(name, changed)
  }
}

function Foot() {
  const { t } = useTranslation()
  const { data } = useHealth()
  const { when } = useSpelling()
  const now = useNow()
  const busy = useIsFetching()
  return (
    <footer className="foot" aria-busy={busy > 0}>
      <div>
        <span>{data ? t('frame.where', { chain: data.chainId, contract: short(data.arbitrator) }) : '…'}</span>
        <span>{now !== undefined && t('frame.courtTime', { when: when(now) })}</span>
        <a href="/openapi.json">{t('frame.api')}</a>
      </div>
    </footer>
  )
}

function Seal() {
  return (
    <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
      <circle cx="16" cy="16" r="12" fill="none" stroke="currentColor" strokeWidth="3" strokeDasharray="14.6 4.2" />
      <circle cx="16" cy="16" r="3.2" fill="currentColor" />
    </svg>
  )
}

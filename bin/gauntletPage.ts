/**
 * Gauntlet page: what a court's policy pays whom, as one self-contained HTML page. The pictures are those of the court's
 * own page, see ui/gauntlet/report.tsx.
 *
 * No scripts, no fonts, nothing fetched; text of the policy is escaped. Same report, same bytes.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInstance } from 'i18next'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { I18nextProvider, initReactI18next } from 'react-i18next'
import type { Report } from '#law/gauntlet/gauntlet'
import en from '../ui/words/en.json' with { type: 'json' }
import './jsx.ts'
import { htmlPage } from './htmlPage.ts'

const { GauntletReport, useStanding } = await import('../ui/gauntlet/report.tsx')

const ROOT = join(import.meta.dirname, '..')
const STYLE = [
  'bin/page.css',
  'bin/gauntletPage.css',
  'ui/style/hues.css',
  'ui/style/records.css',
  'ui/gauntlet/gauntlet.css',
]
  .map((name) => readFileSync(join(ROOT, name), 'utf8'))
  .join('')

export function gauntletPage(report: Report): string {
  const words = createInstance()
  void words.use(initReactI18next).init({ lng: 'en', resources: { en: { translation: en } }, initAsync: false })
  const page = createElement(I18nextProvider, { i18n: words }, createElement(Page, { report }))
  const title = `${report.name}: ${report.passes ? 'honest work pays best' : 'refused'}`
  return htmlPage(title, STYLE, renderToStaticMarkup(page))
}

function Page({ report }: { report: Report }) {
  const { name, policy, passes, options } = report
  const standing = useStanding(report)
  return createElement(
    'main',
    null,
    createElement(
      'header',
      null,
      createElement('p', { className: 'kicker' }, `The gauntlet · policy ${policy} · seed ${options.seed}`),
      createElement('h1', null, name),
      createElement('p', { className: `standing ${passes ? 'ok' : 'bad'}` }, standing),
    ),
    createElement(GauntletReport, { report }),
  )
}

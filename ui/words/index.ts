/**
 * Words: what the pages say, in English and Japanese. English comes with the page; another language is fetched when
 * somebody reads it.
 * @module
 */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en.json'

export const LANGUAGES = { en: 'English', ja: '日本語' } as const
export type Language = keyof typeof LANGUAGES

const KEPT_AS = 'venire.language'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
    returnNull: false
  }
}

/** The language that was chosen here before, or the first one of the reader's that there is. */
function preferred(): Language {
  const wanted = [localStorage.getItem(KEPT_AS), ...navigator.languages]
  const known = wanted.flatMap((tag) => (tag && tag.slice(0, 2) in LANGUAGES ? [tag.slice(0, 2) as Language] : []))
  return known[0] ?? 'en'
}

export async function choose(language: Language): Promise<void> {
  if (language === 'ja' && !i18next.hasResourceBundle('ja', 'translation'))
    i18next.addResourceBundle('ja', 'translation', (await import('./ja.json')).default)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
}

/** Chooses, and remembers it on this device. */
export function keep(language: Language): Promise<void> {
  localStorage.setItem(KEPT_AS, language)
  return choose(language)
}

export async function begin(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en } },
    lng: 'en',
    fallbackLng: 'en',
    interpolation: { escapeValue: false }, // React escapes
  })
  await choose(preferred())
}

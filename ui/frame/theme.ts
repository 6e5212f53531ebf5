/**
 * Theme: light, dark, or as the device has it.
 * @module
 */
export const THEMES = ['device', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEPT_AS = 'venire.theme'

export const theme = (): Theme => THEMES.find((each) => each === localStorage.getItem(KEPT_AS)) ?? 'device'

export function keepTheme(chosen: Theme): void {
  localStorage.setItem(KEPT_AS, chosen)
  beginTheme()
}

export function beginTheme(): void {
  document.documentElement.dataset.theme = theme()
}

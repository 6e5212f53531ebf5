/**
 * Named: what a court is called: by its policy, or by its number where nobody has handed in the text.
 * @module
 */
import type { TFunction } from 'i18next'
import type { CourtView } from '../api.ts'

export const nameOf = (courts: readonly CourtView[] | undefined, court: number, t: TFunction): string =>
  courts?.find((each) => each.court === court)?.policy?.name ?? t('court.number', { court })

/**
 * Act: a button that does something which takes a while and may be refused: by the person, the wallet, or the court.
 * @module
 */
import { type UseMutationResult, useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Failure, Says } from '../frame/says.tsx'
import { Reverted } from './reverted.ts'
import { isAway, isRejected } from './wallet.ts'

type Acting<T> = Pick<UseMutationResult<T, unknown, void>, 'mutate' | 'isPending' | 'error' | 'reset'>

export function useAct<T>(what: () => Promise<T>, done?: (value: T) => void): Acting<T> {
  return useMutation<T, unknown, void>({ mutationFn: what, onSuccess: done, retry: false, networkMode: 'always' })
}

export function Act({
  act,
  children,
  tone = '',
  disabled = false,
  waiting,
}: {
  act: Acting<unknown>
  children: ReactNode
  tone?: 'main' | 'quiet' | ''
  disabled?: boolean
  waiting?: string
}) {
  const { t } = useTranslation()
  return (
    <div className="stack close">
      <button
        type="button"
        className={`button ${tone}`}
        disabled={disabled}
        // Not disabled while it works: a disabled button loses the focus, and whoever pressed it their place.
        aria-disabled={act.isPending}
        aria-busy={act.isPending}
        onClick={() => act.isPending || act.mutate()}
      >
        {act.isPending ? (waiting ?? t('act.waiting')) : children}
      </button>
      <Outcome error={act.error} />
    </div>
  )
}

/** Why it didn't happen, and that nothing did. */
export function Outcome({ error }: { error: unknown }) {
  const { t, i18n } = useTranslation()
  if (error === null || error === undefined) return null
  if (isRejected(error)) return <Says tone="wait">{t('act.rejected')}</Says>
  if (isAway(error)) return <Says tone="wait">{t('act.away')}</Says>
  const key = error instanceof Reverted ? `refusals.${error.code}` : ''
  if (key && i18n.exists(key))
    return (
      <Says tone="bad">
        <b>{t(key as never)}</b>
        <span className="note">{(error as Error).message}</span>
      </Says>
    )
  return <Failure error={error} />
}

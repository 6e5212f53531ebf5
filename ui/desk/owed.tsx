/**
 * Owed: what the court owes an account, and taking it.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { useSpelling } from '../clock.ts'
import { Act, useAct } from './act.tsx'
import { send, useAccount, useContracts } from './chain.ts'
import type { Connected } from './wallet.ts'

/** What the account may take: fees, refunds, overpayments. Anyone may send it there; it goes nowhere else. */
export function Owed({ wallet }: { wallet: Connected }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { data: contracts } = useContracts(wallet)
  const { data: account } = useAccount(wallet, contracts)
  const act = useAct(() => send(wallet, contracts!.arbitrator, 'withdraw', [wallet.address]))
  if (!account || !contracts) return null
  const isOwed = account.owed > 0n || account.won > 0n
  return (
    <div className="row">
      <p>
        {isOwed
          ? t('history.owed', { amount: amount(account.owed), tokens: `${amount(account.won)} ${account.symbol}` })
          : t('history.owedNothing')}
      </p>
      {isOwed && <Act act={act}>{t('history.take')}</Act>}
    </div>
  )
}

/**
 * Record: what the contract itself keeps of the dispute, read through the reader's own wallet, so that the court isn't
 * asked about itself. Loaded when somebody wants it: the rest of the verifier needs no wallet.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { custom } from 'viem'
import { chainRecord } from '#edges/record'
import { useHealth } from '../api.ts'
import { Act, useAct } from '../desk/act.tsx'
import { Connect, WrongChain } from '../desk/connect.tsx'
import { useWallet } from '../desk/wallet.ts'
import { short } from '../frame/names.ts'
import { Says } from '../frame/says.tsx'
import type { OnChain } from './worker.ts'

export default function FromChain({
  file,
  onChain,
  heard,
}: {
  file: string
  onChain: OnChain | undefined
  heard: (onChain: OnChain) => void
}) {
  const { t } = useTranslation()
  const wallet = useWallet()
  const { data: health } = useHealth()
  const act = useAct(async () => {
    const { arbitrator, chainId } = health!
    const chain = await chainRecord(file, custom(wallet!.provider as never), { arbitrator })
    if (chain) heard({ chainId, arbitrator, chain })
  })
  if (onChain) return <Says tone="ok">{t('verify.fromChain', { contract: short(onChain.arbitrator!) })}</Says>
  if (!wallet) return <Connect brief />
  if (!health) return null
  if (Number(health.chainId) !== wallet.chainId)
    return <WrongChain wallet={wallet} chainId={Number(health.chainId)} brief />
  return <Act act={act}>{t('verify.askChain', { contract: short(health.arbitrator) })}</Act>
}

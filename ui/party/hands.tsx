/**
 * Hands: what a party does with a wallet: puts an exhibit on chain, contributes to an appeal, takes what is its own.
 * Apart from the page around it, since it brings everything that reads and writes contracts, and most readers have no
 * wallet.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseAbi } from 'viem'
import type { Dispute } from '#law/dispute'
import type { AppealView } from '../../sdk/venire.ts'
import { refresh } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Act, useAct } from '../desk/act.tsx'
import { type Contracts, send, useContracts } from '../desk/chain.ts'
import { Owed } from '../desk/owed.tsx'
import { unitsOf } from '../desk/units.ts'
import type { Connected } from '../desk/wallet.ts'
import { Given } from './given.tsx'
import type { Side } from './party.tsx'

/** What the account gave to appeals, and what the court owes it. */
export function Own({ dispute, wallet }: { dispute: Dispute; wallet: Connected }) {
  return (
    <>
      <Given dispute={dispute} wallet={wallet} />
      <Owed wallet={wallet} />
    </>
  )
}

/** The two forms in which contracts of ERC-1497 take evidence. */
const FORMS = {
  plain: parseAbi(['function submitEvidence(string evidence)']),
  numbered: parseAbi(['function submitEvidence(uint256 id, string evidence)']),
} as const

/** Evidence goes to the contract that asked, which says who may show any. */
export function Submit({ dispute, wallet, reference }: { dispute: Dispute; wallet: Connected; reference: string }) {
  const { t } = useTranslation()
  const [form, setForm] = useState<keyof typeof FORMS>('plain')
  const [id, setId] = useState('0')
  const address = dispute.facts.arbitrable
  const act = useAct(() =>
    form === 'plain'
      ? send(wallet, { address, abi: FORMS.plain }, 'submitEvidence', [reference])
      : send(wallet, { address, abi: FORMS.numbered }, 'submitEvidence', [BigInt(id), reference]),
  )
  return (
    <div className="stack close">
      <label className="field">
        {t('party.form')}
        <select value={form} onChange={(event) => setForm(event.target.value as keyof typeof FORMS)}>
          <option value="plain">submitEvidence(string)</option>
          <option value="numbered">submitEvidence(uint256, string)</option>
        </select>
      </label>
      {form === 'numbered' && (
        <label className="field">
          {t('party.id')}
          <input inputMode="numeric" pattern="\d+" value={id} onChange={(event) => setId(event.target.value)} />
        </label>
      )}
      <Act act={act} tone="main" disabled={form === 'numbered' && !/^\d{1,77}$/.test(id)}>
        {t('party.submit')}
      </Act>
    </div>
  )
}

type Gift = { dispute: Dispute; side: Side; currency: AppealView['currency'] }

/** A hand to give a side what it misses, or some of it. Whatever is too much comes back as something owed. */
export function Contribute({
  said,
  missing,
  wallet,
  ...to
}: Gift & { said: string; missing: bigint; wallet: Connected }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { data: contracts } = useContracts(wallet)
  const [text, setText] = useState('')
  const [gave, setGave] = useState(false)
  const gift = text === '' ? missing : unitsOf(text)
  const act = useAct(
    () => contribute(wallet, contracts!, to, gift!),
    () => {
      setText('')
      setGave(true)
      void refresh()
    },
  )
  return (
    <>
      <label className="field">
        {said}
        <input
          inputMode="decimal"
          placeholder={amount(missing)}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {to.currency === 'token' && <p className="note">{t('party.inTokens')}</p>}
      <Act act={act} disabled={!contracts || gift === undefined || gift === 0n}>
        {t('party.fund')}
      </Act>
      {gave && <p className="note">{t('party.gave')}</p>}
    </>
  )
}

async function contribute(wallet: Connected, contracts: Contracts, { dispute, side, currency }: Gift, gift: bigint) {
  const { arbitrator, vault, token } = contracts
  // The contract numbers the sides: 0 against, 1 for.
  const place = [BigInt(dispute.facts.disputeId), side === 'against' ? 0 : 1] as const
  if (currency === 'wei') return send(wallet, arbitrator, 'contribute', place, gift)
  await send(wallet, token, 'approve', [vault.address, gift])
  return send(wallet, arbitrator, 'contribute', [...place, gift])
}

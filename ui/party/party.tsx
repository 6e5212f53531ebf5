/**
 * Party: what somebody with an interest in a dispute may do: show evidence, fund an appeal, take what is owed.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseAbi } from 'viem'
import { type Dispute, present } from '#law/dispute'
import type { Instant } from '#primitives/time'
import { court, refresh, useHealth } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Act, useAct } from '../desk/act.tsx'
import { send, useContracts } from '../desk/chain.ts'
import { Connect, WrongChain } from '../desk/connect.tsx'
import { Owed } from '../desk/history.tsx'
import { unitsOf } from '../desk/stake.tsx'
import { type Connected, useWallet } from '../desk/wallet.ts'
import { Countdown } from '../frame/countdown.tsx'
import { Says } from '../frame/says.tsx'
import { rungsOf } from '../pictures/ladder.tsx'
import { appealsAbi, numberOf, SIDES, type Side, useAppeal } from './appeals.ts'
import { referenceOf } from './exhibit.ts'

export default function Party({ dispute, now }: { dispute: Dispute; now: Instant }) {
  const { t } = useTranslation()
  const wallet = useWallet()
  return (
    <div className="columns">
      <section className="stack" aria-labelledby="show">
        <h3 id="show">{t('party.show')}</h3>
        <Exhibit dispute={dispute} now={now} wallet={wallet} />
      </section>
      <section className="stack" aria-labelledby="appeal">
        <h3 id="appeal">{t('party.appeal')}</h3>
        <AppealPart dispute={dispute} wallet={wallet} />
        {wallet && <Owed wallet={wallet} />}
      </section>
    </div>
  )
}

type Held = { name: string; text: string; reference: string }

function Exhibit({ dispute, now, wallet }: { dispute: Dispute; now: Instant; wallet: Connected | undefined }) {
  const { t } = useTranslation()
  const [held, setHeld] = useState<Held>()
  const shown = held !== undefined && dispute.evidence.some(({ reference }) => reference === held.reference)
  const act = useAct(
    () => court.show(dispute.key, { reference: held!.reference, content: held!.text }),
    () => void refresh(),
  )
  const late = now >= present(dispute).times.drawAt
  return (
    <>
      <p className="note">{t('party.showWhy')}</p>
      {late && <Says tone="wait">{t('party.late')}</Says>}
      <label className="field">
        {t('party.file')}
        <input
          type="file"
          onChange={async (event) => {
            const file = event.target.files?.[0]
            if (!file) return
            const text = await file.text()
            setHeld({ name: file.name, text, reference: referenceOf(text) })
          }}
        />
      </label>
      {held && (
        <div className="stack close">
          <p className="note">{t('party.reference', { name: held.name })}</p>
          <code>{held.reference}</code>
          {shown ? (
            <>
              <p className="note">{t('party.onDocket')}</p>
              <Act act={act} tone="main">
                {t('party.hold')}
              </Act>
            </>
          ) : wallet ? (
            <Submit dispute={dispute} wallet={wallet} reference={held.reference} />
          ) : (
            <p className="note">{t('party.needsWallet')}</p>
          )}
        </div>
      )}
    </>
  )
}

/** The two forms in which contracts of ERC-1497 take evidence. */
const FORMS = {
  plain: parseAbi(['function submitEvidence(string evidence)']),
  numbered: parseAbi(['function submitEvidence(uint256 id, string evidence)']),
} as const

/** Evidence goes to the contract that asked, which says who may show any. */
function Submit({ dispute, wallet, reference }: { dispute: Dispute; wallet: Connected; reference: string }) {
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

function AppealPart({ dispute, wallet }: { dispute: Dispute; wallet: Connected | undefined }) {
  const { t } = useTranslation()
  const { data: health } = useHealth()
  const { data: contracts } = useContracts(wallet)
  const { data: offer } = useAppeal(wallet, contracts, BigInt(dispute.facts.disputeId))
  const next = rungsOf(dispute)[Math.floor(present(dispute).panel / 2) + 1]
  const ruling = present(dispute).judged?.ruling
  if (dispute.final) return <p className="note">{t('party.final')}</p>
  if (ruling === undefined)
    return <p className="note">{t('party.appealLater', { seats: next ?? 0, count: next ? 1 : 0 })}</p>
  if (!wallet)
    return (
      <div className="stack">
        <p className="note">{t('party.appealWhy')}</p>
        <Connect brief />
      </div>
    )
  if (health && Number(health.chainId) !== wallet.chainId)
    return <WrongChain wallet={wallet} chainId={Number(health.chainId)} brief />
  if (offer === undefined || !contracts) return <p className="note">…</p>
  if (offer === null) return <Says>{t('party.noAppeal')}</Says>
  return (
    <div className="stack">
      <p className="note">{t('party.appealWhy')}</p>
      <p>
        {t('party.nextPanel', { seats: next ?? 0 })} <Countdown at={offer.endsAt} />
      </p>
      {SIDES.map((side) => (
        <Fund
          key={side}
          side={side}
          missing={offer.missing[side]}
          wallet={wallet}
          contracts={contracts}
          dispute={dispute}
          ruling={ruling}
        />
      ))}
      <p className="note">{t('party.chances')}</p>
    </div>
  )
}

function Fund({
  side,
  missing,
  wallet,
  contracts,
  dispute,
  ruling,
}: {
  side: Side
  missing: bigint
  wallet: Connected
  contracts: NonNullable<ReturnType<typeof useContracts>['data']>
  dispute: Dispute
  ruling: number
}) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const [text, setText] = useState('')
  const given = text === '' ? missing : unitsOf(text)
  const appeals = { address: contracts.arbitrator.address, abi: appealsAbi }
  const act = useAct(
    () => send(wallet, appeals, 'contribute', [BigInt(dispute.facts.disputeId), numberOf(side)], given ?? 0n),
    () => setText(''),
  )
  return (
    <div className="card">
      <b>{t(`party.sides.${side}`, { ruling })}</b>
      {missing === 0n ? (
        <p className="note">{t('party.full')}</p>
      ) : (
        <>
          <label className="field">
            {t('party.missing', { amount: amount(missing) })}
            <input
              inputMode="decimal"
              placeholder={amount(missing)}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <Act act={act} disabled={given === undefined || given === 0n}>
            {t('party.fund')}
          </Act>
        </>
      )}
    </div>
  )
}

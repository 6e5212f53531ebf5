/**
 * Party: what somebody with an interest in a dispute may do: show evidence, fund an appeal, take what is owed.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { parseAbi } from 'viem'
import { appealOffer } from '#law/appeal'
import { type Dispute, lastDelivered, present } from '#law/dispute'
import { ladder } from '#law/ladder'
import type { Instant } from '#primitives/time'
import type { AppealView } from '../../sdk/venire.ts'
import { court, refresh, useAppeal, useHealth } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Act, useAct } from '../desk/act.tsx'
import { type Contracts, send, useContracts } from '../desk/chain.ts'
import { Away, Connect, WrongChain } from '../desk/connect.tsx'
import { Owed } from '../desk/owed.tsx'
import { unitsOf } from '../desk/units.ts'
import { type Connected, useWallet } from '../desk/wallet.ts'
import { Countdown } from '../frame/countdown.tsx'
import { Failure, Says } from '../frame/says.tsx'
import { Chances } from './chances.tsx'
import { referenceOf } from './exhibit.ts'
import { Given } from './given.tsx'

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
        {wallet && <Away wallet={wallet} />}
        <AppealPart dispute={dispute} now={now} wallet={wallet} />
        {wallet && <Given dispute={dispute} wallet={wallet} />}
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
            <>
              <p className="note">{t('party.needsWallet')}</p>
              <Connect brief />
            </>
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

type AppealProps = { dispute: Dispute; now: Instant; wallet: Connected | undefined }

function AppealPart({ dispute, now, wallet }: AppealProps) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const { data: health } = useHealth()
  const offered = appealOffer(dispute)
  const isOffered = offered.ok && now <= offered.value.effectAt
  const { data: offer, error } = useAppeal(dispute.key, isOffered)
  const ruling = lastDelivered(dispute)?.judged?.ruling
  const next = ladder(dispute.courts, Number(dispute.facts.seats))[1]
  if (dispute.final)
    return (
      <>
        <p className="note">{t('party.final')}</p>
        {!wallet && (
          <>
            <p className="note">{t('party.takeBack')}</p>
            <Connect brief />
          </>
        )}
      </>
    )
  if (ruling === undefined)
    return <p className="note">{t('party.appealLater', { seats: next?.seats ?? 0, count: next ? 1 : 0 })}</p>
  if (error) return <Failure error={error} />
  if (isOffered && offer === undefined) return <p className="note">…</p>
  const isMade = offer && BigInt(offer.against.given) >= BigInt(offer.against.needed)
  // Past its own window an appeal that isn't made can't be made any more; one that is can still be answered.
  if (!offer || (now > offer.untilAt && !isMade)) return <Says>{t('party.noAppeal')}</Says>
  return (
    <div className="stack">
      <p className="note">{t('party.appealWhy')}</p>
      <p>
        {t('party.nextPanel', { seats: offer.seats })} {t('party.sits', { when: when(offer.effectAt) })}
      </p>
      {!isMade && (
        <p className="note">
          {t('party.closes')} <Countdown at={offer.untilAt} />
        </p>
      )}
      {SIDES.map((side) => (
        <Fund key={side} side={side} offer={offer} wallet={wallet} dispute={dispute} ruling={ruling} />
      ))}
      <p className="note">{t('party.comesBack')}</p>
      <Chances dispute={dispute} seats={offer.seats} />
      {!wallet && <Connect brief />}
      {wallet && health && Number(health.chainId) !== wallet.chainId && (
        <WrongChain wallet={wallet} chainId={Number(health.chainId)} brief />
      )}
    </div>
  )
}

const SIDES = ['against', 'for'] as const
type Side = (typeof SIDES)[number]

type Funding = { side: Side; offer: AppealView; wallet: Connected | undefined; dispute: Dispute; ruling: number }

/** What a side still takes, and a hand to give it. Whatever is too much comes back as something owed. */
function Fund({ side, offer, wallet, dispute, ruling }: Funding) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { data: contracts } = useContracts(wallet)
  const [text, setText] = useState('')
  const [gave, setGave] = useState(false)
  const { needed, given } = offer[side]
  const missing = BigInt(needed) - BigInt(given)
  const gift = text === '' ? missing : unitsOf(text)
  const act = useAct(
    () => contribute(wallet!, contracts!, { dispute, side, gift: gift!, currency: offer.currency }),
    () => {
      setText('')
      setGave(true)
      void refresh()
    },
  )
  return (
    <div className="card">
      <b>{t(`party.sides.${side}`, { ruling })}</b>
      {missing <= 0n ? (
        <p className="note">{t('party.full')}</p>
      ) : (
        <>
          <label className="field">
            {t(offer.currency === 'wei' ? 'party.missing' : 'party.tokens', { amount: amount(missing) })}
            <input
              inputMode="decimal"
              placeholder={amount(missing)}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          {offer.currency === 'token' && <p className="note">{t('party.inTokens')}</p>}
          <Act act={act} disabled={!wallet || !contracts || gift === undefined || gift === 0n}>
            {t('party.fund')}
          </Act>
          {gave && <p className="note">{t('party.gave')}</p>}
        </>
      )}
    </div>
  )
}

type Gift = { dispute: Dispute; side: Side; gift: bigint; currency: AppealView['currency'] }

async function contribute(wallet: Connected, contracts: Contracts, { dispute, side, gift, currency }: Gift) {
  const { arbitrator, vault, token } = contracts
  const place = [BigInt(dispute.facts.disputeId), SIDES.indexOf(side)] as const
  if (currency === 'wei') return send(wallet, arbitrator, 'contribute', place, gift)
  await send(wallet, token, 'approve', [vault.address, gift])
  return send(wallet, arbitrator, 'contribute', [...place, gift])
}

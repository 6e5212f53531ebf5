/**
 * Party: what somebody with an interest in a dispute may do: show evidence, fund an appeal, take what is owed.
 * @module
 */
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { appealOffer } from '#law/appeal'
import { type Dispute, lastDelivered, present } from '#law/dispute'
import { ladder } from '#law/ladder'
import type { Instant } from '#primitives/time'
import type { AppealView } from '../../sdk/venire.ts'
import { court, refresh, useAppeal, useHealth } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { Act, useAct } from '../desk/act.tsx'
import { Away, Connect, WrongChain } from '../desk/connect.tsx'
import { type Connected, useWallet } from '../desk/wallet.ts'
import { Countdown } from '../frame/countdown.tsx'
import { Hash } from '../frame/hash.tsx'
import { shortReference } from '../frame/names.ts'
import { Failure, Says, Waiting } from '../frame/says.tsx'
import { Chances } from './chances.tsx'
import { referenceOf } from './exhibit.ts'

const Submit = lazy(async () => ({ default: (await import('./hands.tsx')).Submit }))
const Contribute = lazy(async () => ({ default: (await import('./hands.tsx')).Contribute }))
const Own = lazy(async () => ({ default: (await import('./hands.tsx')).Own }))

export default function Party({ dispute, now }: { dispute: Dispute; now: Instant }) {
  const { t } = useTranslation()
  const wallet = useWallet()
  if (dispute.asked)
    return (
      <>
        <p className="note">{t('party.asked')}</p>
        {dispute.evidence.length > 0 && <Exhibit dispute={dispute} now={now} wallet={undefined} />}
      </>
    )
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
        {wallet && (
          <Suspense fallback={<Waiting />}>
            <Own dispute={dispute} wallet={wallet} />
          </Suspense>
        )}
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
      {!dispute.asked && <p className="note">{t('party.showWhy')}</p>}
      {late && <p className="note">{t('party.late')}</p>}
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
          <Hash of={held.reference} name={t('exhibits.reference')} said={shortReference(held.reference)} />
          {shown ? (
            <>
              <p className="note">{t('party.onDocket')}</p>
              <Act act={act} tone="main">
                {t('party.hold')}
              </Act>
            </>
          ) : dispute.asked ? (
            <p className="note">{t('party.notShown')}</p>
          ) : wallet ? (
            <Suspense fallback={<Waiting />}>
              <Submit dispute={dispute} wallet={wallet} reference={held.reference} />
            </Suspense>
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
export type Side = (typeof SIDES)[number]

type Funding = { side: Side; offer: AppealView; wallet: Connected | undefined; dispute: Dispute; ruling: number }

/** What a side still takes, and a hand to give it where there is a wallet. */
function Fund({ side, offer, wallet, dispute, ruling }: Funding) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { currency } = offer
  const missing = BigInt(offer[side].needed) - BigInt(offer[side].given)
  const said = t(currency === 'wei' ? 'party.missing' : 'party.tokens', { amount: amount(missing) })
  return (
    <div className="card">
      <h4>{t(`party.sides.${side}`, { ruling })}</h4>
      {missing <= 0n ? (
        <p className="note">{t('party.full')}</p>
      ) : wallet ? (
        <Suspense fallback={<Waiting />}>
          <Contribute said={said} missing={missing} side={side} currency={currency} dispute={dispute} wallet={wallet} />
        </Suspense>
      ) : (
        <p className="note">{said}</p>
      )}
    </div>
  )
}

/**
 * Summoned: one dispute from the juror's chair. Policy and evidence to read, what is at risk, and the ballot.
 *
 * From a summons it is at most four clicks to a committed ballot: open it, choose, hand in, and say yes in the wallet.
 * @module
 */
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type Dispute, periodOf, present } from '#law/dispute'
import { seatsOf } from '#law/sitting'
import { JurorClient } from '../../sdk/juror.ts'
import type { DisputeName } from '../../sdk/venire.ts'
import { court, type Health, useDispute, useNewsOf } from '../api.ts'
import { useNow } from '../clock.ts'
import { Exhibits } from '../docket/exhibits.tsx'
import { Stated } from '../docket/stated.tsx'
import { Countdown } from '../frame/countdown.tsx'
import { Held } from '../frame/held.tsx'
import { titleOf } from '../frame/names.ts'
import { Says, Unshown, Waiting } from '../frame/says.tsx'
import { Ballot } from './ballot.tsx'
import { Wallet } from './connect.tsx'
import { Join } from './join.tsx'
import { useBallotKey } from './key.ts'
import { Recuse } from './recuse.tsx'
import { AtRisk } from './risk.tsx'
import { type Connected, signTyped } from './wallet.ts'

type Chair = { name: DisputeName; wallet: Connected; health: Health }

export default function Summoned({ name, wallet, health }: Chair) {
  const { t } = useTranslation()
  const { data, error } = useDispute(name)
  const [titles, setTitles] = useState<readonly string[]>([])
  const title = titleOf({ disputeId: String(name) }, t)
  if (!data) return error ? <Unshown title={title} error={error} /> : <Waiting />
  const { dispute } = data
  const question = dispute.asked?.ask.question
  const pinned = dispute.question.law?.policy ?? dispute.policy
  return (
    <>
      <header className="stack">
        <div className="row apart">
          <p className="kicker">
            <Link href="/desk">{t('desk.title')}</Link> · <Link href={`/docket/${name}`}>{t('frame.docket')}</Link>
          </p>
          <Wallet wallet={wallet} />
        </div>
        <h1>{question?.title ?? titleOf(dispute.facts, t)}</h1>
        <Due dispute={dispute} />
        {question?.description && <p className="text">{question.description}</p>}
        <p className="only-narrow">
          <a href="#seat">{t('seat.toBallot')}</a>
        </p>
      </header>
      <Stated law={dispute.question.law} />
      <div className="hearing">
        <div className="stack loose">
          <section className="part" aria-labelledby="policy">
            <h2 id="policy">{t('seat.policy', { name: pinned.name })}</h2>
            <p className="text">{pinned.text}</p>
            <p className="note">{t('seat.pinned')}</p>
          </section>
          <section className="part" aria-labelledby="evidence">
            <h2 id="evidence">{t('exhibits.title')}</h2>
            <Exhibits dispute={dispute} onAgreement={(text) => setTitles(titlesIn(text))} />
          </section>
        </div>
        <Held id="seat" className="aside stack loose">
          <Seat name={name} wallet={wallet} health={health} dispute={dispute} titles={titles} />
        </Held>
      </div>
    </>
  )
}

/** What the agreement calls the choices, where it was held against its hash (ERC-1497's rulingOptions). */
function titlesIn(text: string): readonly string[] {
  try {
    const { rulingOptions } = JSON.parse(text) as { rulingOptions?: { titles?: unknown } }
    return Array.isArray(rulingOptions?.titles) ? rulingOptions.titles.map(String) : []
  } catch {
    return []
  }
}

function Due({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const now = useNow()
  if (now === undefined) return null
  const { times } = present(dispute)
  const { period } = periodOf(dispute, now)
  const [word, at] =
    period === 'commit'
      ? (['closes', times.commitClosesAt] as const)
      : period === 'evidence' || period === 'draw'
        ? (['opens', times.commitOpensAt] as const)
        : (['reveals', times.revealAt] as const)
  return (
    <p className="kicker">
      <span className="tag now">{t(`periods.${period}`)}</span>{' '}
      {now < at ? (
        <>
          {t(`summons.next.${word}`)}: <Countdown at={at} />
        </>
      ) : (
        t(period === 'reveal' ? 'summons.revealing' : 'summons.spoken')
      )}
    </p>
  )
}

type SeatProps = Chair & { dispute: Dispute; titles: readonly string[] }

function Seat({ name, wallet, health, dispute, titles }: SeatProps) {
  const { t } = useTranslation()
  const domain = useMemo(
    () => ({ chainId: BigInt(health.chainId), arbitrator: health.arbitrator }),
    [health.chainId, health.arbitrator],
  )
  const key = useBallotKey(domain, wallet.address)
  useNewsOf(name, dispute.number)
  const sitting = present(dispute)
  const seats = seatsOf(sitting, wallet.address)
  if (sitting.draws.length === 0) return <Says>{t('panel.notDrawn')}</Says>
  if (seats === 0) return <Says>{t('seat.none')}</Says>
  if (sitting.recused.has(wallet.address)) return <Says>{t('seat.recused')}</Says>
  if (!key)
    return (
      <section className="card" aria-labelledby="join">
        <h2 id="join">{t('key.first')}</h2>
        <Join wallet={wallet} domain={domain} />
      </section>
    )
  const client = JurorClient.restore(
    {
      court,
      wallet: { address: wallet.address, signTypedData: (data) => signTyped(wallet, data) },
      domain,
      operator: health.operator,
      clockMs: async () => 1000 * ((await court.health()) as Health).now,
    },
    key.key,
  )
  return (
    <>
      <Ballot
        name={name}
        wallet={wallet}
        domain={domain}
        dispute={dispute}
        titles={titles}
        seats={seats}
        client={client}
        kept={key}
      />
      {!sitting.judged && <AtRisk dispute={dispute} seats={seats} />}
      <Recuse name={name} dispute={dispute} client={client} />
    </>
  )
}

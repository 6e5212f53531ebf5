/**
 * Summoned: one dispute from the juror's chair. Policy and evidence to read, what is at risk, and the ballot.
 *
 * From a summons it is at most four clicks to a committed ballot: open it, choose, hand in, and say yes in the wallet.
 * @module
 */
import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type Dispute, periodOf, present } from '#law/dispute'
import type { Law } from '#law/question/posed'
import type { Said as Saying } from '#law/question/space'
import { seatsOf } from '#law/sitting'
import { JurorClient, type Vote } from '../../sdk/juror.ts'
import type { DisputeName, Receipt } from '../../sdk/venire.ts'
import { court, type Health, refresh, useDispute, useNewsOf } from '../api.ts'
import { useNow, useSpelling } from '../clock.ts'
import { Exhibits } from '../docket/exhibits.tsx'
import { Stated } from '../docket/stated.tsx'
import { Countdown } from '../frame/countdown.tsx'
import { saveFile } from '../frame/file.ts'
import { shortId } from '../frame/names.ts'
import { Failure, Says, Waiting } from '../frame/says.tsx'
import { Said } from '../pictures/said.tsx'
import { Act, useAct } from './act.tsx'
import { AnswerForm, sayable } from './answer.tsx'
import { Wallet } from './connect.tsx'
import { Join, LoadFile, SaveKey } from './join.tsx'
import { type BallotKey, useBallotKey } from './key.ts'
import { pricesOf } from './prices.ts'
import { type Connected, signTyped } from './wallet.ts'

type Chair = { name: DisputeName; wallet: Connected; health: Health }

export default function Summoned({ name, wallet, health }: Chair) {
  const { t } = useTranslation()
  const { data, error } = useDispute(name)
  const [titles, setTitles] = useState<readonly string[]>([])
  if (!data) return error ? <Failure error={error} /> : <Waiting />
  const { dispute } = data
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
        <h1>{t('dispute.title', { id: shortId(dispute.facts.disputeId) })}</h1>
        <Due dispute={dispute} />
      </header>
      {dispute.asked && (
        <section className="part" aria-labelledby="question">
          <h2 id="question">{dispute.asked.ask.question.title}</h2>
          {dispute.asked.ask.question.description && <p>{dispute.asked.ask.question.description}</p>}
        </section>
      )}
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
        <div className="aside stack loose">
          <Seat name={name} wallet={wallet} health={health} dispute={dispute} titles={titles} />
        </div>
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
    <p className="lede">
      <span className="tag now">{t(`periods.${period}`)}</span> {t(`summons.next.${word}`)} <Countdown at={at} />
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
        health={health}
        dispute={dispute}
        titles={titles}
        seats={seats}
        client={client}
        kept={key}
      />
      <AtRisk dispute={dispute} seats={seats} />
      <Recuse name={name} dispute={dispute} client={client} />
    </>
  )
}

type BallotProps = SeatProps & { seats: number; client: JurorClient; kept: BallotKey }

function Ballot({ name, wallet, health, dispute, titles, seats, client, kept }: BallotProps) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const now = useNow() ?? 0
  const [choice, setChoice] = useState<number>()
  const [answers, setAnswers] = useState<readonly (Saying | undefined)[]>([])
  const [again, setAgain] = useState(false)
  const sitting = present(dispute)
  const { period } = periodOf(dispute, now)
  const filed = (sitting.ballots.get(wallet.address) ?? []).filter(
    ({ beaconRound }) => beaconRound === sitting.times.beaconRound,
  )
  // What this key says of the ballots that were filed, on whatever device: it is told by the docket, not by this page.
  const recovered = useQuery({
    queryKey: ['recover', String(name), wallet.address, kept.key, filed.length],
    queryFn: async () => (await client.recover(name)).at(-1) ?? null,
    enabled: filed.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })
  const { law } = dispute.question
  const answer = law ? sayable(law, answers) : choice
  const act = useAct(
    async () => {
      keepReceipt(name, await client.vote(name, answer!))
      await refresh() // the docket says what stands, not this page
    },
    () => setAgain(false),
  )
  const domain = { chainId: BigInt(health.chainId), arbitrator: health.arbitrator }
  const named = dispute.asked?.ask.question.choices ?? titles
  const called = (each: number) =>
    each === 0 ? t('ballots.refuse') : (named[each - 1] ?? t('ballots.choice', { choice: each }))

  if (filed.length > 0 && !again) {
    const known = recovered.data?.said
    return (
      <section className="card" aria-labelledby="ballot">
        <h2 id="ballot">{t('seat.handedIn')}</h2>
        {recovered.isPending ? (
          <Waiting />
        ) : known === undefined ? (
          <>
            <Says tone="bad">
              <b>{t('seat.otherKey')}</b>
              <span>{t('seat.otherKeyWhy')}</span>
            </Says>
            <LoadFile wallet={wallet} domain={domain} />
          </>
        ) : (
          <>
            {law ? (
              <Handed law={law} said={known} titles={named} />
            ) : (
              <p className="lede">{called(Number(known[0]))}</p>
            )}
            <Says tone="ok">
              <b>{t('seat.done')}</b>
              <span>{t('seat.opensItself', { when: when(sitting.times.revealAt) })}</span>
            </Says>
          </>
        )}
        <ReceiptOf name={name} number={filed.at(-1)!.number} />
        {period === 'commit' && known !== undefined && (
          <button type="button" className="button quiet" onClick={() => setAgain(true)}>
            {t('seat.again')}
          </button>
        )}
      </section>
    )
  }
  const mustKeep = !kept.again && !kept.kept
  return (
    <section className="card" aria-labelledby="ballot">
      <h2 id="ballot">{t('seat.ballot')}</h2>
      {seats > 1 && <p className="note">{t('summons.weight', { count: seats })}</p>}
      {law ? (
        <AnswerForm law={law} titles={named} answers={answers} onAnswer={setAnswers} />
      ) : (
        <fieldset className="choices">
          <legend>{t('seat.question')}</legend>
          {Array.from({ length: dispute.question.choices + 1 }, (_, i) => (i + 1) % (dispute.question.choices + 1)).map(
            (each) => (
              <label key={each} className="choice">
                <input type="radio" name="choice" checked={choice === each} onChange={() => setChoice(each)} />
                <span>{called(each)}</span>
              </label>
            ),
          )}
        </fieldset>
      )}
      {mustKeep && (
        <Says tone="wait">
          <span>{t('key.mustKeep')}</span>
          <span>
            <SaveKey wallet={wallet} domain={domain} kept={kept} />
          </span>
        </Says>
      )}
      <Act
        act={act}
        tone="main"
        disabled={answer === undefined || period !== 'commit' || mustKeep}
        waiting={t('act.sign')}
      >
        {t('seat.handIn')}
      </Act>
      <p className="note">{t(period === 'commit' ? 'seat.oneSignature' : 'seat.notNow')}</p>
    </section>
  )
}

/** Items of a long answer that are shown again. */
const MOST_SHOWN = 20

/** What was sealed, item by item. */
function Handed({ law, said, titles }: { law: Law; said: readonly Saying[]; titles: readonly string[] }) {
  return (
    <ol className="stack close">
      {said.slice(0, MOST_SHOWN).map((one, item) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an item is its place in the list
        <li key={item}>
          <Said law={law} said={one} titles={titles} />
        </li>
      ))}
    </ol>
  )
}

const receiptPlace = (name: DisputeName, number: number): string => `venire.receipt.${name}.${number}`

function keepReceipt(name: DisputeName, { receipt, panel, commitment }: Vote): void {
  localStorage.setItem(receiptPlace(name, receipt.number), JSON.stringify({ panel, commitment, receipt }))
}

/** The court's promise, where this device has it. */
function ReceiptOf({ name, number }: { name: DisputeName; number: number }) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const text = localStorage.getItem(receiptPlace(name, number))
  if (text === null) return <p className="note">{t('seat.noReceipt', { number })}</p>
  const kept = JSON.parse(text) as { receipt: Receipt }
  return (
    <div className="row apart note">
      <span>{t('seat.receipt', { number, when: when(kept.receipt.acceptedAt) })}</span>
      <button
        type="button"
        className="button"
        onClick={() => saveFile(`venire-receipt-${String(name).slice(0, 12)}-${number}.json`, kept)}
      >
        {t('seat.saveReceipt')}
      </button>
    </div>
  )
}

function AtRisk({ dispute, seats }: { dispute: Dispute; seats: number }) {
  const { t } = useTranslation()
  const { amount } = useSpelling()
  const { fee, against, absent, recused, unopened } = pricesOf(present(dispute).under.terms, seats)
  const tokens = (units: bigint) => `− ${t('flow.tokens', { amount: amount(units) })}`
  return (
    <section className="card" aria-labelledby="risk">
      <h2 id="risk">{t('risk.title', { count: seats })}</h2>
      <table>
        <tbody>
          <tr>
            <th scope="row">{t('risk.with')}</th>
            <td className="number">+ {amount(fee)} ETH</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.against')}</th>
            <td className="number">{tokens(against)}</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.recused')}</th>
            <td className="number">{tokens(recused)}</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.absent')}</th>
            <td className="number">{tokens(absent)}</td>
          </tr>
          <tr>
            <th scope="row">{t('risk.unopened')}</th>
            <td className="number">{tokens(unopened)}</td>
          </tr>
        </tbody>
      </table>
      <p className="note">{t('risk.never')}</p>
    </section>
  )
}

const REASONS = ['party', 'interest', 'unfit'] as const

/** Two clicks: give the seat back, and yes. The reason has a default. */
function Recuse({ name, dispute, client }: { name: DisputeName; dispute: Dispute; client: JurorClient }) {
  const { t } = useTranslation()
  const now = useNow() ?? 0
  const [open, setOpen] = useState(false)
  const [reason, setReason] = useState<(typeof REASONS)[number]>('party')
  const act = useAct(
    async () => {
      await client.recuse(name, t(`recuse.reasons.${reason}`))
      await refresh()
    },
    () => setOpen(false),
  )
  const { period } = periodOf(dispute, now)
  if (period !== 'draw' && period !== 'commit') return null
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger className="button">{t('recuse.open')}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog">
          <Dialog.Title>{t('recuse.title')}</Dialog.Title>
          <Dialog.Description className="note">{t('recuse.why')}</Dialog.Description>
          <fieldset className="choices">
            <legend className="visually-hidden">{t('recuse.reason')}</legend>
            {REASONS.map((each) => (
              <label key={each} className="choice">
                <input type="radio" name="reason" checked={reason === each} onChange={() => setReason(each)} />
                <span>{t(`recuse.reasons.${each}`)}</span>
              </label>
            ))}
          </fieldset>
          <div className="row">
            <Act act={act} tone="main" waiting={t('act.sign')}>
              {t('recuse.yes')}
            </Act>
            <Dialog.Close className="button">{t('says.cancel')}</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

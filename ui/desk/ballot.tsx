/**
 * Ballot: what a juror says and seals, and, once it is in, what this device's key makes of it.
 * @module
 */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type Dispute, periodOf, present } from '#law/dispute'
import type { Law } from '#law/question/posed'
import type { Said as Saying } from '#law/question/space'
import type { Domain } from '#primitives/typed'
import type { JurorClient, Vote } from '../../sdk/juror.ts'
import type { DisputeName, Receipt } from '../../sdk/venire.ts'
import { refresh } from '../api.ts'
import { useNow, useSpelling } from '../clock.ts'
import { saveFile } from '../frame/file.ts'
import { Says, Waiting } from '../frame/says.tsx'
import { Said } from '../pictures/said.tsx'
import { Act, useAct } from './act.tsx'
import { AnswerForm, sayable } from './answer.tsx'
import { LoadFile, SaveKey } from './join.tsx'
import type { BallotKey } from './key.ts'
import type { Connected } from './wallet.ts'

type BallotProps = {
  name: DisputeName
  dispute: Dispute
  /** What the agreement calls the choices, where that is known. */
  titles: readonly string[]
  seats: number
  wallet: Connected
  domain: Domain
  client: JurorClient
  kept: BallotKey
}

export function Ballot({ name, wallet, domain, dispute, titles, seats, client, kept }: BallotProps) {
  const { t } = useTranslation()
  const { when } = useSpelling()
  const now = useNow() ?? 0
  const [choice, setChoice] = useState<number>()
  const [answers, setAnswers] = useState<readonly (Saying | undefined)[]>([])
  const [again, setAgain] = useState(false)
  const sitting = present(dispute)
  const { period } = periodOf(dispute, now)
  // While the clock isn't known yet nothing is over.
  const isOver = now > sitting.times.commitClosesAt
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
            {sitting.openings.has(wallet.address) ? (
              <p className="note">{t('seat.opened', { when: when(sitting.times.revealAt) })}</p>
            ) : (
              <Says tone="ok">
                <b>{t('seat.done')}</b>
                <span>{t('seat.opensItself', { when: when(sitting.times.revealAt) })}</span>
              </Says>
            )}
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
  if (isOver)
    return (
      <section className="card" aria-labelledby="ballot">
        <h2 id="ballot">{t('seat.ballot')}</h2>
        <p>{t('seat.missed')}</p>
        <p>
          <Link href={`/docket/${name}`}>{t('seat.seeDocket')}</Link>
        </p>
      </section>
    )
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
      <p className="note">
        {period !== 'commit' ? t('seat.notNow') : answer === undefined ? t('seat.needsAnswer') : t('seat.oneSignature')}
      </p>
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

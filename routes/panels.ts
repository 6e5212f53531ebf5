/**
 * Panels: what jurors file, and the transcript of what a panel came to. Actors: a drawn juror for filings, whose
 * signature in the body is the authority; anybody for the rest.
 * @module
 */

import type { Context } from 'hono'
import * as z from 'zod'
import type { Filing } from '#law/filing'
import type { Digest } from '#primitives/bytes'
import { fileBallot, fileSigned } from '#src/ballots'
import { transcriptFor } from '#src/transcripts'
import { type Caller, disputeOf, keyOf, NO_DISPUTE } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'
import { ballotsView } from './view.ts'

/** What every filing of a juror may meet. */
const HEARD = [...NO_DISPUTE, 'AlreadyFinal', 'WrongPeriod', 'WrongPanel'] as const

const promised = {
  201: told(s.Receipt, 'Recorded. Keep the receipt: it is the operator’s promise that this entry stands.'),
  200: told(s.Receipt, 'It stood there already; this is the receipt it had.'),
}

const commit = {
  method: 'post',
  tag: 'panels',
  path: '/disputes/{dispute}/panels/{panel}/ballots',
  summary: 'Hand in a sealed ballot, during the commit period',
  params: s.ofPanel,
  body: s.Ballot,
  answers: promised,
  refuses: [
    ...HEARD,
    'NotDrawn',
    'AlreadyRecused',
    'WrongBeaconRound',
    'RevisionInFuture',
    'TooManyBallots',
    'MalformedSeal',
    'TicketUnpaid',
    'BadSignature',
  ],
} as const satisfies Declaration

const recuse = {
  method: 'post',
  tag: 'panels',
  path: '/disputes/{dispute}/panels/{panel}/recusals',
  summary: 'Give back one’s seats, with a reason',
  params: s.ofPanel,
  body: s.Recusal,
  answers: promised,
  refuses: [...HEARD, 'NotDrawn', 'AlreadyRecused', 'TextTooLong', 'BadSignature'],
} as const satisfies Declaration

const reveal = {
  method: 'post',
  tag: 'panels',
  path: '/disputes/{dispute}/panels/{panel}/openings',
  summary: 'Open one’s ballot by hand, from R on',
  params: s.ofPanel,
  body: s.OpeningByHand,
  answers: promised,
  refuses: [...HEARD, 'NoBallot', 'AlreadyOpened', 'CommitmentMismatch'],
} as const satisfies Declaration

const openControls = {
  method: 'post',
  tag: 'disputes',
  path: '/disputes/{dispute}/controls',
  summary: 'Open the control items that the question sealed, from R on',
  params: s.ofDispute,
  body: s.Controls,
  answers: promised,
  refuses: [...NO_DISPUTE, 'AlreadyFinal', 'WrongPeriod', 'WrongControls'],
} as const satisfies Declaration

const filedBallots = {
  method: 'get',
  tag: 'panels',
  path: '/disputes/{dispute}/panels/{panel}/ballots/{juror}',
  summary: 'A juror’s sealed ballots, for another of its devices',
  params: s.ofBallots,
  refuses: NO_DISPUTE,
  answers: { 200: told(z.object({ ballots: z.array(s.FiledBallot) }), 'In order of arrival.') },
} as const satisfies Declaration

const transcript = {
  method: 'get',
  tag: 'panels',
  path: '/disputes/{dispute}/panels/{panel}/transcript',
  summary: 'The file with which a stranger checks the verdict: exact canonical bytes',
  params: s.ofPanel,
  refuses: ['UnknownDispute', 'NotJudged'],
  answers: { 200: told(z.looseObject({}), 'One RFC 8785 object.') },
} as const satisfies Declaration

export const panels = new Desk<Caller>()
  .on(commit, async (c, { params, body }) => {
    const { ports, courtrooms } = c.env.door
    const disputeKey = keyOf(ports.deployment.domain, params.dispute)
    return promise(c, await fileBallot(ports, courtrooms, disputeKey, params.panel, body))
  })
  .on(recuse, async (c, given) => {
    const { ports, courtrooms } = c.env.door
    const { dispute, panel } = given.params
    const recusal = given.body
    const disputeKey = keyOf(ports.deployment.domain, dispute)
    const members = () => ({ disputeKey, panel, juror: recusal.juror, reason: recusal.reason })
    const filing = { kind: 'recuse', panel, ...recusal } as const
    return promise(c, await fileSigned(ports, courtrooms, disputeKey, filing, members))
  })
  .on(reveal, (c, given) => {
    const { dispute, panel } = given.params
    const disputeKey = keyOf(c.env.door.ports.deployment.domain, dispute)
    return file(c, disputeKey, { kind: 'reveal', panel, ...given.body })
  })
  .on(openControls, (c, { params, body }) =>
    file(c, keyOf(c.env.door.ports.deployment.domain, params.dispute), { kind: 'controls', ...body }),
  )
  .on(filedBallots, async (c, given) => {
    const { dispute: name, panel, juror } = given.params
    const dispute = await disputeOf(c, name)
    if (!dispute.ok) return refuse(c, dispute.refusal)
    return c.json({ ballots: ballotsView(dispute.value, panel, juror) }, 200)
  })
  .on(transcript, async (c, given) => {
    const { dispute, panel } = given.params
    const { ports } = c.env.door
    const made = await transcriptFor(ports, keyOf(ports.deployment.domain, dispute), panel)
    if (!made.ok) return refuse(c, made.refusal)
    return c.body(made.value, 200, { 'content-type': 'application/json' })
  })

/** Files, and answers with the promise. */
async function file(c: Context<Caller>, disputeKey: Digest, filing: Filing) {
  return promise(c, await c.env.door.courtrooms.file(disputeKey, filing))
}

function promise(c: Context<Caller>, recorded: Awaited<ReturnType<typeof fileBallot>>): Response {
  if (!recorded.ok) return refuse(c, recorded.refusal)
  return c.json(recorded.value.receipt!, recorded.value.already ? 200 : 201)
}

/**
 * Asks: a dispute without a transaction. Actor: an account with credit; its signature in the body is the authority, and
 * its nonce makes it harmless to ask again.
 * @module
 */
import { keyOfAsk, offChainId, openDigest } from '#law/ask'
import type { Bodies } from '#law/filing'
import { vouchedBy } from '#src/ballots'
import type { Caller } from './caller.ts'
import { type Declaration, Desk, told } from './desk.ts'
import { refuse } from './problems.ts'
import * as s from './schemas.ts'

const ask = {
  method: 'post',
  tag: 'disputes',
  path: '/disputes',
  summary: 'Ask for a dispute off chain, paid from credit. The same `Open` again answers with the same docket',
  body: s.Ask,
  refuses: [
    'UnknownCourt',
    'PolicyNotInForce',
    'PolicyUnknown',
    'MalformedQuestion',
    'UnknownDispute',
    'AlreadyFinal',
    'CircularTruth',
    'TextTooLong',
    'QuestionMismatch',
    'SeatsOutOfRange',
    'OpenExpired',
    'BadSignature',
    'FeeTooLow',
    'CreditTooLow',
    'NonceUsed',
    'DisputeVoid',
  ],
  answers: {
    201: told(s.AskedView, 'The docket has begun. It is a dispute once a gazette holds it.'),
    200: told(s.AskedView, 'It was asked for before.'),
  },
} as const satisfies Declaration

export const asks = new Desk<Caller>().on(ask, async (c, given) => {
  const { ports, courtrooms } = c.env.door
  const { open, question, signature } = given.body
  const { chainId, arbitrator } = ports.deployment.domain
  const pin = 'under' in question ? question.under : undefined
  const founded = pin && (await ports.foundings.version(pin.court, Number(pin.version)))
  if (pin && founded?.policyHash !== pin.policyHash) return refuse(c, { code: 'PolicyUnknown', ...pin })
  const vouched = await vouchedBy(ports.accounts, open.account, openDigest(ports.deployment.domain, open), signature)
  const body = {
    chainId: String(chainId),
    arbitrator,
    open,
    question: question as Bodies['ask']['question'],
    ...(founded ? { policy: founded.policy } : {}),
    signature,
    vouchedAt: vouched?.block ?? null,
  }
  const disputeKey = keyOfAsk(body)
  const recorded = await courtrooms.file(disputeKey, { kind: 'ask', body })
  if (!recorded.ok) return refuse(c, recorded.refusal)
  const { receipt, already } = recorded.value
  return c.json({ disputeKey, disputeId: String(offChainId(open)), receipt: receipt! }, already ? 200 : 201)
})

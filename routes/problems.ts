/**
 * Problems: every no on the wire, as RFC 9457 has it. `code` is the refusal's own name, the same as in Solidity.
 * @module
 */
import type { Context, MiddlewareHandler } from 'hono'
import type { Refusal, RefusalCode } from '#law/refusal'

/** A no on the wire. Members beyond these are the refusal's evidence. */
export type Problem = { type: string; title: string; status: ProblemStatus; code: string; detail?: string }
export type ProblemStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 422 | 429 | 500 | 503

/** What can go wrong before the law is asked, or beside it. */
export type DoorCode =
  | 'NotFound'
  | 'MethodNotAllowed'
  | 'MalformedRequest'
  | 'NotJson'
  | 'TooLarge'
  | 'TooManyRequests'
  | 'Unavailable'
  | 'Withheld'
  | 'KeyMissing'
  | 'KeyUnknown'
  | 'ScopeMissing'
  | 'NotYours'
  | 'WordsNotOurs'
  | 'SignatureNotTheirs'
  | 'IdempotencyKeyMissing'
  | 'IdempotencyKeyReused'
  | 'AddressRefused'
  | 'ProofMissing'
  | 'TooMany'
  | 'NoRoll'
  | 'MalformedPolicy'
  | 'PolicyTooLarge'
export type Code = RefusalCode | DoorCode

/** The status and the public sentence of each refusal. */
export function sentenceOf(code: RefusalCode): { status: ProblemStatus; title: string } {
  switch (code) {
    case 'UnknownDispute':
      return { status: 404, title: 'There is no such dispute here.' }
    case 'UnknownCourt':
      return { status: 404, title: 'There is no such court.' }
    case 'UnknownExhibit':
      return { status: 404, title: 'Nobody has shown an exhibit under this reference.' }
    case 'NothingToCheck':
      return { status: 422, title: 'The reference names no hash that content could be checked against.' }
    case 'DisputeVoid':
      return { status: 409, title: 'Nothing came of this dispute: its opening is gone, or no gazette took it in time.' }
    case 'WrongPeriod':
      return { status: 409, title: 'This is not the period for that.' }
    case 'WrongPanel':
      return { status: 409, title: 'Another panel is sitting.' }
    case 'NotDrawn':
      return { status: 403, title: 'This juror was not drawn for this panel.' }
    case 'AlreadyRecused':
      return { status: 409, title: 'This juror has given back its seats.' }
    case 'WrongBeaconRound':
      return { status: 422, title: 'The ballot is sealed to another beacon round than the one that opens this panel.' }
    case 'RevisionInFuture':
      return { status: 422, title: 'The revision lies after the commit deadline.' }
    case 'AlreadyRecorded':
      return { status: 409, title: 'This very filing stands in the docket.' }
    case 'TooManyBallots':
      return { status: 409, title: 'This juror has handed in as many ballots as one may.' }
    case 'TooManyExhibits':
      return { status: 409, title: 'The docket takes no more exhibits of this party.' }
    case 'MalformedSeal':
      return { status: 422, title: 'The sealed ballot is not one that could open.' }
    case 'UnknownRegistry':
      return { status: 404, title: 'No curated list stands at this address.' }
    case 'TicketUnpaid':
      return { status: 422, title: 'The seat’s ticket isn’t paid, or was made for another dispute or juror.' }
    case 'BadSignature':
      return { status: 403, title: 'The signature is not canonical, or not this account’s.' }
    case 'BadBeaconSignature':
      return { status: 422, title: 'This is not the beacon’s signature of that round.' }
    case 'RollNotInForce':
      return { status: 422, title: 'The roll is not the one this dispute draws from.' }
    case 'WrongRoll':
      return { status: 422, title: 'The roll is not this court’s.' }
    case 'WrongDraw':
      return { status: 422, title: 'A draw does not follow from seed and roll.' }
    case 'EmptyRoll':
      return { status: 409, title: 'Nobody has weight in this court’s roll.' }
    case 'AlreadyDrawn':
      return { status: 409, title: 'The panel has been drawn.' }
    case 'NoBallot':
      return { status: 409, title: 'This juror has no ballot that counts.' }
    case 'AlreadyOpened':
      return { status: 409, title: 'This ballot is open.' }
    case 'CommitmentMismatch':
      return { status: 422, title: 'Answer and opening are not what was committed to.' }
    case 'HeadMismatch':
      return { status: 409, title: 'The posting holds another head than this docket.' }
    case 'NothingDue':
      return { status: 409, title: 'Nothing is due at this time.' }
    case 'TextTooLong':
      return { status: 422, title: 'The text is too long.' }
    case 'AlreadyFinal':
      return { status: 409, title: 'The ruling is final.' }
    case 'AppealImpossible':
      return { status: 409, title: 'No appeal can be made: there is no verdict, no larger panel, or no time.' }
    case 'PolicyNotOnChain':
      return { status: 422, title: 'No version of this court has a policy with this hash.' }
    case 'MalformedPolicy':
      return { status: 422, title: 'The policy is not one that a court could work by.' }
    case 'CourtRefused':
      return {
        status: 422,
        title: 'The gauntlet does not let this court pass; its founder may sign the words and open it.',
      }
    case 'NotFounder':
      return { status: 403, title: 'Another account founded this court.' }
    case 'TooManyVersions':
      return { status: 409, title: 'This court has as many versions as one may.' }
    case 'VersionTaken':
      return { status: 409, title: 'Another policy became this version a moment ago; look, and publish again.' }
    case 'NotJudged':
      return { status: 409, title: 'The panel has not been judged yet.' }
    case 'MalformedQuestion':
      return { status: 422, title: 'Jurors cannot be asked this question.' }
    case 'PolicyUnknown':
      return { status: 422, title: 'No such version of a court off chain has this policy.' }
    case 'WrongControls':
      return { status: 422, title: 'These are not the control items that the question sealed.' }
    case 'CircularTruth':
      return { status: 422, title: 'A dispute cannot wait for its own ruling.' }
    case 'WrongTruth':
      return { status: 422, title: 'This is not how the dispute ended that tells the truth.' }
    case 'QuestionMismatch':
      return { status: 422, title: 'The hash that was signed is another question’s.' }
    case 'SeatsOutOfRange':
      return { status: 422, title: 'A first panel has not so many seats.' }
    case 'OpenExpired':
      return { status: 409, title: 'What was signed has expired.' }
    case 'NonceUsed':
      return { status: 409, title: 'This account has asked for another dispute under this nonce.' }
    case 'PolicyNotInForce':
      return { status: 409, title: 'This is not the law under which the court opens disputes now.' }
    case 'FeeTooLow':
      return { status: 422, title: 'The dispute costs more than the account signed for.' }
    case 'CreditTooLow':
      return { status: 409, title: 'The account has not enough credit that nothing else may come to cost.' }
    case 'NotOpenYet':
      return { status: 409, title: 'The dispute is asked for, and no gazette has taken it yet.' }
    case 'WrongOpening':
      return { status: 422, title: 'The opening is not what the account asked for.' }
    case 'DeliveryTooLate':
      return { status: 409, title: 'A verdict delivered so late could not outlive its challenge window.' }
  }
}

const DOOR: Record<DoorCode, { status: ProblemStatus; title: string }> = {
  NotFound: { status: 404, title: 'There is nothing at this address.' },
  MethodNotAllowed: { status: 405, title: 'This address does not take that method.' },
  MalformedRequest: { status: 400, title: 'The request is not what this address takes.' },
  NotJson: { status: 415, title: 'The body must be application/json.' },
  TooLarge: { status: 413, title: 'The body is too large.' },
  Unavailable: { status: 503, title: 'The court cannot do this now. Nothing was recorded; try again.' },
  TooManyRequests: { status: 429, title: 'Too many requests from this caller. Wait as long as Retry-After says.' },
  Withheld: { status: 409, title: 'This attestor does not sign that.' },
  KeyMissing: { status: 401, title: 'This needs a session or an API key in the Authorization header.' },
  KeyUnknown: { status: 401, title: 'The key is unknown, has ended, or was taken back.' },
  ScopeMissing: { status: 403, title: 'The key is not good for this.' },
  NotYours: { status: 404, title: 'Nothing of that name belongs to this account.' },
  WordsNotOurs: { status: 401, title: 'The court did not issue this text, or it was used, or its time is over.' },
  SignatureNotTheirs: { status: 401, title: 'The signature is not that of the account the text names.' },
  IdempotencyKeyMissing: { status: 400, title: 'This needs an Idempotency-Key of 1 to 255 visible characters.' },
  IdempotencyKeyReused: { status: 422, title: 'The Idempotency-Key was used for another request.' },
  AddressRefused: { status: 422, title: 'Nothing is sent to such an address.' },
  ProofMissing: { status: 409, title: 'The address has not shown yet that it wants messages from here.' },
  TooMany: { status: 409, title: 'This account has as many of these as one may.' },
  NoRoll: { status: 409, title: 'The court has no roll in force, so nothing can be said of its panels.' },
  MalformedPolicy: { status: 422, title: 'The policy is not one that a court could work by.' },
  PolicyTooLarge: { status: 422, title: 'This is too much to play in a request; the command plays it.' },
}

/** The status and the public sentence of anything that a problem may be called. */
export function sentenceFor(code: Code): { status: ProblemStatus; title: string } {
  return code in DOOR ? DOOR[code as DoorCode] : sentenceOf(code as RefusalCode)
}

/** The answer to a refusal. Typed as fitting every route, since a problem may answer any of them. */
export function refuse(c: Context, refusal: Refusal): never {
  const { code, ...evidence } = refusal
  return answer(c, { ...evidence, ...sentenceOf(code), code }) as never
}

/** The answer to a request that never reached the law. */
export function turnAway(
  c: Context,
  code: DoorCode,
  more: Record<string, unknown> = {},
  headers?: Record<string, string>,
): never {
  return answer(c, { ...more, ...DOOR[code], code }, headers) as never
}

function answer(c: Context, problem: Omit<Problem, 'type'>, headers: Record<string, string> = {}): Response {
  // Each code has a page of its own, see documents.ts.
  const type = `${c.env?.door?.about.url ?? new URL(c.req.url).origin}/problems/${problem.code}`
  return c.body(JSON.stringify({ type, ...problem }), problem.status, {
    ...headers,
    'content-type': 'application/problem+json',
  })
}

/** A request that doesn't fit its schema: which members, and why. */
export function malformed(
  c: Context,
  part: string,
  found: readonly { path: readonly PropertyKey[]; message: string }[],
): Response {
  const issues = found.map(({ path, message }) => ({ at: [part, ...path].map(String).join('.'), message }))
  return turnAway(c, 'MalformedRequest', { issues })
}

/** Bodies are JSON. A request that says otherwise, or nothing, isn't guessed at. */
export const admit: MiddlewareHandler = async (c, next) => {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (c.req.method === 'POST' && type !== 'application/json') return turnAway(c, 'NotJson')
  return next()
}

/** No route took it: the address isn't there, or doesn't take this method. */
export function missing(c: Context, declared: readonly { method: string; path: string }[]): Response {
  const these = declared.filter(({ path }) => fits(path, c.req.path))
  const methods = [...new Set(these.map(({ method }) => method.toUpperCase()))]
  if (methods.length === 0) return turnAway(c, 'NotFound')
  return turnAway(c, 'MethodNotAllowed', { allow: methods }, { allow: methods.join(', ') })
}

/** True if an address is one that a declared path names. */
export const fits = (declared: string, path: string): boolean =>
  new RegExp(`^${declared.replaceAll('.', '\\.').replaceAll(/\{[^/]+\}/g, '[^/]+')}$`).test(path)

/** A failure: of the request's spelling, or of the world. The outside learns which, the log learns all. */
export function failed(error: Error, c: Context): Response {
  console.error(`door: ${c.req.method} ${c.req.path}: ${error.stack ?? error.message}`)
  return turnAway(c, 'Unavailable', {}, { 'retry-after': '5' })
}

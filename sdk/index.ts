/**
 * Sdk: what a juror, a party or a stranger needs to deal with a court. It re-exports the law and adds none.
 * @module
 */
export { BALLOT_KEY_NOTICE, ballotKey, commitmentOf, openingOf, opens, sealBallot, unsealBallot } from '#jurors/ballot'
export { compileRoll, isInForce, rollHash, rollsTree } from '#jurors/roll'
export { drawPanel, isComplete, provesDraw } from '#jurors/sortition'
export type { Anchors } from '#law/anchors'
export { offChainId, openHash, priceOf, questionHash } from '#law/ask'
export { decide } from '#law/decide'
export { replay } from '#law/dispute'
export { chain, disputeKeyOf, entriesTree, entryHash, firstHead } from '#law/docket'
export type { Open, Question } from '#law/filing'
export { timetable } from '#law/period'
export { decodeTerms, encodeTerms, generalPolicy, type Policy, policyHash, type Terms } from '#law/policy'
export { answerHash, decodeChoices, encodeChoices } from '#law/question/choice'
export type { Refusal, RefusalCode } from '#law/refusal'
export { readTranscript, type Transcript } from '#law/transcript'
export { verdictDigest, verdictHash } from '#law/verdict'
export type { Verification } from '#law/verify'
export { isBeaconSignature, QUICKNET, roundAt, timeOfRound } from '#primitives/beacon'
export type { Address, Digest, Hex } from '#primitives/bytes'
export { signerOf } from '#primitives/signature'
export { configDigest, type Domain, typedDigest, walletTypedData } from '#primitives/typed'
export { type AskerSetting, type AskOptions, ask } from './asker.ts'
export {
  createDispute,
  NotOpened,
  type Opened,
  showEvidence,
  submitEvidence,
  venireActions,
  type Writer,
} from './chain.ts'
export { readDispute, readEntries } from './docket.ts'
export { exhibitOf } from './exhibit.ts'
export { type Fetch, type Problem, Refused } from './http.ts'
export { type Answer, clockOf, JurorClient, type JurorSetting, type Vote, type Wallet } from './juror.ts'
export { type MachineSetting, machineJuror, type SummonsData } from './machine.ts'
export {
  appealQuote,
  type ContractCall,
  type Courthouse,
  callsOf,
  charge,
  type LogReader,
  owed,
  quote,
  type Reader,
  settlement,
} from './money.ts'
export {
  type FinalRuling,
  NotVerified,
  RulingAwaited,
  verifyRuling,
  verifyTranscript,
  waitForRuling,
  waitForTranscript,
} from './ruling.ts'
export {
  type AppealView,
  type Asked,
  type DisputeName,
  type DisputeView,
  type Exhibit,
  type PaymentView,
  type Receipt,
  type SittingView,
  type Summons,
  Venire,
} from './venire.ts'
export { verifyWebhook, type WebhookMessage, WebhookRefused } from './webhook.ts'

/**
 * Sent: the messages that the court sends by itself, as the document describes them.
 * @module
 */
import * as z from 'zod'
import { SUMMONS_TYPES } from '#jurors/summons'
import { NEWS_TYPES } from '#src/news'
import type { Sent } from './document.ts'
import * as s from './schemas.ts'

const whereabouts = {
  dispute: s.digest,
  disputeId: s.decimal,
  chain: s.caip2,
  arbitrator: s.caip10,
  arbitrable: s.caip10,
  court: z.number().int(),
  url: z.string().meta({ description: 'The dispute as it is now.' }),
}
const state = { panel: z.number().int(), period: s.period, untilAt: s.instant.nullable() }
const ofEntry = { ...whereabouts, entry: z.number().int(), head: s.digest, ...state }

const news: Record<keyof typeof NEWS_TYPES, { summary: string; more: z.ZodRawShape }> = {
  open: { summary: 'A dispute was opened', more: {} },
  evidence: {
    summary: 'A party showed an exhibit, or its content was looked at',
    more: { party: s.address, reference: z.string(), check: z.enum(['unchecked', 'matches', 'differs']) },
  },
  draw: { summary: 'A panel was drawn', more: {} },
  again: { summary: 'No gazette held a ballot in time: the panel commits again', more: {} },
  redraw: { summary: 'The quorum was missed: the panel is drawn anew', more: {} },
  judge: {
    summary: 'A panel has judged. Provisional',
    more: { ruling: z.number().int(), tied: z.boolean(), outcome: s.digest },
  },
  deliver: {
    summary: 'The verdict is on chain, and its windows run',
    more: { verdictHash: s.digest, tx: s.digest, windowsEndAt: s.instant },
  },
  strike: {
    summary: 'The chain took the verdict back: it was shown false, or too few of its signers are left',
    more: { serial: z.number().int(), challenger: s.address.nullable(), tx: s.digest },
  },
  rule: {
    summary: 'The ruling is final',
    more: { ruling: z.number().int(), executed: z.boolean(), expired: z.boolean(), tx: s.digest },
  },
  void: { summary: 'The chain took the opening back', more: { reason: z.string() } },
}

const summons: Record<keyof typeof SUMMONS_TYPES, string> = {
  drawn: 'To a juror: drawn for a panel',
  commitOpen: 'To a juror: the commit period is open. A machine may answer with `{"ballot": {…}}`',
  half: 'To a juror whose ballot is not in: half of the commit period is over',
  nineTenths: 'To a juror whose ballot is not in: nine tenths of the commit period are over',
  revealOpen: 'To a juror: ballots are being opened',
  appeal: 'To a juror: the verdict is on chain and can be appealed',
  paid: 'To a juror: the ruling is final, and with it what the seat earned or lost',
}
const toJuror = {
  ...whereabouts,
  juror: s.caip10,
  panel: z.number().int(),
  seats: z.number().int(),
  question: z.object({ space: z.literal('choice'), items: z.number().int(), choices: z.number().int() }),
  drawAt: s.instant,
  seedRound: z.number().int(),
  commitOpensAt: s.instant,
  commitClosesAt: s.instant,
  beaconRound: z.number().int(),
  revealAt: s.instant,
  revealEndsAt: s.instant,
  says: z.string(),
  vote: z.string().meta({ description: 'The page on which a person votes.' }),
  ballots: z.string().meta({ description: 'Where a machine posts its ballot.' }),
  ruling: z.number().int().optional(),
  choices: z.array(z.number().int()).nullable().optional(),
}

const message = (type: string, data: z.ZodRawShape) =>
  z.object({ type: z.literal(type), timestamp: z.iso.datetime(), data: z.object(data) })

/** All of them. Types grow; a receiver passes over those it doesn't know. */
export const sent: readonly Sent[] = [
  ...Object.entries(news).map(([kind, { summary, more }]) => {
    const type = NEWS_TYPES[kind as keyof typeof NEWS_TYPES]
    return { type, summary, schema: message(type, { ...ofEntry, ...more }) }
  }),
  ...Object.entries(summons).map(([notice, summary]) => {
    const type = SUMMONS_TYPES[notice as keyof typeof SUMMONS_TYPES]
    return { type, summary, schema: message(type, toJuror) }
  }),
  {
    type: 'endpoint.challenge',
    summary: 'Asks an address whether it wants messages: answer with the token',
    schema: message('endpoint.challenge', {
      endpoint: z.string(),
      token: z.string(),
      says: z.string(),
      url: z.string(),
    }),
  },
  {
    type: 'endpoint.test',
    summary: 'A test that the owner asked for',
    schema: message('endpoint.test', { endpoint: z.string(), says: z.string() }),
  },
  {
    type: 'endpoint.disabled',
    summary: 'Another of the account’s addresses was disabled',
    schema: message('endpoint.disabled', { endpoint: z.string(), address: z.string(), why: z.string() }),
  },
]

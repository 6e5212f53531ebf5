/**
 * Panels: ladders over rounds of jurors.
 *
 *   once           one panel, and that is the outcome
 *   appeals        a panel of 2n + 1 for each appeal made in time, so many times at most
 *   one by one     one more seat until the tally is decided, at most so many
 *   early stop     a seat at a time, until those who are left couldn't change it
 *   again          a new panel of the same size if too few came or too few agreed, so many times
 *   machines first k machines; people only if they don't all agree
 *   later          one round, and nothing is said before the date at which the truth is out
 * @module
 */
import { NANO } from '#primitives/real'
import { fraction, integer, nanosIn } from '../block.ts'
import { final, lastRound, type Round, type RungRule } from './rung.ts'

export const once: RungRule = {
  fields: { wants: { seats: integer(1, 4095) } },
  ends: true,
  climb: ({ seats }, story) => {
    const round = lastRound(story)
    return round ? final(round.finding.outcome, 'one panel was asked') : { step: 'panel', seats: Number(seats) }
  },
}

export const appeals: RungRule = {
  fields: { takes: { seats: integer(1, 4095), appeals: integer(0, 9), appealSeconds: integer(1, 1e9) } },
  ends: true,
  climb: (block, story) => {
    const round = lastRound(story)
    if (!round) return { step: 'panel', seats: Number(block.seats ?? 3) }
    const until = round.endedAt + Number(block.appealSeconds ?? 0)
    const mayAppeal = story.rounds.length <= Number(block.appeals ?? 0)
    if (mayAppeal && story.appealed) return { step: 'panel', seats: 2 * round.seats + 1 }
    return mayAppeal && story.now < until ? { step: 'wait', until } : final(round.finding.outcome, 'nobody appealed')
  },
}

export const oneByOne: RungRule = {
  fields: { wants: { seats: integer(1, 1023), most: integer(1, 1023) } },
  ends: true,
  climb: ({ seats, most }, story) => {
    const round = lastRound(story)
    if (!round) return { step: 'panel', seats: Number(seats) }
    if (round.finding.outcome !== undefined) return final(round.finding.outcome, 'enough agreed')
    return round.seats < Number(most) ? { step: 'seats', more: 1 } : final(undefined, 'nobody agreed')
  },
}

export const earlyStop: RungRule = {
  fields: { wants: { most: integer(1, 1023) } },
  ends: true,
  climb: ({ most }, story) => {
    const round = lastRound(story)
    if (!round) return { step: 'panel', seats: 1 }
    const left = Number(most) - round.seats
    // support is a share of the seats so far; if all others and all to come say something else it still is ahead
    const behind = Math.ceil((round.finding.support * round.turnout) / NANO)
    const ahead = round.finding.outcome !== undefined && behind > round.turnout - behind + left
    if (ahead) return final(round.finding.outcome, 'the seats left could not change it')
    return left > 0 ? { step: 'seats', more: 1 } : final(round.finding.outcome, 'all seats were asked')
  },
}

export const again: RungRule = {
  fields: {
    wants: { seats: integer(1, 4095), turnout: fraction(0, 1), agreement: fraction(0, 1), times: integer(0, 16) },
  },
  ends: true,
  climb: (block, story) => {
    const round = lastRound(story)
    const panel = { step: 'panel', seats: Number(block.seats) } as const
    if (!round) return panel
    const share = BigInt(round.turnout) * 1_000_000_000n
    const enough = share >= nanosIn(block, 'turnout') * BigInt(round.seats)
    const agreed = round.finding.outcome !== undefined && BigInt(round.finding.support) > nanosIn(block, 'agreement')
    if (enough && agreed) return final(round.finding.outcome, 'enough came and agreed')
    return story.rounds.length <= Number(block.times)
      ? panel
      : final(undefined, 'too few came or agreed, time and again')
  },
}

export const machinesFirst: RungRule = {
  fields: { wants: { machines: integer(2, 15), people: integer(1, 1023) } },
  ends: true,
  tells: { machines: 'must' },
  climb: ({ machines, people }, story) => {
    const round = lastRound(story)
    if (!round) return { step: 'panel', seats: Number(machines), machines: true }
    if (!round.machines) return final(round.finding.outcome, 'people decided')
    return unanimous(round)
      ? final(round.finding.outcome, 'the machines agreed')
      : { step: 'panel', seats: Number(people) }
  },
}

export const later: RungRule = {
  fields: { wants: { seats: integer(1, 4095), resolveSeconds: integer(1, 1e9) } },
  ends: true,
  climb: ({ seats, resolveSeconds }, story) => {
    const round = lastRound(story)
    if (!round) return { step: 'panel', seats: Number(seats) }
    const until = story.openedAt + Number(resolveSeconds)
    return story.now >= until ? final(round.finding.outcome, 'the date has come') : { step: 'wait', until }
  },
}

const unanimous = ({ finding, turnout, seats }: Round) =>
  finding.outcome !== undefined && finding.support === NANO && turnout === seats

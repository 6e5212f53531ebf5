/**
 * Calendar: open seats as iCalendar (RFC 5545), one event for each commit period, with an alarm when half of it is over.
 * @module
 */
import type { Instant } from '#primitives/time'

type Seat = {
  disputeKey: string
  disputeId: string
  panel: number
  seats: number
  commitOpensAt: Instant
  commitClosesAt: Instant
}

export function calendarOf(url: string, seats: readonly Seat[], now: Instant): string {
  const events = seats.flatMap((seat) => {
    const { disputeKey, disputeId, panel, commitOpensAt, commitClosesAt } = seat
    const held = seat.seats === 1 ? '1 seat' : `${seat.seats} seats`
    return [
      'BEGIN:VEVENT',
      `UID:${disputeKey}-${panel}-${commitOpensAt}@${new URL(url).hostname}`,
      `DTSTAMP:${stamp(now)}`,
      `DTSTART:${stamp(commitOpensAt)}`,
      `DTEND:${stamp(commitClosesAt)}`,
      `SUMMARY:${escaped(`Vote in dispute ${disputeId} (${held})`)}`,
      `URL:${url}/vote/${disputeKey}`,
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(`Half of the commit period of dispute ${disputeId} is over`)}`,
      `TRIGGER:PT${Math.floor((commitClosesAt - commitOpensAt) / 2)}S`,
      'END:VALARM',
      'END:VEVENT',
    ]
  })
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Venire//Court//EN',
    'NAME:Venire',
    ...events,
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

const stamp = (at: Instant): string => new Date(1000 * at).toISOString().replaceAll(/[-:]|\.000/g, '')
const escaped = (text: string): string => text.replaceAll(/[\\;,]/g, (letter) => `\\${letter}`)

/** Lines of at most 75 octets; what is longer goes on after a blank. All of ours is ASCII. */
const folded = (line: string): string => line.match(/^.{1,75}|.{1,74}/g)!.join('\r\n ')

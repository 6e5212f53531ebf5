/**
 * Sat: what reports are made of. One line for each juror and hearing of a final dispute: what became of the seats, what
 * was said, what the court came to, and how long it took. A panel that answered a list has a line for each item of it.
 *
 * It is read out of the docket, so anybody who has the docket has the same lines. Panels whose verdict doesn't stand
 * aren't lines, nor are disputes that aren't final. Reports compare answers by their class, so answers of spaces without
 * classes (places, orders, numbers …) aren't lines either: what a crowd made of those is in report/findings.ts.
 * @module
 */
import type { Address, Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { byName } from '../block.ts'
import { type Dispute, replay } from '../dispute.ts'
import type { Entry } from '../filing.ts'
import { type Law, readLaw, saidIn } from '../question/posed.ts'
import { saidBy } from '../question/question.ts'
import { isMark, type Said } from '../question/space.ts'
import { isUndecided, standingPanels } from '../settlement.ts'
import { panelIndex, type Sitting, shownOf } from '../sitting.ts'
import type { BallotLeaf, BallotState } from '../verdict.ts'

export type Sat = {
  /** Which hearing: the dispute's key, the number of appeals before it, and of a list the place in it. */
  item: string
  dispute: Digest
  court: number
  /** The court off chain whose policy was pinned. */
  under?: Digest
  /** ρ of the sitting. */
  panel: number
  juror: Address
  seats: number
  state: Exclude<BallotState, 'skipped'>
  /** What was said; undefined unless the ballot was opened. 0 refuses to arbitrate. */
  choice?: number
  choices: number
  /** The final ruling, or what was found of the item; undefined where no panel could decide. */
  ruling: number | undefined
  /** What is true, of a control item that its asker has opened. */
  truth?: number
  /** When the ruling became final. */
  at: Instant
  /** From the opening of the commit period to the first ballot. */
  responseSeconds?: number
}

/** The lines of one docket; none unless its ruling is final. */
export function satIn(entries: readonly Entry[]): Sat[] {
  const dispute = replay(entries)
  if (!dispute?.final || dispute.void !== undefined) return []
  const ruling = isUndecided(dispute) ? undefined : dispute.final.ruling
  return standingPanels(dispute).flatMap(({ leaves }) => {
    const sittings = [...new Set(leaves.map(({ panel }) => panel))]
    return sittings.flatMap((panel) => {
      const sitting = dispute.sittings.find((one) => one.panel === panel)!
      const { law } = dispute.question
      return byJuror(leaves.filter((leaf) => leaf.panel === panel)).flatMap((seats) => {
        const line = lineOf(dispute, sitting, seats, ruling, entries)
        return law ? itemByItem(dispute, sitting, law, line, seats[0]!) : [line]
      })
    })
  })
}

/** Lines of one item, in the order of jurors. */
export const itemsOf = (sat: readonly Sat[]): Map<string, Sat[]> =>
  Map.groupBy(
    sat.toSorted((a, b) => byName(a.item, b.item) || byName(a.juror, b.juror)),
    ({ item }) => item,
  )

/** Lines of a juror's answer under a policy, one for each item that it didn't leave blank; none if its space has no classes. */
function itemByItem(
  { truth }: Dispute,
  sitting: Sitting,
  law: Law,
  { choice: _, ...line }: Sat,
  { state, commitment }: BallotLeaf,
): Sat[] {
  const { space, items } = readLaw(law).question
  const { classes, classOf } = space
  if (classes === undefined || !classOf) return []
  const numbered = (said: Said): number => (isMark(said) ? 0 : 1 + classOf(said))
  const said = state === 'opened' ? saidIn(law, shownOf(sitting, line.juror, commitment)!.answer) : undefined
  return Array.from({ length: items }, (_, i): Sat[] => {
    const own = said?.[i]
    if (own === 'blank') return []
    const key = sitting.judged?.word?.findings[i]?.answer
    const found = key ? saidBy(space, key) : undefined
    const known = truth?.known[i]
    return [
      {
        ...line,
        item: `${line.item}:${i}`,
        under: law.under.court,
        choices: classes,
        ruling: found === undefined ? undefined : numbered(found),
        ...(own === undefined ? {} : { choice: numbered(own) }),
        ...(known === undefined ? {} : { truth: numbered(known) }),
      },
    ]
  }).flat()
}

function lineOf(
  dispute: Dispute,
  sitting: Sitting,
  seats: readonly BallotLeaf[],
  ruling: number | undefined,
  entries: readonly Entry[],
): Sat {
  const { juror, state, choice } = seats[0]!
  const first = sitting.ballots.get(juror)?.[0]
  const filed = first && entries[first.number - 1]?.acceptedAt
  return {
    item: `${dispute.key}:${panelIndex(sitting)}`,
    dispute: dispute.key,
    court: sitting.under.court,
    panel: sitting.panel,
    juror,
    seats: seats.length,
    state: state as Sat['state'],
    ...(state === 'opened' ? { choice } : {}),
    choices: dispute.question.choices,
    ruling,
    at: dispute.final!.at,
    ...(filed === undefined ? {} : { responseSeconds: Math.max(0, filed - sitting.times.commitOpensAt) }),
  }
}

/** The seated draws, juror by juror. A juror's draws share one ballot. */
const byJuror = (leaves: readonly BallotLeaf[]): BallotLeaf[][] => [
  ...Map.groupBy(
    leaves.filter(({ state }) => state !== 'skipped'),
    ({ juror }) => juror,
  ).values(),
]

/**
 * History: who answered what, over the present items and those remembered, and a peer for each answer.
 *
 * A virtual peer is, for each item, one of the others who answered it, drawn by the beacon. The proofs behind peer
 * scores use only that pairs of answers are alike over items and that the peer's answer doesn't hang on one's own; so
 * they hold for it, and two given jurors need never meet twice.
 * @module
 */
import { type Hex, uint, utf8 } from '#primitives/bytes'
import { lot } from '#primitives/random'
import { byName, type JurorKey } from '../block.ts'
import { classIn, type Judging } from './score.ts'

/** Each juror's classes by item number; blanks are left out. */
export type Histories = readonly { juror: JurorKey; replies: ReadonlyMap<number, number> }[]

/** Histories in the order of jurors; items are numbered with the remembered ones first, in the order of their names. */
export function historiesOf({ question, ballots, memory = [] }: Judging): {
  histories: Histories
  classes: number
  items: number
} {
  const past = [...new Set(memory.map(({ item }) => item))].toSorted(byName)
  const number = new Map(past.map((item, n) => [item, n]))
  const replies = new Map<JurorKey, Map<number, number>>()
  const enter = (juror: JurorKey, item: number, kind: number) => {
    if (kind < 0) return
    const own = replies.get(juror) ?? new Map<number, number>()
    replies.set(juror, own.set(item, kind))
  }
  for (const { item, juror, said } of memory) enter(juror, number.get(item)!, classIn(question, said))
  for (const { juror, answer } of ballots)
    answer.forEach((said, i) => {
      enter(juror, past.length + i, classIn(question, said))
    })
  const histories = [...replies.entries()]
    .toSorted(([a], [b]) => byName(a, b))
    .map(([juror, own]) => ({ juror, replies: own }))
  return { histories, classes: (question.space.classes ?? 0) + 2, items: past.length + question.items }
}

/** A juror's answers and those of a peer drawn for each item; items nobody else answered are left out. */
export function withPeer(
  histories: Histories,
  juror: JurorKey,
  seed: Hex,
): { x: number[]; y: number[]; items: number[] } {
  const own = histories.find((history) => history.juror === juror)
  const others = histories.filter((history) => history.juror !== juror)
  const found: { x: number[]; y: number[]; items: number[] } = { x: [], y: [], items: [] }
  for (const item of [...(own?.replies.keys() ?? [])].toSorted((a, b) => a - b)) {
    const replies = others.flatMap(({ replies }) => replies.get(item) ?? [])
    if (replies.length === 0) continue
    const drawn = lot(seed, 'peer', uint(item, 4), utf8(juror))
    found.x.push(own!.replies.get(item)!)
    found.y.push(replies[Number(drawn % BigInt(replies.length))]!)
    found.items.push(item)
  }
  return found
}

/**
 * Label: what a crowd made of one choice, with who voted for what, how good each juror proved over the whole file, and how
 * likely each choice is (Dawid and Skene over all lines).
 * @module
 */
import { type Address, type Digest, ZERO32 } from '#primitives/bytes'
import { type Nano, nanos } from '#primitives/real'
import { replay } from '../dispute.ts'
import type { Dec, Entry } from '../filing.ts'
import { standingPanels } from '../settlement.ts'
import { dawidSkene, labelsOf } from '../tally/workers.ts'
import { judgingOf } from './juror.ts'
import { itemsOf, type Sat, satIn } from './sat.ts'

export type LabelVote = {
  juror: Address
  panel: Dec
  seats: Dec
  choice: Dec
  /** Answers of this juror in the whole file that were right and wrong, by likelihood, each from 1 on: a Beta law. Null: only refused. */
  quality: { right: Nano; wrong: Nano } | null
}
export type LabelLine = {
  format: 'venire label'
  version: '1'
  dispute: Digest
  court: Dec
  policyHash: Digest
  choices: Dec
  /** The final ruling, 0 for a refusal; null where no panel could decide. */
  label: Dec | null
  /** How likely each choice is, from 1 on, in billionths; null where nobody chose any. */
  posterior: readonly Nano[] | null
  votes: readonly LabelVote[]
  /** The transcript: of this panel, whose verdict has this hash. */
  transcript: { panel: Dec; verdictHash: Digest }
}

type Bare = { line: LabelLine; sat: readonly Sat[] }

/** What a docket says of its choice, without what only many say; undefined unless a final ruling rests on a verdict. */
function bareOf(entries: readonly Entry[]): Bare | undefined {
  const dispute = replay(entries)
  const sat = satIn(entries)
  const last = dispute && standingPanels(dispute).at(-1)
  if (!last || sat.length === 0 || dispute.question.law) return undefined
  const { ruling } = sat[0]!
  const line: LabelLine = {
    format: 'venire label',
    version: '1',
    dispute: dispute.key,
    court: dispute.facts.court,
    policyHash: dispute.policyHash,
    choices: dispute.facts.choices,
    label: ruling === undefined ? null : String(ruling),
    posterior: null,
    votes: [],
    transcript: { panel: String(last.sitting.panel), verdictHash: last.verdictHash },
  }
  return { line, sat }
}

/** A line for each final dispute about a choice, in the order of their keys. */
export function labelsIn(dockets: readonly (readonly Entry[])[]): LabelLine[] {
  const bare = dockets
    .flatMap((entries) => bareOf(entries) ?? [])
    .toSorted((a, b) => (a.line.dispute < b.line.dispute ? -1 : 1))
  const likely = likelihoods(bare.flatMap(({ sat }) => sat))
  return bare.map(({ line, sat }) => ({
    ...line,
    posterior: likely.items.get(line.dispute) ?? null,
    votes: sat
      .flatMap((vote) => (vote.choice === undefined ? [] : [{ ...vote, choice: vote.choice }]))
      .toSorted((a, b) => a.panel - b.panel || (a.juror < b.juror ? -1 : 1))
      .map(({ juror, panel, seats, choice }) => ({
        juror,
        panel: String(panel),
        seats: String(seats),
        choice: String(choice),
        quality: likely.jurors.get(juror) ?? null,
      })),
  }))
}

/** How likely each choice of each item is, and how good each juror, by what everybody said. */
function likelihoods(sat: readonly Sat[]): {
  items: Map<Digest, readonly Nano[]>
  jurors: Map<Address, { right: Nano; wrong: Nano }>
} {
  // panels of one dispute were asked the same: they are one item here
  const asked = [...itemsOf(sat.map((line) => ({ ...line, item: line.dispute })))]
  const judging = judgingOf(asked, ZERO32)
  const found = { items: new Map<Digest, readonly Nano[]>(), jurors: new Map<Address, { right: Nano; wrong: Nano }>() }
  if (!judging) return found
  const { labels, jurors } = labelsOf(judging)
  if (labels.item.length === 0) return found
  const { posterior } = dawidSkene(labels, { rounds: 100, smoothing: 0.01 })
  const voted = asked.filter(([, lines]) => lines.some(({ choice }) => choice !== undefined))
  for (const n of new Set(labels.item)) {
    const row = posterior.subarray(n * labels.classes, (n + 1) * labels.classes)
    found.items.set(voted[n]![0] as Digest, Array.from(row, nanos).slice(0, voted[n]![1][0]!.choices))
  }
  const sums = new Map<number, { right: number; wrong: number }>()
  for (let k = 0; k < labels.item.length; k++) {
    const likely = posterior[labels.item[k]! * labels.classes + labels.label[k]!]!
    const { right, wrong } = sums.get(labels.juror[k]!) ?? { right: 1, wrong: 1 }
    sums.set(labels.juror[k]!, { right: right + likely, wrong: wrong + 1 - likely })
  }
  for (const [w, { right, wrong }] of sums)
    found.jurors.set(jurors[w]! as Address, { right: nanos(right), wrong: nanos(wrong) })
  return found
}

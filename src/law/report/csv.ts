/**
 * CSV: reports as a table (RFC 4180), one juror a line, numbers as decimals, nothing where nothing is known.
 * @module
 */
import type { CourtReport, JurorReport } from './juror.ts'
import type { Estimate } from './scores.ts'

type Column = [string, (report: JurorReport) => string | number | undefined]

const share = (nano: number | undefined) => (nano === undefined ? undefined : nano / 1e9)
const estimate = (name: string, pick: (report: JurorReport) => Estimate | undefined): Column[] => [
  [name, (report) => share(pick(report)?.score)],
  [`${name} error`, (report) => share(pick(report)?.error)],
  [`${name} items`, (report) => pick(report)?.items],
]

const COLUMNS: readonly Column[] = [
  ['juror', ({ juror }) => juror],
  ['hearings', ({ hearings }) => hearings],
  ['seats', ({ seats }) => seats],
  ['opened', ({ opened }) => opened],
  ['absent', ({ absent }) => absent],
  ['recused', ({ recused }) => recused],
  ['spoilt', ({ spoilt }) => spoilt],
  ['coverage', ({ coverage }) => share(coverage)],
  ['coherence', ({ coherence }) => share(coherence)],
  ['controls right', ({ controls }) => controls.right],
  ['controls wrong', ({ controls }) => controls.wrong],
  ['controls balanced', ({ controls }) => share(controls.balanced)],
  ['belief', ({ controls }) => controls.belief],
  ...estimate('dasgupta-ghosh', ({ peers }) => peers['dasgupta-ghosh']),
  ...estimate('correlated agreement', ({ peers }) => peers['correlated agreement']),
  ...estimate('determinant', ({ peers }) => peers.determinant),
  ['confusion', ({ confusion }) => confusion?.map((row) => row.map((x) => x / 1e9).join(' ')).join(' | ')],
  ['response seconds', ({ responseSeconds }) => responseSeconds],
  ['streak now', ({ streak }) => streak.now],
  ['streak longest', ({ streak }) => streak.longest],
]

export function csvOf({ jurors }: Pick<CourtReport, 'jurors'>): string {
  const rows = jurors.map((report) => COLUMNS.map(([, pick]) => cell(pick(report))))
  return [COLUMNS.map(([name]) => cell(name)), ...rows].map((row) => `${row.join(',')}\r\n`).join('')
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

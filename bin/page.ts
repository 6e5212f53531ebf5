/**
 * Page: a transcript as one self-contained HTML page: when what happened, where the draws fell, what was sealed and
 * what opened, and every claim checked.
 *
 *   node bin/page.ts <transcript.json> [--anchors FILE] > dispute.html
 *
 * No scripts, no fonts, nothing fetched; text from the file is escaped. The page is told by the verifier's own
 * reading of the file, so a file that fails shows its failing claims first.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pointOf } from '#jurors/sortition'
import { type Anchors, readAnchors } from '#law/anchors'
import { type Dispute, lotteryOf, present, replay } from '#law/dispute'
import { firstHead } from '#law/docket'
import type { Entry } from '#law/filing'
import { chained, openingIn, type Transcript, type TranscriptSitting } from '#law/transcript'
import { type Verification, verify } from '#law/verify'
import { randomnessOf } from '#primitives/beacon'
import { type Address, type Hex, toBytes } from '#primitives/bytes'
import { climb } from '#primitives/sumtree'
import { htmlPage, safe } from './htmlPage.ts'

const STYLE = readFileSync(join(import.meta.dirname, 'page.css'), 'utf8')

// The page

/** The page of a checked transcript. @throws Error if the file is no transcript. */
export function pageOf(checked: Verification): string {
  const { transcript } = checked
  if (!transcript) throw new Error(`page: ${checked.claims[0]?.detail ?? 'expected a transcript'}`)
  const opening = openingIn(transcript)
  if (!opening) throw new Error('page: expected a docket with an opening')
  const told = tellOf(transcript)
  const { facts, policy } = opening
  const title = `Dispute ${facts.disputeId} in ${policy.name}: ${rulingWords(transcript)}`
  const sections = [
    header(transcript, told, checked),
    timeline(told),
    ...told.sittings.map((sitting) => sittingSection(told, sitting)),
    claimsSection(checked),
    verdictSection(transcript),
  ]
  return htmlPage(title, STYLE, `<main>\n${sections.join('\n')}\n</main>`)
}

/** The docket, folded, with what each sitting adds. */
type Told = { dispute: Dispute; entries: readonly Entry[]; judged: number; sittings: readonly SittingTold[] }
type SittingTold = { file: TranscriptSitting; at: Dispute }

function tellOf(transcript: Transcript): Told {
  const { disputeKey } = transcript.verdict
  const before = chained(disputeKey, { number: 0, head: firstHead(disputeKey) }, transcript.entries)
  const entries = [...before, ...chained(disputeKey, before.at(-1)!, transcript.afterwards.entries)]
  const dispute = replay(entries)!
  const sittings = transcript.sittings.flatMap((file) => {
    const end = entries.findIndex(
      ({ kind, body }) => (kind === 'redraw' || kind === 'judge') && (body as { panel: string }).panel === file.panel,
    )
    const at = replay(entries.slice(0, end === -1 ? before.length : end))
    return at && present(at).panel === Number(file.panel) ? [{ file, at }] : []
  })
  return { dispute, entries, judged: before.length, sittings }
}

// Header

function header(transcript: Transcript, { dispute }: Told, checked: Verification): string {
  const { facts, policy } = dispute
  const { verdict } = transcript
  const failed = checked.claims.filter(({ ok }) => !ok)
  const standing = checked.ok
    ? `<p class="standing ok">${checked.claims.length} claims hold${checked.vouched === 'nobody' ? ': consistent, but vouched for by nobody' : `, vouched for ${safe(checked.vouched)}`}.</p>`
    : `<p class="standing bad">${failed.length} of ${checked.claims.length} claims fail: ${failed.map(({ name }) => name).join(', ')}. Do not rely on what follows.</p>`
  const panel = Number(verdict.panel)
  const which = `${panel < 2 ? 'First panel' : `Panel of appeal ${Math.floor(panel / 2)}`}${panel % 2 === 1 ? ', drawn again' : ''}`
  return `<header>
<p class="kicker">Dispute ${safe(facts.disputeId)} · ${safe(policy.name)} · chain ${safe(facts.chainId)}</p>
<h1>${rulingWords(transcript)}</h1>
<p class="lead">${which} of ${present(dispute).seats} seats. ${choicesWords(Number(facts.choices))} Asked by ${short(facts.arbitrable)}, opened ${when(dispute.openedAt)}.</p>
${standing}
</header>`
}

function rulingWords({ verdict }: Transcript): string {
  if (verdict.tied) return 'Ruling 0: the panel could not decide'
  return verdict.ruling === '0' ? 'Ruling 0: refused to arbitrate' : `Ruling ${safe(verdict.ruling)}`
}

const choicesWords = (choices: number): string => `The question offers choices 1 to ${choices}; 0 refuses to arbitrate.`

// Timeline

type Moment = { at: number; what: string; detail?: string; kind: 'period' | 'entry' }

function timeline(told: Told): string {
  const rows = momentsOf(told).map(
    ({ at, what, detail, kind }) =>
      `<li class="${kind}"><time datetime="${new Date(at * 1000).toISOString()}">${clock(at)}</time><div><b>${what}</b>${detail ? `<span>${detail}</span>` : ''}</div></li>`,
  )
  return `<section>
<h2>What happened</h2>
<ol class="timeline">
${rows.join('\n')}
</ol>
</section>`
}

function momentsOf({ dispute, entries, sittings }: Told): Moment[] {
  const periods = sittings.flatMap(({ at }): Moment[] => {
    const { times } = present(at)
    return [
      { at: times.drawAt, what: 'The draw is due', detail: `seed: beacon round ${times.seedRound}`, kind: 'period' },
      { at: times.commitOpensAt, what: 'Ballots may be handed in', kind: 'period' },
      { at: times.commitClosesAt, what: 'No ballot counts that comes later', kind: 'period' },
      { at: times.revealAt, what: 'Ballots open', detail: `R: beacon round ${times.beaconRound}`, kind: 'period' },
    ]
  })
  const filed = entries.map((entry): Moment => ({ at: entry.acceptedAt, kind: 'entry', ...wordsOf(entry, dispute) }))
  // Ballots come, and open, in droves: a run of them is one line.
  const merged: Moment[] = []
  for (const [i, moment] of filed.entries()) {
    const last = merged.at(-1)
    const isRun = entries[i]!.kind === 'commit' || entries[i]!.kind === 'reveal'
    if (!last || !isRun || last.what !== moment.what) merged.push(moment)
    else last.detail = [last.detail, moment.detail].filter(Boolean).join(', ')
  }
  return [...merged, ...periods].toSorted((a, b) => a.at - b.at)
}

function wordsOf(entry: Entry, { facts }: Dispute): { what: string; detail?: string } {
  switch (entry.kind) {
    case 'ask':
      return {
        what: 'An account asked for a dispute',
        detail: `${short(entry.body.open.account)}: “${safe(entry.body.question.title)}”`,
      }
    case 'open':
      return { what: 'The dispute opened', detail: `block ${safe(facts.block)}` }
    case 'evidence':
      return {
        what: entry.body.meta ? 'The agreement was shown' : 'An exhibit was shown',
        detail: `${safe(entry.body.reference)}, by ${short(entry.body.party)}; ${entry.body.check === 'unchecked' ? 'content not checked' : `content ${entry.body.check} its hash`}`,
      }
    case 'draw':
      return {
        what: 'A panel was drawn',
        detail: `${entry.body.draws.length} draws from a roll of ${entry.body.roll.jurors}`,
      }
    case 'commit':
      return { what: 'Sealed ballots came in', detail: short(entry.body.juror) }
    case 'commitInLane':
      return { what: 'A ballot came in through the contract’s lane', detail: short(entry.body.juror) }
    case 'openInLane':
      return { what: 'A ballot was opened in the contract’s lane', detail: short(entry.body.juror) }
    case 'leak':
      return {
        what: 'A ballot was leaked, and is void',
        detail: `${short(entry.body.juror)}, shown by ${short(entry.body.claimant)}`,
      }
    case 'recuse':
      return { what: 'A juror gave back its seats', detail: `${short(entry.body.juror)}: ${safe(entry.body.reason)}` }
    case 'gazette':
      return {
        what: 'A gazette sealed the docket on chain',
        detail: `gazette ${entry.body.serial}, in a block of ${new Date(1000 * Number(entry.body.at)).toISOString().slice(11, 19)}, entries up to ${entry.body.number}`,
      }
    case 'again':
      return { what: 'No gazette had come: the panel commits again' }
    case 'reveal': {
      const opened = entry.body.openings.map(({ juror }) => short(juror))
      const junk = entry.body.junk.map((juror) => `${short(juror)} would not open`)
      return {
        what:
          entry.body.signature === null
            ? 'A ballot was opened by hand'
            : 'Ballots were opened with the beacon’s signature',
        detail: [...opened, ...junk].join(', '),
      }
    }
    case 'controls':
      return { what: 'The asker opened its control items' }
    case 'resolve':
      return { what: 'The dispute that tells the truth is over', detail: short(entry.body.dispute) }
    case 'redraw':
      return { what: 'Too few had voted: the panel is drawn anew' }
    case 'judge':
      return { what: 'The panel’s word', detail: `ruling ${entry.body.ruling}${entry.body.tied ? ', undecided' : ''}` }
    case 'deliver':
      return { what: 'The verdict was delivered on chain', detail: `transaction ${short(entry.body.tx)}` }
    case 'strike':
      return {
        what: 'The verdict was taken back',
        detail: `serial ${entry.body.serial}, transaction ${short(entry.body.tx)}`,
      }
    case 'appeal':
      return { what: 'The verdict was appealed', detail: `transaction ${short(entry.body.tx)}` }
    case 'rule':
      return {
        what: entry.body.expired ? 'The dispute expired' : 'The ruling became final',
        detail: `ruling ${entry.body.ruling}${entry.body.executed ? ', executed' : ', not executed yet'}`,
      }
    case 'void':
      return { what: 'Nothing came of it', detail: safe(entry.body.reason) }
  }
}

// A sitting: ring, ballots, tally

function sittingSection(told: Told, { file, at }: SittingTold): string {
  const sitting = present(at)
  const heading = told.sittings.length > 1 ? ` <small>sitting ${sitting.panel}</small>` : ''
  if (sitting.draws.length === 0) return `<section><h2>The panel${heading}</h2><p>Nobody was drawn.</p></section>`
  return `<section>
<h2>Where the draws fell${heading}</h2>
<p>The ring is all the weight on the roll, juror after juror. A draw is a point on it; the arc it hits is a juror’s. Arcs of jurors who were not drawn are left out.</p>
<div class="ring">
${ring(file, at)}
${drawList(file, at)}
</div>
</section>
<section>
<h2>Sealed, then opened${heading}</h2>
${ballots(file, at)}
</section>
<section>
<h2>The tally${heading}</h2>
${tally(file)}
</section>`
}

const RADIUS = 122
const CENTRE = 190

/** A point on the ring for a share of the whole, clockwise from the top. */
function spot(share: number, radius: number): string {
  const angle = 2 * Math.PI * share - Math.PI / 2
  return `${(CENTRE + radius * Math.cos(angle)).toFixed(2)} ${(CENTRE + radius * Math.sin(angle)).toFixed(2)}`
}

function arc(from: number, to: number): string {
  const end = Math.min(to, from + 0.99999)
  return `M ${spot(from, RADIUS)} A ${RADIUS} ${RADIUS} 0 ${end - from > 0.5 ? 1 : 0} 1 ${spot(end, RADIUS)}`
}

const share = (part: bigint, total: bigint): number => Number((part * 1_000_000n) / total) / 1_000_000

function ring(file: TranscriptSitting, at: Dispute): string {
  const { draws, roll, seed } = present(at)
  const lottery = lotteryOf(at, randomnessOf(seed!.signature))
  const total = roll!.total
  const arcs = new Map<number, string>()
  for (const draw of draws) {
    const path = toBytes(file.drawPaths[draw.i]!)
    const { before } = climb({ address: draw.address, weight: draw.weight }, draw.number, path)
    const [from, to] = [share(before, total), share(before + draw.weight, total)]
    const title = `${draw.address}, ${percent(to - from)} of the roll`
    const hue = hueOf(draw.number, draws)
    arcs.set(draw.number, `<path class="arc hue${hue}" d="${arc(from, to)}"><title>${title}</title></path>`)
  }
  // Labels of draws that fell close together move outwards, so that none covers another.
  let [lastAt, row] = [-1, 0]
  const ticks = draws
    .map((draw) => ({ draw, x: share(pointOf(lottery, draw.i, total), total) }))
    .toSorted((a, b) => a.x - b.x)
    .map(({ draw, x }) => {
      row = x - lastAt < 0.025 ? (row + 1) % 4 : 0
      lastAt = x
      const [outer, label] = [RADIUS + 12 + 12 * row, RADIUS + 20 + 12 * row]
      const [left, top] = spot(x, label).split(' ')
      const inner = draw.seated ? RADIUS - 20 : RADIUS - 8
      return `<g class="tick${draw.seated ? '' : ' skipped'}"><path d="M ${spot(x, inner)} L ${spot(x, outer)}"/><text x="${left}" y="${top}">${draw.i + 1}</text></g>`
    })
  return `<svg viewBox="0 0 380 380" role="img" aria-label="${draws.length} draws on a ring of ${roll!.jurors} jurors">
<circle class="whole" cx="${CENTRE}" cy="${CENTRE}" r="${RADIUS}"/>
${[...arcs.values()].join('\n')}
${ticks.join('\n')}
<text class="centre" x="${CENTRE}" y="${CENTRE - 12}">${roll!.jurors} jurors</text>
<text class="centre faint" x="${CENTRE}" y="${CENTRE + 10}">roll of epoch ${roll!.epoch}</text>
<text class="centre faint" x="${CENTRE}" y="${CENTRE + 30}">seed ${seed!.beaconRound}</text>
</svg>`
}

const hueOf = (number: number, draws: readonly { number: number }[]): number =>
  [...new Set(draws.map((draw) => draw.number))].indexOf(number) % 6

function drawList(file: TranscriptSitting, at: Dispute): string {
  const { draws, roll } = present(at)
  const rows = draws.map(
    (draw) =>
      `<tr class="${draw.seated ? '' : 'skipped'}"><td class="n">${draw.i + 1}</td><td><i class="dot hue${hueOf(draw.number, draws)}"></i>${short(draw.address)}</td><td class="n">${percent(share(draw.weight, roll!.total))}</td><td>${draw.seated ? `seat ${draws.slice(0, draw.i + 1).filter(({ seated }) => seated).length}` : 'skipped: at the cap'}</td></tr>`,
  )
  return `<table>
<thead><tr><th class="n">draw</th><th>juror</th><th class="n">of the roll</th><th></th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
<p class="note">Each draw carries a proof of ${(file.drawPaths[0]!.length - 2) / 2} bytes.</p>`
}

const STATE_WORDS: Record<string, string> = {
  absent: 'no ballot that counts',
  recused: 'recused',
  unopened: 'never opened',
  invalid: 'no valid answer',
  leaked: 'shown before its time',
}

function ballots(file: TranscriptSitting, at: Dispute): string {
  const sitting = present(at)
  const jurors = [...new Set(sitting.draws.filter(({ seated }) => seated).map(({ address }) => address))]
  const rows = jurors.map((juror) => {
    const seats = sitting.draws.filter((draw) => draw.seated && draw.address === juror)
    const leaf = file.leaves[seats[0]!.i]
    const filed = sitting.ballots.get(juror) ?? []
    const isHand = leaf?.state === 'opened' && sitting.junk.get(juror) === leaf.commitment
    const opened =
      leaf?.state === 'opened'
        ? `<b class="choice">${safe(leaf.choice)}</b>${isHand ? ' by hand' : ''}`
        : `<span class="faint">${STATE_WORDS[leaf?.state ?? ''] ?? ''}</span>`
    const sealed =
      leaf && filed.length > 0 && leaf.state !== 'recused'
        ? `${short(leaf.commitment)}${filed.length > 1 ? ` <span class="faint">(the last of ${filed.length})</span>` : ''}`
        : '<span class="faint">none</span>'
    return `<tr><td><i class="dot hue${hueOf(seats[0]!.number, sitting.draws)}"></i>${short(juror as Address)}</td><td class="n">${seats.length}</td><td>${sealed}</td><td>${opened}</td></tr>`
  })
  return `<table>
<thead><tr><th>juror</th><th class="n">seats</th><th>sealed</th><th>opened</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`
}

function tally(file: TranscriptSitting): string {
  const last = file.leaves.at(-1)
  if (!last) return '<p>Nothing was counted.</p>'
  const { choices, absent, recused, unopened } = last.tally
  const most = Math.max(1, ...[...choices, absent, recused, unopened].map(Number))
  const bars: [string, string, boolean][] = [
    ...choices.map((seats, choice): [string, string, boolean] => [
      choice === 0 ? '0, refuse' : String(choice),
      seats,
      true,
    ]),
    ...(
      [
        ['absent', absent, false],
        ['recused', recused, false],
        ['unopened', unopened, false],
      ] as [string, string, boolean][]
    ).filter(([, seats]) => seats !== '0'),
  ]
  const rows = bars.map(
    ([name, seats, isChoice]) =>
      `<div class="bar${isChoice ? '' : ' faint'}"><span>${name}</span><i style="--w:${((100 * Number(seats)) / most).toFixed(1)}%"></i><b>${safe(seats)}</b></div>`,
  )
  const steps = file.leaves
    .filter(({ state }) => state !== 'skipped')
    .map(
      ({ i, state, choice }) =>
        `<li><span class="n">${Number(i) + 1}</span>${state === 'opened' ? safe(choice) : `<span class="faint">${safe(state)}</span>`}</li>`,
    )
  return `<div class="bars">
${rows.join('\n')}
</div>
<p class="note">Seat by seat, in the order of draws. Each step is a leaf, so a wrong one shows in two.</p>
<ol class="steps">${steps.join('')}</ol>`
}

// Claims and verdict

function claimsSection({ claims }: Verification): string {
  const rows = claims.map(
    (claim) =>
      `<li class="${claim.ok ? 'ok' : 'bad'}"><b>${safe(claim.sentence)}</b>${claim.detail ? `<span>${safe(claim.detail)}</span>` : ''}</li>`,
  )
  return `<section>
<h2>Checked</h2>
<ul class="claims">
${rows.join('\n')}
</ul>
</section>`
}

function verdictSection({ verdict, attestors, attestations }: Transcript): string {
  const rows = Object.entries(verdict).map(([name, value]) => `<dt>${name}</dt><dd>${safe(String(value))}</dd>`)
  const signed =
    attestations.length > 0
      ? `${attestors.k} of ${attestors.members.length} attestors signed it.`
      : 'Nobody has signed it yet.'
  return `<section>
<details>
<summary>The verdict, member by member</summary>
<p>${signed}</p>
<dl>
${rows.join('\n')}
</dl>
</details>
</section>`
}

// Words and numbers

const short = (hex: Hex | string): string =>
  `<code title="${safe(hex)}">${safe(hex.slice(0, 8))}…${safe(hex.slice(-4))}</code>`
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`
const clock = (at: number): string =>
  `${new Date(at * 1000).toISOString().slice(0, 10)}<br>${new Date(at * 1000).toISOString().slice(11, 19)}`
const when = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' at ')} UTC`

if (import.meta.main) {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { anchors: { type: 'string' } } })
  const [path] = positionals
  if (!path) {
    process.stderr.write('page: expected the path of a transcript\n')
    process.exit(2)
  }
  const anchors: Anchors = values.anchors ? readAnchors(JSON.parse(readFileSync(values.anchors, 'utf8'))) : {}
  process.stdout.write(pageOf(verify(new Uint8Array(readFileSync(path)), anchors)))
}

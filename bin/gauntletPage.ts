/**
 * Gauntlet page: what a court's policy pays whom, as one self-contained HTML page with pictures: pay by strategy and
 * base rate, capture by share of the stake, what corruption costs. Each picture stands beside its numbers.
 *
 * No scripts, no fonts, nothing fetched; text of the policy is escaped. Same report, same bytes.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beats, type Cell } from '#law/gauntlet/cell'
import type { Report } from '#law/gauntlet/gauntlet'
import { SENTENCES } from '#law/gauntlet/strategies'

const STYLE = ['page.css', 'gauntlet.css'].map((name) => readFileSync(join(import.meta.dirname, name), 'utf8')).join('')

export function gauntletPage(report: Report): string {
  const { name, policy, passes, worst, options, advice, repairs } = report
  const panels = [...new Set(report.cells.map(({ panel }) => panel))]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<title>${safe(name)}: ${passes ? 'honest work pays best' : 'refused'}</title>
<style>
${STYLE}</style>
</head>
<body>
<main>
<header>
<p class="kicker">The gauntlet · policy ${safe(policy)} · seed ${options.seed}</p>
<h1>${safe(name)}</h1>
<p class="standing ${passes ? 'ok' : 'bad'}">${passes ? 'Honest work pays best.' : `Refused: “${worst.strategy}” earns ${fees(worst.margin)} fees more than honest work, in a panel of ${worst.panel} where one answer is true of ${percent(worst.baseRate)}.`}</p>
<p>A juror who reads is right in ${(100 * options.accuracy).toFixed(0)} of 100. Accounts that act as one hold ${(100 * options.share).toFixed(0)} % of the stake. Errors are two standard errors.</p>
</header>
${panels.map((panel) => paySection(report.cells.filter((cell) => cell.panel === panel))).join('\n')}
${captureSection(report)}
${bribeSection(report)}
${repairs.length > 0 ? repairSection(report) : ''}
${advice.length > 0 ? `<section>\n<h2>Advice</h2>\n<ul>\n${advice.map((sentence) => `<li>${safe(sentence)}</li>`).join('\n')}\n</ul>\n</section>` : ''}
</main>
</body>
</html>
`
}

// Pay

const [LEFT, WIDE, HIGH] = [104, 76, 24]

function paySection(cells: readonly Cell[]): string {
  const rates = [...new Set(cells.map(({ baseRate }) => baseRate))]
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))].filter((one) => one !== 'honest')
  const [width, height] = [LEFT + WIDE * rates.length, HIGH * (strategies.length + 1)]
  const most = Math.max(1, ...cells.map(({ margin }) => Math.abs(margin)))
  const boxes = strategies.flatMap((strategy, y) => [
    `<text class="name" x="${LEFT - 8}" y="${HIGH * (y + 1) + 16}">${strategy}</text>`,
    ...rates.map((rate, x) => {
      const cell = cells.find((one) => one.strategy === strategy && one.baseRate === rate)!
      const side = cell.margin > 0 ? 'more' : 'less'
      const depth = (0.85 * Math.sqrt(Math.abs(cell.margin) / most)).toFixed(3)
      const [left, top] = [LEFT + WIDE * x, HIGH * (y + 1)]
      return `<g><title>${strategy} at ${percent(rate)}: ${fees(cell.pay)}, ${signed(cell.margin)} against honest work</title><rect class="${side}" x="${left + 1}" y="${top + 1}" width="${WIDE - 2}" height="${HIGH - 2}" style="fill-opacity:${depth}"/>${beats(cell) ? `<rect class="beats" x="${left + 2}" y="${top + 2}" width="${WIDE - 4}" height="${HIGH - 4}"/>` : ''}<text class="figure" x="${left + WIDE / 2}" y="${top + 16}">${signed(cell.margin)}</text></g>`
    }),
  ])
  const heads = rates.map(
    (rate, x) => `<text class="figure" x="${LEFT + WIDE * (x + 0.5)}" y="16">${percent(rate)}</text>`,
  )
  const rows = [...new Set(cells.map(({ strategy }) => strategy))].map((strategy) => {
    const figures = cells
      .filter((cell) => cell.strategy === strategy)
      .map(
        (cell) =>
          `<td class="n${beats(cell) && strategy !== 'honest' ? ' bad' : ''}">${fees(cell.pay)}${cell.error > 0 ? ` <span class="faint">± ${fees(2 * cell.error)}</span>` : ''}</td>`,
      )
    return `<tr><th scope="row">${strategy}<br><span class="faint">${SENTENCES[strategy]}</span></th>${figures.join('')}</tr>`
  })
  return `<section>
<h2>Pay in a panel of ${cells[0]!.panel}</h2>
<p>How much more, or less, than honest work each strategy earns per seat, in fees, by how often one answer is true. A frame marks where it earns more beyond doubt.</p>
<div class="scroll"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Pay against honest work by strategy and base rate; the numbers are in the table below">
${[...heads, ...boxes].join('\n')}
</svg></div>
<details><summary>The numbers</summary><div class="scroll"><table>
<thead><tr><th>strategy</th>${rates.map((rate) => `<th class="n">${percent(rate)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div></details>
</section>`
}

// Capture

const NOTHING = { lie: 0, error: 0, truth: 0, seats: 0 }

function captureSection({ capture, ladder }: Report): string {
  const at = (share: number, chance: number) =>
    `${(50 + (560 * share) / 5e8).toFixed(1)} ${(250 - (230 * chance) / 1e9).toFixed(1)}`
  const path = (pick: (row: Report['capture'][number]) => number) =>
    capture.map((row, i) => `${i === 0 ? 'M' : 'L'} ${at(row.share, pick(row))}`).join(' ')
  const curves = ladder.map(
    (seats, p) =>
      `<path class="curve hue${p % 6}" d="${path(({ panels }) => panels[p]!)}"><title>a panel of ${seats}</title></path>`,
  )
  const spots = capture.map(({ share, played = NOTHING }) => {
    const [x, y] = at(share, played.lie).split(' ')
    const [, high] = at(share, Math.min(1e9, played.lie + 2 * played.error)).split(' ')
    const [, low] = at(share, Math.max(0, played.lie - 2 * played.error)).split(' ')
    return `<path class="whisker" d="M ${x} ${low} L ${x} ${high}"/><circle class="spot" cx="${x}" cy="${y}" r="4"><title>played at ${percent(share)}: the lie stood in ${percent(played.lie)}</title></circle>`
  })
  const grid = [0, 0.25, 0.5, 0.75, 1].map(
    (chance) =>
      `<path class="grid" d="M ${at(0, chance * 1e9)} L ${at(5e8, chance * 1e9)}"/><text class="name" x="44" y="${(254 - 230 * chance).toFixed(1)}">${100 * chance} %</text>`,
  )
  const shares = [0, 0.1, 0.2, 0.3, 0.4, 0.5].map(
    (share) => `<text class="figure" x="${50 + 1120 * share}" y="270">${(100 * share).toFixed(0)} %</text>`,
  )
  const keys = [
    ...ladder.map((seats, p) => `<span class="key"><i class="dot hue${p % 6}"></i>panel of ${seats}</span>`),
    '<span class="key"><i class="dot all"></i>all of them</span>',
    '<span class="key"><i class="dot spot"></i>lie stood, played</span>',
  ]
  const rows = capture.map(
    ({ share, panels, all, played = NOTHING }) =>
      `<tr><th scope="row" class="n">${percent(share)}</th>${panels.map((chance) => `<td class="n">${tiny(chance)}</td>`).join('')}<td class="n">${tiny(all)}</td><td class="n">${percent(played.lie)} <span class="faint">± ${percent(2 * played.error)}</span></td><td class="n">${percent(played.truth)}</td><td class="n">${(played.seats / 1e9).toFixed(1)}</td></tr>`,
  )
  return `<section>
<h2>Capture</h2>
<p>Chance that a share of the stake fills more than half of a panel, by lot; and how often its lie stood when disputes were played up this court's own ladder, the others reading, and whoever was wronged appealing. At 0 % it is how often readers err by themselves.</p>
<div class="scroll"><svg viewBox="0 0 620 280" role="img" aria-label="Capture by share of the stake; the numbers are in the table below">
${[...grid, ...shares, ...curves, `<path class="curve all" d="${path(({ all }) => all)}"><title>all panels</title></path>`, ...spots].join('\n')}
</svg></div>
<p class="keys">${keys.join(' ')}</p>
<details><summary>The numbers</summary><div class="scroll"><table>
<thead><tr><th class="n">share</th>${ladder.map((seats) => `<th class="n">of ${seats}</th>`).join('')}<th class="n">all</th><th class="n">lie stood</th><th class="n">truth stood</th><th class="n">seats asked</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div></details>
</section>`
}

// Cost of corruption

function bribeSection({ bribe, swing, ring }: Report): string {
  const most = Math.max(1, ...bribe.map(({ escrow }) => escrow))
  const bars = bribe.map(({ seats, majority, escrow }, i) => {
    const [wide, half] = [(420 * escrow) / most, (420 * majority) / most]
    return `<text class="name" x="96" y="${30 * i + 20}">panel of ${seats}</text><rect class="escrow" x="104" y="${30 * i + 6}" width="${wide.toFixed(1)}" height="20"/><rect class="majority" x="104" y="${30 * i + 12}" width="${half.toFixed(1)}" height="8"/><text class="after" x="${(112 + wide).toFixed(1)}" y="${30 * i + 20}">${fees(escrow)}</text>`
  })
  const rows = bribe.map(
    ({ seats, majority, escrow }) =>
      `<tr><th scope="row" class="n">${seats}</th><td class="n">${fees(majority)}</td><td class="n">${fees(escrow)}</td></tr>`,
  )
  const rings = ring.map(
    ({ members, wins }) => `<tr><th scope="row" class="n">${members}</th><td class="n">${percent(wins)}</td></tr>`,
  )
  return `<section>
<h2>Cost of corruption</h2>
<p>In fees. A seat is worth ${fees(swing)} to whoever holds it: what it wins by being right rather than wrong. Who buys just more than half of a panel pays the thin bar; who promises every seat of every panel so far its pay and a little more if the lie loses must show the thick one, though it costs nothing if it works.</p>
<div class="scroll"><svg viewBox="0 0 620 ${30 * bribe.length + 8}" role="img" aria-label="Cost of corruption by panel; the numbers are in the table below">
${bars.join('\n')}
</svg></div>
<details><summary>The numbers</summary><table>
<thead><tr><th class="n">panel</th><th class="n">majority</th><th class="n">escrow up to here</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>${
    ring.length > 0
      ? `\n<table>
<thead><tr><th class="n">liars on the first panel</th><th class="n">their lie wins</th></tr></thead>
<tbody>
${rings.join('\n')}
</tbody>
</table>`
      : ''
  }</details>
</section>`
}

function repairSection({ repairs }: Report): string {
  const rows = repairs.map(
    ({ what, strategy, margin, error, closes }) =>
      `<tr><td>${safe(what.replace(/,$/, ''))}</td><td>${strategy}</td><td class="n">${signed(margin)} <span class="faint">± ${fees(2 * error)}</span></td><td class="${closes ? 'ok' : 'bad'}">${closes ? 'closes the gap' : 'doesn’t'}</td></tr>`,
  )
  return `<section>
<h2>What was tried</h2>
<div class="scroll"><table>
<thead><tr><th>change</th><th>best bot then</th><th class="n">against honest work</th><th></th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</section>`
}

const fees = (nano: number): string => (nano / 1e9).toFixed(3)
const signed = (nano: number): string => `${nano < 0 ? '−' : '+'}${fees(Math.abs(nano))}`
const percent = (nano: number): string => `${(nano / 1e7).toFixed(nano % 1e7 === 0 ? 0 : 1)} %`
const tiny = (nano: number): string => (nano === 0 ? '0' : nano < 1e6 ? '&lt; 0.1 %' : percent(nano))
const safe = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

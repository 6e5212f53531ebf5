/**
 * Report: what a court's policy pays whom, as pictures, each beside its numbers: pay by strategy and base rate, capture
 * by share of the stake, what corruption costs, what was tried.
 *
 * Drawn once for two places: the court's page, and the page that `lint:court --html` writes. So it needs no browser, and
 * brings no style: gauntlet.css is the page's to fetch.
 * @module
 */
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { beats, type Cell } from '#law/gauntlet/cell'
import type { Report } from '#law/gauntlet/gauntlet'
import type { Strategy } from '#law/gauntlet/strategies'
import { hue } from '../frame/names.ts'
import { AsTable } from '../pictures/asTable.tsx'
import { Records } from '../pictures/records.tsx'

export function GauntletReport({ report }: { report: Report }) {
  const { t } = useTranslation()
  const { options, cells, repairs, advice } = report
  const panels = [...new Set(cells.map(({ panel }) => panel))]
  return (
    <div className="gauntlet">
      <p>{t('gauntlet.setting', { accuracy: whole(options.accuracy), share: whole(options.share) })}</p>
      {panels.map((panel) => (
        <Pay key={panel} cells={cells.filter((cell) => cell.panel === panel)} />
      ))}
      <Capture report={report} />
      <Bribe report={report} />
      {repairs.length > 0 && <Repairs repairs={repairs} />}
      {advice.length > 0 && (
        <section>
          <h3>{t('gauntlet.advice')}</h3>
          <ul lang="en">
            {advice.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

/** Whether honest work pays best, and if not which bot earns how much more, where. */
export function useStanding({ passes, worst }: Report): string {
  const { t } = useTranslation()
  const { strategy, margin, panel, baseRate } = worst
  if (passes) return t('gauntlet.passes')
  return t('gauntlet.refused', {
    strategy: t(`gauntlet.strategies.${strategy}.name`),
    fees: fees(margin),
    panel,
    rate: percent(baseRate),
  })
}

// Narrow enough that on a small screen all of it is seen at once, and can still be read.
const [LEFT, WIDE, HIGH] = [96, 62, 24]

function Pay({ cells }: { cells: readonly Cell[] }) {
  const { t } = useTranslation()
  const rates = [...new Set(cells.map(({ baseRate }) => baseRate))]
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))]
  const bots: readonly Strategy[] = strategies.filter((one) => one !== 'honest')
  const most = Math.max(1, ...cells.map(({ margin }) => Math.abs(margin)))
  return (
    <section>
      <h3>{t('gauntlet.pay', { panel: cells[0]!.panel })}</h3>
      <p className="note">{t('gauntlet.payWhy')}</p>
      <Picture size={[LEFT + WIDE * rates.length, HIGH * (bots.length + 1)]} label={t('gauntlet.payLabel')}>
        {rates.map((rate, x) => (
          <text key={rate} className="figure" x={LEFT + WIDE * (x + 0.5)} y="16">
            {percent(rate)}
          </text>
        ))}
        {bots.map((strategy, y) => (
          <text key={strategy} className="name" x={LEFT - 8} y={HIGH * (y + 1) + 16}>
            {t(`gauntlet.strategies.${strategy}.name`)}
          </text>
        ))}
        {cells
          .filter(({ strategy }) => strategy !== 'honest')
          .map((cell) => (
            <Box
              key={`${cell.strategy} ${cell.baseRate}`}
              cell={cell}
              left={LEFT + WIDE * rates.indexOf(cell.baseRate)}
              top={HIGH * (bots.indexOf(cell.strategy) + 1)}
              depth={0.6 * Math.sqrt(Math.abs(cell.margin) / most)}
            />
          ))}
      </Picture>
      <Numbers head={[t('gauntlet.strategy'), ...rates.map(percent)]}>
        {strategies.map((strategy) => (
          <tr key={strategy}>
            <th scope="row">
              {t(`gauntlet.strategies.${strategy}.name`)}
              <br />
              <span className="faint">{t(`gauntlet.strategies.${strategy}.does`)}</span>
            </th>
            {cells
              .filter((cell) => cell.strategy === strategy)
              .map((cell) => (
                <td key={cell.baseRate} className={`number${strategy !== 'honest' && beats(cell) ? ' bad' : ''}`}>
                  {fees(cell.pay)}
                  {cell.error > 0 && <Give>{fees(2 * cell.error)}</Give>}
                </td>
              ))}
          </tr>
        ))}
      </Numbers>
    </section>
  )
}

function Box({ cell, left, top, depth }: { cell: Cell; left: number; top: number; depth: number }) {
  const { t } = useTranslation()
  const { strategy, baseRate, pay, margin } = cell
  return (
    <g>
      <title>
        {t('gauntlet.cell', {
          strategy: t(`gauntlet.strategies.${strategy}.name`),
          rate: percent(baseRate),
          pay: fees(pay),
          margin: signed(margin),
        })}
      </title>
      <rect
        className={margin > 0 ? 'more' : 'less'}
        x={left + 1}
        y={top + 1}
        width={WIDE - 2}
        height={HIGH - 2}
        fillOpacity={depth.toFixed(3)}
      />
      {beats(cell) && <rect className="beats" x={left + 2} y={top + 2} width={WIDE - 4} height={HIGH - 4} />}
      <text className="figure" x={left + WIDE / 2} y={top + 16}>
        {signed(margin)}
      </text>
    </g>
  )
}

type Row = Report['capture'][number]
const [ORIGIN, ACROSS, FOOT, UP] = [46, 350, 250, 230]
const across = (share: number): string => (ORIGIN + (ACROSS * share) / 5e8).toFixed(1)
const up = (chance: number): string => (FOOT - (UP * Math.min(1e9, Math.max(0, chance))) / 1e9).toFixed(1)

function Capture({ report: { capture, ladder } }: { report: Report }) {
  const { t } = useTranslation()
  const line = (pick: (row: Row) => number) =>
    capture.map((row, i) => `${i === 0 ? 'M' : 'L'} ${across(row.share)} ${up(pick(row))}`).join(' ')
  const rungs = ladder.map((seats, p) => ({ seats, p, colour: hue(p) }))
  const isPlayed = capture.some(({ played }) => played)
  return (
    <section>
      <h3>{t('gauntlet.capture')}</h3>
      <p className="note">{t('gauntlet.captureWhy')}</p>
      <Picture size={[410, 280]} label={t('gauntlet.captureLabel')}>
        {[0, 0.25, 0.5, 0.75, 1].map((chance) => (
          <g key={chance}>
            <path className="grid" d={`M ${across(0)} ${up(1e9 * chance)} H ${across(5e8)}`} />
            <text className="name" x={ORIGIN - 6} y={FOOT + 4 - UP * chance}>
              {100 * chance} %
            </text>
          </g>
        ))}
        {[0, 10, 20, 30, 40, 50].map((share) => (
          <text key={share} className="figure" x={across(1e7 * share)} y="270">
            {share} %
          </text>
        ))}
        {rungs.map(({ seats, p, colour }) => (
          <path key={p} className={`curve ${colour}`} d={line(({ panels }) => panels[p]!)}>
            <title>{t('gauntlet.panelOf', { seats })}</title>
          </path>
        ))}
        <path className="curve all" d={line(({ all }) => all)}>
          <title>{t('gauntlet.allPanels')}</title>
        </path>
        {capture.map(
          ({ share, played }) =>
            played && (
              <g key={share}>
                <path
                  className="whisker"
                  d={`M ${across(share)} ${up(played.lie - 2 * played.error)} V ${up(played.lie + 2 * played.error)}`}
                />
                <circle className="spot" cx={across(share)} cy={up(played.lie)} r="4">
                  <title>{t('gauntlet.playedAt', { share: percent(share), lie: percent(played.lie) })}</title>
                </circle>
              </g>
            ),
        )}
      </Picture>
      <p className="keys">
        {rungs.map(({ seats, p, colour }) => (
          <span key={p}>
            <span className={`dot ${colour}`} />
            {t('gauntlet.panelOf', { seats })}
          </span>
        ))}
        <span>
          <span className="dot all" />
          {t('gauntlet.allPanels')}
        </span>
        {isPlayed && (
          <span>
            <span className="dot spot" />
            {t('gauntlet.lieStood')}
          </span>
        )}
      </p>
      <Numbers
        head={[
          t('gauntlet.share'),
          ...ladder.map((seats) => t('gauntlet.panelOf', { seats })),
          t('gauntlet.allPanels'),
          ...(isPlayed ? [t('gauntlet.lieStood'), t('gauntlet.truthStood'), t('gauntlet.asked')] : []),
        ]}
      >
        {capture.map(({ share, panels, all, played }) => (
          <tr key={share}>
            <th scope="row">{percent(share)}</th>
            {rungs.map(({ p }) => (
              <td key={p} className="number">
                {tiny(panels[p]!)}
              </td>
            ))}
            <td className="number">{tiny(all)}</td>
            {played && (
              <>
                <td className="number">
                  {percent(played.lie)}
                  <Give>{percent(2 * played.error)}</Give>
                </td>
                <td className="number">{percent(played.truth)}</td>
                <td className="number">{(played.seats / 1e9).toFixed(1)}</td>
              </>
            )}
          </tr>
        ))}
      </Numbers>
    </section>
  )
}

function Bribe({ report: { bribe, swing, ring } }: { report: Report }) {
  const { t } = useTranslation()
  const most = Math.max(1, ...bribe.map(({ escrow }) => escrow))
  const bars = bribe.map((rung, i) => ({
    ...rung,
    top: 30 * i,
    wide: (250 * rung.escrow) / most,
    half: (250 * rung.majority) / most,
  }))
  return (
    <section>
      <h3>{t('gauntlet.bribe')}</h3>
      <p className="note">{t('gauntlet.bribeWhy', { swing: fees(swing) })}</p>
      <Picture size={[410, 30 * bribe.length + 8]} label={t('gauntlet.bribeLabel')}>
        {bars.map(({ seats, escrow, top, wide, half }) => (
          <g key={seats}>
            <text className="name" x={LEFT - 8} y={top + 20}>
              {t('gauntlet.panelOf', { seats })}
            </text>
            <rect className="escrow" x={LEFT} y={top + 6} width={wide.toFixed(1)} height="20" />
            <rect className="majority" x={LEFT} y={top + 12} width={half.toFixed(1)} height="8" />
            <text x={(LEFT + 8 + wide).toFixed(1)} y={top + 20}>
              {fees(escrow)}
            </text>
          </g>
        ))}
      </Picture>
      <Numbers head={[t('gauntlet.panel'), t('gauntlet.majority'), t('gauntlet.escrow')]}>
        {bribe.map(({ seats, majority, escrow }) => (
          <tr key={seats}>
            <th scope="row">{seats}</th>
            <td className="number">{fees(majority)}</td>
            <td className="number">{fees(escrow)}</td>
          </tr>
        ))}
        {ring.map(({ members, wins }) => (
          <tr key={`ring ${members}`}>
            <th scope="row" colSpan={2}>
              {t('gauntlet.liars', { count: members })}
            </th>
            <td className="number">{percent(wins)}</td>
          </tr>
        ))}
      </Numbers>
    </section>
  )
}

function Repairs({ repairs }: { repairs: Report['repairs'] }) {
  const { t } = useTranslation()
  return (
    <section>
      <h3>{t('gauntlet.tried')}</h3>
      <Records
        columns={[
          { name: t('gauntlet.change') },
          { name: t('gauntlet.bestBot') },
          { name: t('gauntlet.against'), isNumber: true },
          { name: t('gauntlet.came') },
        ]}
        rows={repairs.map(({ what, strategy, margin, error, closes }) => ({
          key: what,
          cells: [
            <span key="what" lang="en">
              {what.replace(/,$/, '')}
            </span>,
            t(`gauntlet.strategies.${strategy}.name`),
            <span key="against">
              {signed(margin)}
              <Give>{fees(2 * error)}</Give>
            </span>,
            <span key="came" className={closes ? 'ok' : 'bad'}>
              {t(closes ? 'gauntlet.closes' : 'gauntlet.leaves')}
            </span>,
          ],
        }))}
      />
    </section>
  )
}

function Picture({ size, label, children }: { size: readonly [number, number]; label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="scroll" tabIndex={0} aria-label={label}>
      <svg viewBox={`0 0 ${size.join(' ')}`} role="img" aria-label={label}>
        {children}
      </svg>
    </section>
  )
}

/** The same as a table. The first column names the row. */
function Numbers({ head, children }: { head: readonly string[]; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <AsTable summary={t('gauntlet.numbers')} head={head}>
      {children}
    </AsTable>
  )
}

const Give = ({ children }: { children: ReactNode }) => <span className="faint"> ± {children}</span>

const whole = (share: number): string => (100 * share).toFixed(0)
const fees = (nano: number): string => (nano / 1e9).toFixed(3)
const signed = (nano: number): string => `${nano < 0 ? '−' : '+'}${fees(Math.abs(nano))}`
const percent = (nano: number): string => `${(nano / 1e7).toFixed(nano % 1e7 === 0 ? 0 : 1)} %`
const tiny = (nano: number): string => (nano === 0 ? '0' : nano < 1e6 ? '< 0.1 %' : percent(nano))

/**
 * Ring: all the weight on a roll, juror after juror, and where each draw fell on it. With the same as a table.
 * @module
 */
import { useTranslation } from 'react-i18next'
import { pointOf } from '#jurors/sortition'
import { type Dispute, lotteryOf } from '#law/dispute'
import type { Sitting } from '#law/sitting'
import { randomnessOf } from '#primitives/beacon'
import type { Leaf } from '../api.ts'
import { useSpelling } from '../clock.ts'
import { hue, short } from '../frame/names.ts'
import { Records } from './records.tsx'
import './pictures.css'

const RADIUS = 118
const CENTRE = 190
/** Jurors beyond which arcs of those who weren't drawn are a haze, not a picture. */
const MOST_ARCS = 400

type Arc = { number: number; from: number; to: number; drawn: boolean }

export function Ring({
  dispute,
  sitting,
  leaves,
}: {
  dispute: Dispute
  sitting: Sitting
  leaves?: readonly Leaf[] | null
}) {
  const { t } = useTranslation()
  const { roll, seed, draws } = sitting
  if (!roll || !seed || draws.length === 0) return <p className="note">{t('panel.notDrawn')}</p>
  const label = t('ring.label', { draws: draws.length, jurors: roll.jurors })
  const lottery = lotteryOf(dispute, randomnessOf(seed.signature))
  const drawn = new Set(draws.map(({ number }) => number))
  const ticks = spread(draws.map((draw) => ({ draw, x: share(pointOf(lottery, draw.i, roll.total), roll.total) })))
  const reach = RADIUS + 34 + 13 * Math.max(...ticks.map(({ row }) => row))
  return (
    <svg
      className="ring"
      viewBox={`${CENTRE - reach} ${CENTRE - reach} ${2 * reach} ${2 * reach}`}
      role="img"
      aria-label={label}
    >
      <circle className="whole" cx={CENTRE} cy={CENTRE} r={RADIUS} />
      {arcsOf(leaves ?? [], roll.total, drawn).map(({ number, from, to, drawn }) => (
        <path
          key={number}
          className={drawn ? `arc ${hue(placeOf(sitting, number))}` : 'arc undrawn'}
          d={arcPath(from, to)}
        />
      ))}
      {ticks.map(({ draw, x, row }) => (
        <g key={draw.i} className={draw.seated ? 'tick' : 'tick skipped'}>
          <path
            d={`M ${spot(x, draw.seated ? RADIUS - 21 : RADIUS - 9).join(' ')} L ${spot(x, RADIUS + 12 + 13 * row).join(' ')}`}
          />
          <text x={spot(x, RADIUS + 22 + 13 * row)[0]} y={spot(x, RADIUS + 22 + 13 * row)[1]}>
            {draw.i + 1}
          </text>
        </g>
      ))}
      <text className="centre" x={CENTRE} y={CENTRE - 14}>
        {t('ring.jurors', { count: roll.jurors })}
      </text>
      <text className="centre small" x={CENTRE} y={CENTRE + 8}>
        {t('ring.epoch', { epoch: roll.epoch })}
      </text>
      <text className="centre small" x={CENTRE} y={CENTRE + 27}>
        {t('ring.seed', { round: seed.beaconRound })}
      </text>
    </svg>
  )
}

/** The draws as rows. */
export function DrawTable({ sitting }: { sitting: Sitting }) {
  const { t } = useTranslation()
  const { percent } = useSpelling()
  const { draws, roll } = sitting
  return (
    <Records
      caption={t('ring.caption')}
      columns={[
        { name: t('ring.draw') },
        { name: t('panel.juror') },
        { name: t('ring.share'), isNumber: true },
        { name: t('ring.came') },
      ]}
      rows={draws.map((draw) => ({
        key: String(draw.i),
        ...(draw.seated ? {} : { className: 'faint' }),
        cells: [
          draw.i + 1,
          <span key="juror">
            <i className={`dot ${hue(placeOf(sitting, draw.number))}`} />
            <code>{short(draw.address)}</code>
          </span>,
          percent(share(draw.weight, roll!.total)),
          draw.seated
            ? t('ring.seat', { seat: draws.slice(0, draw.i + 1).filter(({ seated }) => seated).length })
            : t('ring.skipped'),
        ],
      }))}
    />
  )
}

/** The place of a juror among those drawn, in the order in which they first were: it picks the colour. */
export const placeOf = ({ draws }: Sitting, number: number): number =>
  [...new Set(draws.map((draw) => draw.number))].indexOf(number)

const share = (part: bigint, total: bigint): number => Number((part * 1_000_000n) / total) / 1_000_000

function arcsOf(leaves: readonly Leaf[], total: bigint, drawn: ReadonlySet<number>): Arc[] {
  let before = 0n
  const arcs: Arc[] = []
  for (const { number, weight } of leaves) {
    const from = before
    before += BigInt(weight)
    if (before > from)
      arcs.push({ number, from: share(from, total), to: share(before, total), drawn: drawn.has(number) })
  }
  return arcs.length > MOST_ARCS ? arcs.filter((arc) => arc.drawn) : arcs
}

/** Labels of draws that fell close together move outwards, so that none covers another. */
function spread<T extends { x: number }>(ticks: readonly T[]): (T & { row: number })[] {
  let [last, row] = [-1, 0]
  return ticks
    .toSorted((a, b) => a.x - b.x)
    .map((tick) => {
      row = tick.x - last < 0.03 ? (row + 1) % 4 : 0
      last = tick.x
      return { ...tick, row }
    })
}

/** A point on the ring for a share of the whole, clockwise from the top. */
function spot(at: number, radius: number): [string, string] {
  const angle = 2 * Math.PI * at - Math.PI / 2
  return [(CENTRE + radius * Math.cos(angle)).toFixed(2), (CENTRE + radius * Math.sin(angle)).toFixed(2)]
}

function arcPath(from: number, to: number): string {
  // A hair of paper between neighbours, where there is room for one.
  const end = Math.max(from + 0.0005, Math.min(to - 0.002, from + 0.9999))
  return `M ${spot(from, RADIUS).join(' ')} A ${RADIUS} ${RADIUS} 0 ${end - from > 0.5 ? 1 : 0} 1 ${spot(end, RADIUS).join(' ')}`
}

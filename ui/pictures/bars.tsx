/**
 * Bars: a list of names, each with a bar and its number. The number stands beside the bar in words, so the list is its
 * own table.
 * @module
 */
import './pictures.css'

export type Bar = {
  name: string
  /** Length of the bar, of the whole. */
  share: number
  /** What stands at its end. */
  said: string | number
  tone?: 'won' | 'lost' | undefined
}

/** @param long - There is a sentence at the end of each bar, not a number. */
export function Bars({ label, rows, long = false }: { label: string; rows: readonly Bar[]; long?: boolean }) {
  return (
    <ul className="bars" aria-label={label}>
      {rows.map(({ name, share, said, tone = '' }) => (
        <li key={name} className={`bar ${long ? 'long' : ''} ${tone}`}>
          <span>{name}</span>
          <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect className="track" width="100" height="8" />
            <rect width={100 * Math.max(0, Math.min(1, share))} height="8" />
          </svg>
          <span className="number">{said}</span>
        </li>
      ))}
    </ul>
  )
}

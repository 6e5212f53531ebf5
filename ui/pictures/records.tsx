/**
 * Records: a table whose rows become cards where there is little room, each cell beside its column's name: nothing has
 * to be scrolled sideways. A screen reader hears the same table
 * either way.
 * @module
 */
import type { ReactNode } from 'react'

export type Column = { name: string; isNumber?: boolean }
/** @param cells - One for each column; one that has nothing to say is left out of a card. */
export type Row = { key: string | number; cells: readonly ReactNode[]; className?: string }

/** The first column names the row. */
export function Records({
  caption,
  columns,
  rows,
}: {
  caption?: string
  columns: readonly Column[]
  rows: readonly Row[]
}) {
  const tone = (i: number) => (columns[i]?.isNumber ? 'number' : undefined)
  return (
    <table className="records">
      {caption && <caption>{caption}</caption>}
      <thead>
        <tr>
          {columns.map(({ name }, i) => (
            <th key={name} scope="col" className={tone(i)}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, cells: [first, ...rest], className }) => (
          <tr key={key} className={className}>
            <th scope="row" data-name={columns[0]?.name} className={tone(0)}>
              <span>{first}</span>
            </th>
            {rest.map((cell, i) => (
              <td key={columns[i + 1]?.name} data-name={columns[i + 1]?.name} className={tone(i + 1)}>
                {isSaid(cell) && <span>{cell}</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const isSaid = (cell: ReactNode): boolean => cell !== undefined && cell !== null && cell !== false && cell !== ''

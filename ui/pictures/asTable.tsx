/**
 * AsTable: the numbers of a picture, for whoever would rather read them.
 * @module
 */
import type { ReactNode } from 'react'

/** @param head - Names of the columns: what a row is about first, then its numbers. */
export function AsTable({
  summary,
  head: [first, ...rest],
  children,
}: {
  summary: string
  head: readonly string[]
  children: ReactNode
}) {
  return (
    <details>
      <summary>{summary}</summary>
      <div className="scroll">
        <table>
          <thead>
            <tr>
              <th>{first}</th>
              {rest.map((name) => (
                <th key={name} className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </details>
  )
}

/**
 * Conflict: nobody judges themselves, a rival, or one of their own.
 * @module
 */

/** What ties a person to a dispute. All names are accounts, compared as they are. */
export type Ties = {
  /** Who asks or is asked about. */
  parties: readonly string[]
  /** Who competed for the same prize. */
  competitors: readonly string[]
  /** Groups of accounts that belong together: a firm, a family, a ring that was found. */
  circles: readonly (readonly string[])[]
}

/** Why a juror may not sit, as a sentence; undefined if nothing stands against it. */
export function conflictOf(juror: string, { parties, competitors, circles }: Ties): string | undefined {
  if (parties.includes(juror)) return 'a party of the dispute'
  if (competitors.includes(juror)) return 'a competitor in the dispute'
  const own = circles.find((circle) => circle.includes(juror) && circle.some((other) => parties.includes(other)))
  return own ? 'of one circle with a party' : undefined
}

/**
 * Seats of a panel in which a group counts as one juror: of its members drawn, those of the first drawn stay.
 * @param draws - Jurors in the order drawn.
 * @returns which draws are seated.
 */
export function seatedAsOne(draws: readonly string[], groups: readonly (readonly string[])[]): boolean[] {
  const seats = new Map<number, string>()
  return draws.map((juror) => {
    const group = groups.findIndex((members) => members.includes(juror))
    if (group < 0) return true
    if (!seats.has(group)) seats.set(group, juror)
    return seats.get(group) === juror
  })
}

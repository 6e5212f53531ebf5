/**
 * Point: a place on Earth, and if asked where one looks.
 *
 * Distance is along the surface between places on the WGS 84 ellipsoid, by way of the straight line through it: exact
 * to a millionth below ten kilometres, to 0.6 % at the antipode, and without special cases at poles and date line.
 * Why not a geodesy library: theirs lean on the engine's sine and arctangent, whose last bits differ between engines.
 * The tests hold this one against GeographicLib.
 * @module
 */
import { concat, toUint, uint } from '#primitives/bytes'
import { heading as angleOf, turn } from '#primitives/real'
import { fraction, integer, numberIn } from '../block.ts'
import type { Point, Space, SpaceRule } from './space.ts'

/** 10^−7 degrees in a degree. */
const FINE = 10_000_000
const EQUATOR_METRES = 6_378_137
const FLATNESS = 1 / 298.257223563
const ECCENTRICITY = FLATNESS * (2 - FLATNESS)
/** Heading of a point that looks nowhere. */
const NOWHERE = 65_535

export const point: SpaceRule = {
  fields: {
    wants: { metres: fraction(0, 1e8) },
    takes: { degrees: fraction(0, 180), spanMetres: fraction(0.001, 1e8), items: integer(1, 65_535) },
  },
  open: ['metres', 'degrees', 'items'],
  make: (block) =>
    places(
      numberIn(block, 'metres'),
      block.degrees === undefined ? undefined : numberIn(block, 'degrees'),
      numberIn(block, 'spanMetres', 0),
    ),
}

/** A place from degrees, as people write it. Rounds to 10^−7 degrees, about a centimetre. */
export function placeAt(northDegrees: number, eastDegrees: number, lookDegrees?: number): Point {
  const north = Math.round(northDegrees * FINE) + 0
  const turned = Math.round(eastDegrees * FINE) % (360 * FINE)
  const east = turned >= 180 * FINE ? turned - 360 * FINE : turned < -180 * FINE ? turned + 360 * FINE : turned
  const look =
    lookDegrees === undefined ? {} : { heading: (((Math.round(lookDegrees * 100) % 36_000) + 36_000) % 36_000) + 0 }
  return { north, east: Math.abs(north) === 90 * FINE ? 0 : east + 0, ...look }
}

/** Metres between two places, to the nearest millimetre: the chord, as much longer as the arc of its angle is. */
export function metresBetween(a: Point, b: Point): number {
  const [p, q] = [onEllipsoid(a), onEllipsoid(b)]
  const half = Math.min(1, apart(direction(p), direction(q)) / 2)
  const angle =
    half < 1e-3 ? half * (1 + (half * half) / 6) : (angleOf(half, Math.sqrt(1 - half * half)) * Math.PI) / 180
  return half === 0 ? 0 : Math.round(((apart(p, q) * angle) / half) * 1000) / 1000
}

/** Metres from the Earth's centre: through the equator at Greenwich, at 90° east, and through the north pole. */
export function onEllipsoid({ north, east }: Point): readonly [number, number, number] {
  const [phi, lambda] = [turn(north / FINE), turn(east / FINE)]
  const radius = EQUATOR_METRES / Math.sqrt(1 - ECCENTRICITY * phi.sin * phi.sin)
  return [radius * phi.cos * lambda.cos, radius * phi.cos * lambda.sin, radius * (1 - ECCENTRICITY) * phi.sin]
}

/** The place on the ellipsoid above or below a point given from the Earth's centre. */
export function placeUnder([x, y, z]: readonly [number, number, number]): Point {
  const across = Math.sqrt(x * x + y * y)
  return placeAt(angleOf(z, (1 - ECCENTRICITY) * across), angleOf(y, x))
}

/** Degrees between two headings, 0 to 180. */
export function degreesBetween(a: number, b: number): number {
  const apart = Math.abs(a - b) / 100
  return Math.min(apart, 360 - apart)
}

const apart = (p: readonly number[], q: readonly number[]) =>
  Math.sqrt(p.reduce((sum, x, i) => sum + (x - q[i]!) * (x - q[i]!), 0))

function direction(p: readonly number[]): number[] {
  const length = Math.sqrt(p.reduce((sum, x) => sum + x * x, 0))
  return p.map((x) => x / length)
}

function places(metres: number, degrees: number | undefined, spanMetres: number): Space<Point> {
  const encode = ({ north, east, heading }: Point) =>
    concat(uint(north + 90 * FINE, 4), uint(east + 180 * FINE, 4), uint(heading ?? NOWHERE, 2))
  const fits = ({ north, east, heading }: Point) =>
    Math.abs(north) <= 90 * FINE &&
    east >= -180 * FINE &&
    east < 180 * FINE &&
    (Math.abs(north) < 90 * FINE || east === 0) &&
    (degrees === undefined) === (heading === undefined) &&
    (heading === undefined || heading < 36_000)
  return {
    name: 'point',
    size: 10,
    fixed: true,
    offersNone: true,
    encode: (value) => {
      if (!fits(value)) throw new Error(`point: expected a place on Earth, got ${JSON.stringify(value)}`)
      return encode(value)
    },
    decode: (bytes) => {
      if (bytes.length !== 10) return undefined
      const heading = Number(toUint(bytes.subarray(8)))
      const value: Point = {
        north: Number(toUint(bytes.subarray(0, 4))) - 90 * FINE,
        east: Number(toUint(bytes.subarray(4, 8))) - 180 * FINE,
        ...(heading === NOWHERE ? {} : { heading }),
      }
      return fits(value) ? value : undefined
    },
    distance: metresBetween,
    near: (a, b) =>
      metresBetween(a, b) <= metres &&
      (degrees === undefined || degreesBetween(a.heading ?? 0, b.heading ?? 0) <= degrees),
    span: spanMetres || Math.max(0.001, metres),
  }
}

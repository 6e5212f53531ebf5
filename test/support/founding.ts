/**
 * Founding: a court off chain by the door, by a founder who opens it whatever the gauntlet says of it.
 * @module
 */
import type { Override } from '#law/gauntlet/override'
import { signDigest, spokenDigest } from '#primitives/signature'
import type { World } from './court.ts'
import { JUROR_KEYS } from './hearing.ts'
import { insistOn } from './insist.ts'

/** Hands in a policy once, with what overrides the gauntlet or nothing. */
export function publish(world: World, secret: string, policy: unknown, path = '/courts', override?: Override) {
  return world.request(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ policy, override }),
  })
}

/** A juror's signature under the words of a refusal. */
export function signed(words: string, juror = 0): Override {
  return { words, signature: signDigest(spokenDigest(words), JUROR_KEYS[juror]!) }
}

/** Hands in a policy, and once more over the founder's name if it is refused for the gauntlet's sake. */
export const insist = (world: World, juror: number, secret: string, policy: unknown, path = '/courts') =>
  insistOn(
    (override) => publish(world, secret, policy, path, override),
    (words) => signed(words, juror),
  )

/**
 * Session: comes in by the door as one of the jurors.
 * @module
 */
import { signDigest, spokenDigest } from '#primitives/signature'
import type { World } from './court.ts'
import { JUROR_KEYS, JURORS } from './hearing.ts'

export async function session(world: World, juror: number): Promise<{ secret: string; message: string; id: string }> {
  const issued = await world.post('/sessions/words', { account: JURORS[juror]! })
  const { message } = await issued.json<{ message: string }>()
  const signature = signDigest(spokenDigest(message), JUROR_KEYS[juror]!)
  const entered = await world.post('/sessions', { message, signature })
  if (entered.status !== 201) throw new Error(`session: ${await entered.text()}`)
  const { secret, key } = await entered.json<{ secret: string; key: { id: string } }>()
  return { secret, message, id: key.id }
}

/**
 * The Worker is killed in the middle of its work, again and again, and starts from what it had written.
 *
 * The kill comes with the n-th transaction that leaves for the chain: before the chain sees it, or after, so that the
 * Worker can't know which. Laws 3 to 6 are checked at the end of each dispute.
 */
import { expect, test } from 'vitest'
import { hold } from '../../bin/world/story.ts'
import { contractsOf } from '../../bin/world/world.ts'
import { balance, count, quarrel, town } from '../support/worlds.ts'

const here = town({ jurors: 12 })

for (const moment of ['before', 'after'] as const)
  for (const nth of [1, 2, 3])
    test(`killed ${moment} broadcast ${nth} of a dispute, the court ends it once and rightly`, async () => {
      const { world, players } = here
      const { arbitrator } = contractsOf(world)
      const { id } = await quarrel(world)
      let left = nth
      let killed = 0
      world.doors[0]!.meddle(async (call) => {
        if (call.method !== 'eth_sendRawTransaction' || --left !== 0) return undefined
        killed += 1
        if (moment === 'after')
          await world.chain.reader.request({ method: 'eth_sendRawTransaction', params: call.params as [`0x${string}`] })
        await world.crash()
        throw new Error('the one who asked is gone')
      })
      const ended = await hold(world, id, players, (_, place) => (place === 0 ? 1 : 2))
      world.doors[0]!.meddle(undefined)
      expect(killed).toBe(1)
      expect(ended.ruling).toMatchObject({ ruling: 2, executed: true })

      // 3. No ballot was opened before R, and none counts that came after the deadline.
      const { entries } = await world.court.docket(id)
      const { times } = ended.sittings[0]!
      const opened = entries.filter(({ kind }) => kind === 'reveal')
      expect(opened.every(({ acceptedAt }) => acceptedAt >= times.revealAt)).toBe(true)
      const commits = entries.filter(({ kind }) => kind === 'commit')
      expect(commits.every(({ acceptedAt }) => acceptedAt <= times.commitClosesAt)).toBe(true)
      // 4. Every receipted ballot is in the transcript.
      const transcript = await world.court.transcript(id, 0)
      for (const { body } of commits) expect(transcript).toContain((body as { commitment: string }).commitment)
      // 5. Executed once.
      expect(await count(world, 'RulingExecuted', id)).toBe(1)
      expect(await count(world, 'VerdictDelivered', id)).toBe(1)
      // 6. The court holds the fees of all its disputes, and owes nothing it doesn't hold.
      const fee = await world.chain.reader.readContract({
        ...arbitrator,
        functionName: 'arbitrationCost',
        args: ['0x'],
      })
      expect(await balance(world, arbitrator.address)).toBe(fee * id)
    })

/**
 * Dev: a court on this machine that stays up: its API and pages, jurors who vote by themselves, a dispute in every
 * period, and the hand on the clock.
 *
 *   npm run dev [-- --port 8787] [--speed 60] [--loud]
 *
 * The world's clock stands still between blocks. Move it with POST /world/advance, with Enter here, or let it run with
 * --speed, so many of its seconds for one of the wall's.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { answerBytes } from '#law/question/choice'
import { type Hex, toBytes } from '#primitives/bytes'
import { digest } from '#primitives/hash'
import { signDigest } from '#primitives/signature'
import { BALLOT_KEY_NOTICE, ballotKey, encodeChoices, readDispute, sealBallot, typedDigest } from '../sdk/index.ts'
import { jurors, keeper, operator, type Player, payee, payer } from './world/accounts.ts'
import { anchorsOf } from './world/anchors.ts'
import { GENERAL_TERMS } from './world/deployment.ts'
import { blue, bold, column, dim, red } from './world/paper.ts'
import { QUARRELS, quarrelOver, showAll } from './world/quarrels.ts'
import { untilOpen } from './world/story.ts'
import { type Opinion, settleMachines } from './world/town.ts'
import { enrol, openWorld, ripen, type World } from './world/world.ts'

const JURORS = 12
/** Seconds that Enter moves the clock. */
const STEP_SECONDS = 600

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    speed: { type: 'string', default: '0' },
    loud: { type: 'boolean', default: false },
    once: { type: 'boolean', default: false },
  },
})

/** Disputes by the period in which the world is shown, the one opened first at the top. */
const PERIODS = ['execution', 'appeal', 'reveal', 'commit', 'draw', 'evidence'] as const

/** When each dispute opens, in seconds before the world is shown, so that all periods are there at once. */
function ages(): Record<(typeof PERIODS)[number], number> {
  const { evidenceSeconds, drawSeconds, commitSeconds, sealSeconds, challengeSeconds } = GENERAL_TERMS
  const toReveal = evidenceSeconds + drawSeconds + commitSeconds + sealSeconds
  return {
    execution: toReveal + 900 + challengeSeconds,
    appeal: toReveal + 900,
    reveal: toReveal + 60,
    commit: evidenceSeconds + drawSeconds + commitSeconds / 2,
    draw: evidenceSeconds + drawSeconds / 2,
    evidence: 60,
  }
}

let world: World | undefined
const ending: (() => unknown)[] = []
async function stop(code: number): Promise<never> {
  for (const end of ending.splice(0).toReversed()) await end()
  await world?.stop()
  process.exit(code)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(130))

async function dev(): Promise<void> {
  console.log(`\n  ${bold('Venire')}  a court on this machine\n`)
  const said = (what: string) => console.log(`    ${column(dim('starting'), 15)}${what}`)
  world = await openWorld({ jurors: JURORS, attestors: 3, k: 2, port: Number(values.port), loud: values.loud, said })
  const players = jurors(JURORS)
  said('jurors')
  await enrol(world, players, () => 1000n * 10n ** 18n)
  await ripen(world)
  // Where all ballots open, the reveal period is over at once. In one dispute a ballot doesn't, so that it can be seen.
  let spoiler: string | undefined
  const opinion: Opinion = async (juror, { disputeId }) => {
    if (disputeId !== '3' || (spoiler ??= juror.address) !== juror.address) return 1 + (Number(disputeId) % 2)
    await spoil(world!, juror, 3n)
    return undefined
  }
  ending.push(await settleMachines(world, players, opinion))

  said('disputes')
  const age = ages()
  const shownAt = (await world.now()) + age.execution + 60
  for (const [i, period] of PERIODS.entries()) {
    await stepTo(world, shownAt - age[period])
    const parties = { payer: payer(), payee: payee() }
    const { agreement, files } = await quarrelOver(world, 'escrow', parties, QUARRELS[i])
    await agreement.contest()
    await untilOpen(world, BigInt(i + 1))
    await showAll(world, BigInt(i + 1), files)
  }
  await stepTo(world, shownAt)
  const folder = join(import.meta.dirname, '../.venire')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'anchors.json'), `${JSON.stringify(anchorsOf(world.manifest), null, 2)}\n`)
  await show(world)
  if (values.once) await stop(0)
  if (Number(values.speed) > 0) run(world, Number(values.speed))
  const lines = createInterface({ input: process.stdin })
  lines.on('line', () => void world!.court.advance(STEP_SECONDS).then(() => show(world!)))
}

/** Hands in a ballot that nobody can open: its juror would have to do it by hand. */
async function spoil({ court, domain, now }: World, { address, secretKey }: Player, id: bigint): Promise<void> {
  const dispute = await readDispute(court, id, domain)
  const { panel, times } = dispute.sittings.at(-1)!
  const { beaconRound } = times
  const place = { disputeKey: dispute.key, panel, juror: address, beaconRound, revision: 1000 * (await now()) }
  const key = ballotKey(
    signDigest(typedDigest(domain, 'BallotKey', { juror: address, notice: BALLOT_KEY_NOTICE }), secretKey),
  )
  const padded = answerBytes(dispute.question)
  const { commitment, sealed: whole } = sealBallot(dispute.clockwork.beacon, key, place, encodeChoices([1]), padded)
  const sealed = `${whole.slice(0, -2)}${whole.endsWith('00') ? '01' : '00'}` as Hex
  const statement = { ...place, commitment, sealedHash: digest(toBytes(sealed)) }
  const signature = signDigest(typedDigest(domain, 'Commit', statement), secretKey)
  const { juror, revision } = place
  await court.commit(id, panel, { juror, beaconRound, revision, commitment, sealed, signature })
}

/** In steps short enough that nothing that is due in between comes late. */
async function stepTo(world: World, at: number): Promise<void> {
  for (let now = await world.now(); now < at; now = await world.now())
    await world.advanceTo(Math.min(at, now + STEP_SECONDS / 4))
}

function run(world: World, speed: number): void {
  let turning = false
  const timer = setInterval(async () => {
    if (turning) return
    turning = true
    await world.court.advance(speed).catch((error: Error) => console.error(red(error.message)))
    turning = false
  }, 1000)
  ending.push(() => clearInterval(timer))
}

async function show(world: World): Promise<void> {
  const { disputes } = await world.court.disputes()
  const fact = (name: string, text: string) => console.log(`    ${column(dim(name), 15)}${text}`)
  console.log(`\n  ${bold('The court')}`)
  fact('API', `${blue(world.url)}   pages: ${world.url}/docs  ${world.url}/problems`)
  fact('chain', `${blue(world.chain.url)}   id ${world.manifest.chainId}, arbitrator ${world.manifest.arbitrator}`)
  fact('operator', operator().address)
  fact('account', `${keeper().address}   with ether; key ${keeper().secretKey}`)
  fact('clock', `${new Date(1000 * (await world.now())).toISOString()}   Enter: ten minutes later`)
  console.log(`\n  ${bold('Disputes')}`)
  for (const card of disputes as unknown as { disputeId: string; period: string; ruling?: number }[])
    fact(card.disputeId, `${column(card.period, 12)}${card.ruling === undefined ? '' : `ruling ${card.ruling}`}`)
  console.log()
}

try {
  await dev()
} catch (cause) {
  console.error(red(`dev: ${(cause as Error).stack ?? cause}`))
  await stop(1)
}

/**
 * The machine juror of the SDK, before a court that loses what it is told: the real client over a real docket, whose
 * messages and answers go astray.
 */
import { expect, test } from 'vitest'
import type { Entry } from '#law/filing'
import { type Hex, toBytes, utf8 } from '#primitives/bytes'
import { signDigest } from '#primitives/signature'
import { typedDigest, type walletTypedData } from '#primitives/typed'
import { readBallot } from '#src/ballots'
import { JurorClient, machineJuror, Venire } from '../sdk/index.ts'
import { ARBITRATOR, ballotKeyOf, CHAIN_ID, type Heard, hearing, JUROR_KEYS, JURORS } from './support/hearing.ts'

const SECRET = `whsec_${btoa('a secret of an endpoint, 32 bytes')}`
const domain = { chainId: CHAIN_ID, arbitrator: ARBITRATOR }

/** A court whose docket holds these entries. */
function courtOf({ dispute: { key } }: Heard, entries: () => readonly Entry[], ballots: readonly object[]): Venire {
  const fetch = async (url: string) => {
    const { pathname, searchParams } = new URL(url)
    if (pathname.includes('/ballots/')) return Response.json({ ballots })
    return Response.json({ disputeKey: key, entries: entries().slice(Number(searchParams.get('from')) - 1) })
  }
  return new Venire('https://court.test', { fetch })
}

/** The drawn juror of a hearing; of its ballots the court says what it likes. */
function jurorOf(
  heard: Heard,
  entries: () => readonly Entry[],
  clockMs: () => number,
  ballots: readonly object[] = [],
): JurorClient {
  const drawn = heard.dispute.sittings[0]!.draws.find(({ seated }) => seated)!.address
  const number = JURORS.indexOf(drawn)
  const wallet = {
    address: drawn,
    signTypedData: async ({ primaryType, message }: ReturnType<typeof walletTypedData>) =>
      signDigest(typedDigest(domain, primaryType as 'Commit', message as never), JUROR_KEYS[number]!),
  }
  const court = courtOf(heard, entries, ballots)
  return JurorClient.restore({ court, wallet, domain, operator: ARBITRATOR, clockMs }, ballotKeyOf(number))
}

/** It as a machine, and how often it was asked for its opinion. */
function machineOf(heard: Heard, entries: () => readonly Entry[], clockMs: () => number) {
  const juror = jurorOf(heard, entries, clockMs)
  let opinions = 0
  const decide = async () => {
    opinions++
    return 1
  }
  const now = () => Math.floor(clockMs() / 1000)
  return { machine: machineJuror({ secret: () => SECRET, juror, decide, now }), opinions: () => opinions }
}

async function summons(type: string, at: number, data: Record<string, unknown>): Promise<Request> {
  const body = JSON.stringify({ type, timestamp: new Date(1000 * at).toISOString(), data })
  const bytes = Uint8Array.from(atob(SECRET.slice('whsec_'.length)), (letter) => letter.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const signed = new Uint8Array(toBytes(`0x${Buffer.from(utf8(`msg_1.${at}.${body}`)).toString('hex')}` as Hex))
  const signature = Buffer.from(await crypto.subtle.sign('HMAC', key, signed)).toString('base64')
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': String(at), 'webhook-signature': `v1,${signature}` }
  return new Request('https://machine.test/', { method: 'POST', headers, body })
}

test('an answer that never arrived is given again, without another look at the question', async () => {
  const heard = hearing()
  const drawn = heard.entries.slice(0, heard.entries.findIndex(({ kind }) => kind === 'draw') + 1)
  const { times } = heard.dispute.sittings[0]!
  let at = times.commitOpensAt
  const { machine, opinions } = machineOf(
    heard,
    () => drawn,
    () => 1000 * at,
  )
  const data = { dispute: heard.dispute.key, panel: 0, commitClosesAt: times.commitClosesAt }
  const first = readBallot(await (await machine(await summons('summons.commit_open', at, data))).text())
  expect(first).toMatchObject({ beaconRound: times.beaconRound })
  at = times.commitOpensAt + 3600
  const again = await machine(await summons('summons.half', at, data))
  const second = readBallot(await again.text())!
  expect(second).toMatchObject({ beaconRound: times.beaconRound, juror: first!.juror })
  expect(second.revision).toBeGreaterThan(first!.revision)
  expect(opinions()).toBe(1)
})

test('in a second commit period it votes again: a ballot for the first R counts for nothing', async () => {
  const heard = hearing({ gazettes: [false, true] })
  const again = heard.entries.findIndex(({ kind }) => kind === 'again')
  const draw = heard.entries.findIndex(({ kind }) => kind === 'draw')
  let known = draw
  const { times } = heard.dispute.sittings[0]!
  let at = times.commitOpensAt - 7200
  const { machine } = machineOf(
    heard,
    () => heard.entries.slice(0, known + 1),
    () => 1000 * at,
  )
  const data = { dispute: heard.dispute.key, panel: 0 }
  const first = await machine(await summons('summons.commit_open', at, { ...data, commitClosesAt: at + 60 }))
  known = again
  at = times.commitOpensAt
  const second = await machine(
    await summons('summons.commit_open', at, { ...data, commitClosesAt: times.commitClosesAt }),
  )
  const ballots = [readBallot(await first.text()), readBallot(await second.text())]
  expect(ballots[0]!.beaconRound).toBeLessThan(times.beaconRound)
  expect(ballots[1]!.beaconRound).toBe(times.beaconRound)
})

test('a court that tells of a ballot under the last revision does not make two that the juror can’t tell apart', async () => {
  const heard = hearing()
  const drawn = heard.entries.slice(0, heard.entries.findIndex(({ kind }) => kind === 'draw') + 1)
  const { times } = heard.dispute.sittings[0]!
  const latest = 1000 * times.commitClosesAt
  const told = (revision: number, beaconRound = times.beaconRound) => [
    { revision: String(revision), beaconRound: String(beaconRound) },
  ]
  const seal = (ballots: readonly object[]) =>
    jurorOf(
      heard,
      () => drawn,
      () => 1000 * times.commitOpensAt,
      ballots,
    ).seal(heard.dispute.key, 1)
  expect((await seal(told(latest - 1))).revision).toBe(latest)
  expect((await seal(told(latest, times.beaconRound - 1))).revision).toBe(1000 * times.commitOpensAt)
  await expect(seal(told(latest))).rejects.toThrow(`expected a last revision below ${latest}`)
})

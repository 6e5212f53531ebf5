/**
 * Api: everything these pages ask of the court, in one place, over the SDK's typed client.
 *
 * Components name what they want and never an address. What is live is asked again when the court's line says that it
 * changed, and slowly beside that; what can't change (a gazette, a roll's leaves) is kept.
 * @module
 */
import { keepPreviousData, QueryClient, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Period } from '#law/period'
import type { Policy } from '#law/policy'
import type { Address, Digest } from '#primitives/bytes'
import type { Instant } from '#primitives/time'
import { Refused } from '../sdk/http.ts'
import {
  type AppealView,
  type DisputeName,
  type DisputeView,
  type PaymentView,
  type Summons,
  Venire,
} from '../sdk/venire.ts'
import { follow, isHeard, type Line } from './line.ts'

/** The court that serves these pages. */
export const court = new Venire(location.origin)

export type Health = {
  role: string
  chainId: string
  arbitrator: Address
  operator: Address
  teller: Address
  now: Instant
}
export type DisputeCard = {
  key: Digest
  disputeId: string
  court: number
  period: Period
  untilAt?: Instant
  deadline: Instant
  panel: number
  entries: number
  ruling?: number
  /** Of a dispute off chain: what its account asks. */
  title?: string
  /** The court off chain whose policy it is heard under. */
  under?: Digest
}
/** What an account asked for, and no gazette has opened. */
export type AskedCard = { key: Digest; account: Address; title: string; expiresAt: Instant; void?: string }
export type CourtView = {
  court: number
  parent: number
  creator: Address
  version: number
  policyHash: Digest
  lifeSeconds: number
  /** Members of Terms; those above 2^53 in decimal. */
  terms: Record<string, number | string | boolean>
  policy: Policy | null
}
export type JurorView = {
  number: number
  address: Address
  account: string
  stake: string
  courts: readonly number[]
  admitted: readonly number[]
}
/** A summons as the court gives it: with whether a ballot for the present R is in. */
export type OpenSummons = Summons & { committed: boolean }
export type Leaf = { number: number; address: Address; weight: string }

/** How old an answer may be before a page that opens asks again. */
const FRESH_MS = 5_000
/** How often is asked while the line is down, and always about what no docket tells: stakes, payments, contributions. */
export const UNTOLD_MS = 10_000
/** How often while the line is there: for what passes it by. */
const HEARD_MS = 30_000

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the law refuses stays refused; what couldn't be reached is tried again, for as long as the page is open.
      retry: (failures, error) => !isLawful(error) && failures < 2,
      retryDelay: 1_000,
      staleTime: FRESH_MS,
      refetchInterval: ({ state }) =>
        state.status === 'error' && isLawful(state.error) ? false : isHeard() ? HEARD_MS : UNTOLD_MS,
      refetchOnWindowFocus: true,
      networkMode: 'always',
    },
  },
})

/** True if the court answered, and said no; false if nobody did. */
export const isLawful = (error: unknown): boolean => error instanceof Refused && error.problem.status < 500

/** While a component is there: what has one of these keys, and the court's clock, is asked anew on news. */
export function useNews({ path, event, after }: Line, ...keys: readonly (readonly unknown[])[]): void {
  const named = JSON.stringify([['health'], ...keys])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a line begins where the page was when it opened it
  useEffect(() => {
    const ask = (queryKey: readonly unknown[]) => queries.invalidateQueries({ queryKey }, { cancelRefetch: false })
    return follow({ path, event, after }, () => void Promise.all((JSON.parse(named) as unknown[][]).map(ask)))
  }, [path, event, named])
}

/** News of all dockets, for pages that show more than one. */
export const useAllNews = (...keys: readonly (readonly unknown[])[]) =>
  useNews({ path: '/events', event: 'docket' }, ...keys)

/** News of one docket, from an entry on. */
export function useNewsOf(name: DisputeName, after: number): void {
  const of = String(name)
  useNews({ path: `/disputes/${of}/events`, event: 'entry', after }, ['dispute', of], ['appeal'], ['payments'])
}

const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: async () => ({ ...((await court.health()) as Health), heardAtMs: performance.now() }),
})
export const useHealth = () => useQuery(healthQuery)
/** The court's own words of itself, from the cache or asked now. */
export const health = () => queries.ensureQueryData(healthQuery)

/** Disputes, the newest first, of one period and of one court where these are given. */
export function useDisputes({ period, court: of }: { period?: Period; court?: number }) {
  return useInfiniteQuery({
    queryKey: ['disputes', period, of],
    queryFn: async ({ pageParam }) => {
      const { disputes, asked, cursor } = await court.disputes({ period, court: of, cursor: pageParam })
      return {
        disputes: disputes as readonly DisputeCard[],
        asked: asked as readonly AskedCard[],
        cursor: cursor ?? undefined,
      }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ cursor }) => cursor,
    placeholderData: keepPreviousData,
  })
}

/** Pages of a court's running disputes that are counted. */
const MOST_PAGES = 5

/** The disputes that run in a court now, as far as a few pages go. */
export const useRunning = (of: number) =>
  useQuery({
    queryKey: ['disputes', 'running', of],
    queryFn: async () => {
      const disputes: DisputeCard[] = []
      let cursor: string | null | undefined
      for (let pages = 0; pages < MOST_PAGES && cursor !== null; pages++) {
        const page = await court.disputes({ court: of, ended: 'false', cursor })
        disputes.push(...(page.disputes as readonly DisputeCard[]))
        cursor = page.cursor ?? null
      }
      return { disputes, isAll: cursor === null }
    },
  })

export const useCourts = () =>
  useQuery({
    queryKey: ['courts'],
    queryFn: async () => (await court.courts()).courts as readonly CourtView[],
    staleTime: 60_000,
    refetchInterval: 60_000,
  })

/** Courts that somebody founded off chain, page after page. */
export const useFoundedCourts = () =>
  useInfiniteQuery({
    queryKey: ['courts', 'founded'],
    queryFn: ({ pageParam }) => court.courts(pageParam) as unknown as Promise<FoundedPage>,
    initialPageParam: undefined as Digest | undefined,
    getNextPageParam: ({ cursor }) => cursor ?? undefined,
  })
type FoundedPage = {
  founded: readonly { court: Digest; version: number; founder: Address; name: string }[]
  cursor: Digest | null
}

/** A dispute as its docket tells it, each entry hashed anew in this browser. Comes with the law, so it is loaded late. */
export const useDispute = (name: DisputeName) =>
  useQuery({
    queryKey: ['dispute', String(name)],
    queryFn: async () => {
      const [{ readEntries }, { replay }] = await Promise.all([import('../sdk/docket.ts'), import('#law/dispute')])
      const { entries } = await readEntries(court, name)
      const dispute = replay(entries)
      if (!dispute) throw new Error(`expected entries for ${name}, got none`)
      return { dispute, entries }
    },
  })

/** What a panel came to, whole; exact bytes. */
export const transcriptOf = (name: DisputeName, panel: number) => court.transcript(name, panel)

export const useSummonses = (juror: Address | undefined) =>
  useQuery({
    queryKey: ['summonses', juror],
    queryFn: async () => (await court.summonses(juror!)).summonses as readonly OpenSummons[],
    enabled: juror !== undefined,
  })

/** The juror as the vault has it; null for an account that never staked. */
export const useJuror = (juror: Address | undefined) =>
  useQuery({
    queryKey: ['juror', juror],
    queryFn: async () => ((await court.juror(juror!).catch(absent)) as JurorView | undefined) ?? null,
    enabled: juror !== undefined,
    refetchInterval: UNTOLD_MS,
  })

/** One sitting of a juror, and what came of it. */
export type Sat = {
  disputeId: string
  /** Of a dispute off chain: what its account asked. */
  title?: string | undefined
  panel: number
  seats: number
  committed: boolean
  recused: boolean
  judged: boolean
  choice?: number
  ruling?: number
  /** True under a policy, where choice and ruling only say that there is an answer. */
  isPosed: boolean
  /** Of all its seats in the dispute, once that is settled: tokens, negative if it lost some, and wei. */
  earned?: { tokens: bigint; wei: bigint }
}

/** Where a juror sat, among the disputes that opened last. */
export const useHistory = (juror: Address) =>
  useQuery({
    queryKey: ['history', juror],
    queryFn: async (): Promise<readonly Sat[]> => {
      const { disputes } = await court.disputes()
      const views = await Promise.all(disputes.map(({ key }) => court.dispute(key as Digest)))
      const sat = views.map((view) => ({ view, sat: satIn(view, juror) })).filter(({ sat }) => sat.length > 0)
      const earned = await Promise.all(sat.map(({ view }) => (view.ruling ? earnedIn(view.key, juror) : undefined)))
      return sat.flatMap(({ sat }, i) => sat.map((each) => ({ ...each, earned: earned[i] })))
    },
    staleTime: 30_000,
    refetchInterval: 30_000,
  })

/** What a juror earned or lost in a dispute; undefined until it is settled. */
async function earnedIn(name: DisputeName, juror: Address): Promise<Sat['earned']> {
  const payments = await paymentsOf(name)
  if (!payments.some((each) => each.name === 'settled')) return undefined
  const mine = payments.filter((each) => each.name === 'seatSettled' && each.account === juror)
  const sum = (member: 'tokens' | 'wei') => mine.reduce((all, each) => all + BigInt(String(each[member] ?? 0)), 0n)
  return { tokens: sum('tokens'), wei: sum('wei') }
}

async function paymentsOf(name: DisputeName): Promise<readonly PaymentView[]> {
  const all: PaymentView[] = []
  for (;;) {
    const { payments } = await court.payments(name, all.at(-1)?.place)
    if (payments.length === 0) return all
    all.push(...payments)
  }
}

/** Money that moved in a dispute, in the order of the chain. */
export const usePayments = (name: DisputeName) =>
  useQuery({ queryKey: ['payments', String(name)], queryFn: () => paymentsOf(name), refetchInterval: UNTOLD_MS })

/** What an appeal would lead to and cost now; null while none can be made. */
export const useAppeal = (name: DisputeName, enabled: boolean) =>
  useQuery({
    queryKey: ['appeal', String(name)],
    enabled,
    refetchInterval: UNTOLD_MS,
    queryFn: async (): Promise<AppealView | null> => {
      try {
        return await court.appeal(name)
      } catch (error) {
        if (isLawful(error)) return null
        throw error
      }
    },
  })

function satIn({ facts, question, sittings, ruling }: DisputeView, juror: Address): Sat[] {
  return sittings.flatMap(({ panel, draws, committed, recused, opened, judged }) => {
    const seats = draws.filter(({ address, seated }) => seated && address === juror).length
    if (seats === 0) return []
    const [choice] = opened.find((each) => each.juror === juror)?.choices ?? []
    return [
      {
        disputeId: facts.disputeId,
        title: question?.title,
        isPosed: question !== undefined && 'under' in question,
        panel,
        seats,
        committed: committed.includes(juror),
        recused: recused.includes(juror),
        judged: judged !== undefined,
        choice,
        ruling: ruling?.ruling,
      },
    ]
  })
}

/** Most leaves that are drawn one by one; beyond that a ring of arcs says nothing to an eye. */
const MOST_LEAVES = 5_000

async function leavesOf(epoch: number, of: number): Promise<readonly Leaf[] | null> {
  const leaves: Leaf[] = []
  for (let from: number | null = 0; from !== null; ) {
    const page: { leaves: readonly Leaf[]; next?: number | null } = await court.rollLeaves(epoch, of, from)
    leaves.push(...page.leaves)
    from = page.next ?? null
    if (leaves.length > MOST_LEAVES) return null
  }
  return leaves
}

/** The leaves of a roll, in order; undefined where there are too many to draw. */
export const useRoll = (epoch: number | undefined, of: number) =>
  useQuery({
    queryKey: ['roll', epoch, of],
    queryFn: () => leavesOf(epoch!, of),
    enabled: epoch !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })

/** How many epochs back a roll is looked for: one that was posted comes into force an epoch later. */
const EPOCHS_BACK = 4

/** The newest roll of a court with all its leaves; null where there is none yet, or too many leaves to show. */
export const useCourtRoll = (of: number) =>
  useQuery({
    queryKey: ['court roll', of],
    queryFn: async () => {
      const epoch = await presentEpoch()
      for (let back = 0; epoch !== undefined && back < EPOCHS_BACK; back++) {
        const rolls = await court.rolls(epoch - back).catch(absent)
        const header = rolls?.headers.find((each) => Number(each.court) === of)
        if (header) return { header, leaves: await leavesOf(epoch - back, of) }
      }
      return null
    },
    staleTime: 60_000,
    refetchInterval: false,
  })

/** The running epoch. Its length stands in the opening of any docket. */
async function presentEpoch(): Promise<number | undefined> {
  const [{ disputes }, { now }] = await Promise.all([court.disputes(), health()])
  const [newest] = disputes
  if (!newest) return undefined
  const { entries } = await court.docket(newest.key as Digest)
  const opening = entries.find(({ kind }) => kind === 'open')
  return opening?.kind === 'open' ? Math.floor(now / Number(opening.body.setting.epochSeconds)) : undefined
}

function absent(error: unknown): undefined {
  if (error instanceof Refused && error.problem.status === 404) return undefined
  throw error
}

export const useGazette = (serial: number) =>
  useQuery({
    queryKey: ['gazette', serial],
    queryFn: () => court.gazette(serial),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  })

/** A court off chain, by its name; null where there is none. */
export const useFounded = (name: Digest) =>
  useQuery({ queryKey: ['founded', name], queryFn: async () => (await court.founded(name).catch(absent)) ?? null })

/** What reports look back on changes when a ruling becomes final: it is asked again in a minute, not in seconds. */
const SLOWLY = { staleTime: 60_000, refetchInterval: 60_000 }

/** What is known of the jurors who sat in a court lately. */
export const useCourtReport = (of: number) =>
  useQuery({ queryKey: ['report', of], queryFn: () => court.report(of), ...SLOWLY })

/** The same of one juror; null if it didn't sit there. */
export const useJurorReport = (juror: Address, of: number) =>
  useQuery({
    queryKey: ['report', of, juror],
    queryFn: async () => (await court.jurorReport(juror, of).catch(absent)) ?? null,
    ...SLOWLY,
  })

export const useAttestors = () =>
  useQuery({ queryKey: ['attestors'], queryFn: async () => (await court.attestors()).attestors, ...SLOWLY })

/** Whether these jurors err together; asked only of two or more. */
export const useRings = (of: number, jurors: readonly Address[]) =>
  useQuery({
    queryKey: ['rings', of, ...jurors],
    queryFn: () => court.rings(of, jurors),
    enabled: jurors.length > 1,
    ...SLOWLY,
  })

/** After something was filed: what it may have changed is asked again. */
export const refresh = (): Promise<void> => queries.invalidateQueries()

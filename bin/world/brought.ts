/**
 * Brought: what a row of the gallery states with its question, in the bytes that a question holds.
 * @module
 */
import { encodeAnswer, type Question } from '#law/question/question'
import type { Said } from '#law/question/space'
import { bondWords, type Stated } from '#law/question/stated'
import type { Address, Hex } from '#primitives/bytes'

/** Parties are named by number; jurors by their number among all there are, in the order of addresses. */
export type Brings = {
  /** `ago`: seconds before the question was asked. */
  bonds?: readonly { party: number; choice: number; amount: bigint; ago: number }[]
  machines?: Readonly<Record<string, readonly Said[]>>
  standing?: (juror: number) => { asked: number; done: number; mean: string } | undefined
  links?: (everybody: readonly Address[]) => NonNullable<Stated['links']>
  worth?: (juror: number) => bigint
  /** One name for each item, whose parties are numbered alike. */
  groups?: readonly string[]
  prize?: bigint
}

/** What is stated, but for the signatures of bonds. */
export function stated(
  { bonds, machines, standing, links, worth, groups, prize }: Brings,
  question: Question,
  everybody: readonly Address[],
  parties: readonly Address[],
  now: number,
): Stated {
  const named = <T>(of: (juror: number) => T | undefined) =>
    everybody.flatMap((juror, n) => {
      const own = of(n)
      return own === undefined ? [] : [{ juror, own }]
    })
  return {
    ...(bonds && {
      bonds: bonds.map(({ party, choice, amount, ago }) => ({
        by: parties[party]!,
        answer: encodeAnswer(question, [choice]),
        amount: String(amount),
        at: String(now - ago),
        signature: `0x${'00'.repeat(65)}` as Hex,
      })),
    }),
    ...(machines && {
      machines: Object.entries(machines).map(([name, said]) => ({ name, answer: encodeAnswer(question, said) })),
    }),
    ...(standing && { standings: named(standing).map(({ juror, own }) => ({ juror, streak: 0, ...own })) }),
    ...(links && { links: links(everybody) }),
    ...(worth && { worth: named(worth).map(({ juror, own }) => ({ juror, amount: String(own) })) }),
    ...(groups && { entries: groups.map((group, n) => ({ by: parties[n]!, group })) }),
    ...(prize && { prize: String(prize) }),
  }
}

/** The question with each bond signed by its party. */
export async function bonded<Q extends { title: string; stated?: Stated }>(
  question: Q,
  open: { account: Address; nonce: string },
  sign: (party: Address, words: string) => Promise<Hex>,
): Promise<Q> {
  const { stated } = question
  if (!stated?.bonds) return question
  const bonds = await Promise.all(
    stated.bonds.map(async (bond) => ({ ...bond, signature: await sign(bond.by, bondWords(open, question, bond)) })),
  )
  return { ...question, stated: { ...stated, bonds } }
}

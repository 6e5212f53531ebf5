/**
 * Quarrels: what people quarrel about in local worlds. An escrow holds an ether, and both sides show what they have.
 * @module
 */
import type { Player } from './accounts.ts'
import { type Agreement, agree, type ClientKind } from './client.ts'
import { type ExhibitFile, exhibit } from './exhibit.ts'
import type { World } from './world.ts'

/** A question between two, with what each of them shows; ruling 1 is the payer's, 2 the payee's. */
type Quarrel = {
  title: string
  description: string
  category: string
  answers: readonly [string, string]
  payer: { title: string; description: string }
  payee: { title: string; description: string }
}

export const QUARRELS: readonly Quarrel[] = [
  {
    title: 'Was the website delivered as agreed?',
    description: 'The payer withholds 1 ETH for a website. The payee says it was delivered.',
    category: 'Services',
    answers: ['Nothing was delivered', 'It was'],
    payer: { title: 'Broken links', description: 'Four of the five pages did not load on the agreed day.' },
    payee: { title: 'Delivery', description: 'The archive with all five pages, and the payer’s thanks for it.' },
  },
  {
    title: 'Does the translation keep the contract’s meaning?',
    description: 'A lease of nine pages, from Japanese into English. The payer says that two clauses changed sides.',
    category: 'Translation',
    answers: ['It changes who pays for repairs', 'It keeps the meaning'],
    payer: { title: 'Clause 7, side by side', description: '“The lessor shall” became “the lessee may”.' },
    payee: { title: 'A second opinion', description: 'A sworn translator reads both clauses as the payee did.' },
  },
  {
    title: 'Is the bicycle the one in the advertisement?',
    description: 'The frame number was not in the advertisement. Colour and wheels differ from the photographs.',
    category: 'Goods',
    answers: ['It is another one', 'It is the same'],
    payer: { title: 'Photographs on arrival', description: 'A green frame where the advertisement shows a blue one.' },
    payee: { title: 'Photographs before dispatch', description: 'The same frame in the evening, under a yellow lamp.' },
  },
  {
    title: 'Did the caterer come in time?',
    description: 'Lunch for forty was agreed for noon. When it came, nobody agrees on.',
    category: 'Services',
    answers: ['More than half an hour late', 'In time'],
    payer: { title: 'Messages of the morning', description: '12:41, “we are ten minutes away”.' },
    payee: { title: 'The gate’s record', description: 'The van passed the gate at 11:52; the hall was locked.' },
  },
  {
    title: 'Does the reported bug allow stealing funds?',
    description: 'A bounty pays for faults by which somebody can take what isn’t theirs.',
    category: 'Bounties',
    answers: ['It only delays a withdrawal', 'It allows stealing'],
    payer: {
      title: 'What the fork shows',
      description: 'The attack stops at the second transfer, and all of it comes back.',
    },
    payee: {
      title: 'Proof of concept',
      description: 'With a token that calls back, the second transfer goes through.',
    },
  },
  {
    title: 'Was the podcast edited as the brief says?',
    description: 'The brief asks for forty minutes, no music under speech, and chapter marks.',
    category: 'Media',
    answers: ['It misses the brief', 'It follows the brief'],
    payer: { title: 'Minute 12', description: 'Music under speech for ninety seconds.' },
    payee: { title: 'The brief, version 2', description: 'Allows a theme under the opening of each chapter.' },
  },
]

/** The agreement behind a quarrel, with the payer's money in it and taken back; and the files that both sides named. */
export async function quarrelOver(
  world: World,
  kind: ClientKind,
  parties: { payer: Player; payee: Player },
  { title, description, category, answers, ...proofs }: Quarrel = QUARRELS[0]!,
): Promise<{ agreement: Agreement; files: readonly ExhibitFile[] }> {
  const meta = exhibit({
    title,
    description,
    question: 'Who should get the money?',
    rulingOptions: { type: 'single-select', titles: ['The payer', 'The payee'], descriptions: answers },
    category,
  })
  const [ofPayer, ofPayee] = [exhibit(proofs.payer), exhibit(proofs.payee)]
  const agreement = await agree(world, kind, parties, { value: 10n ** 18n, metaEvidence: meta.reference })
  await agreement.reclaim()
  await agreement.submitEvidence(parties.payer, ofPayer.reference)
  await agreement.submitEvidence(parties.payee, ofPayee.reference)
  return { agreement, files: [meta, ofPayer, ofPayee] }
}

/** Hands the court the files themselves, and waits until it has held all of them against their names. */
export async function showAll(world: World, id: bigint, files: readonly ExhibitFile[]) {
  for (const file of files) await world.court.show(id, file)
  const checked = async () => (await world.court.evidence(id)).evidence.filter(({ check }) => check !== 'unchecked')
  await world.settle('all exhibits on the docket', async () => (await checked()).length >= files.length)
  return checked()
}

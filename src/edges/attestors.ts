/**
 * Attestors: asks each of the independent Workers to re-check and sign, all at once.
 *
 * An answer counts if the signature under it recovers to a member of the set that the chain has, and it says no more
 * than that: what an attestor claims to be is not looked at. Whatever else comes back is kept as the reason why not.
 * @module
 */
import type { Attested, AttestorSet, Attestors } from '#ports'
import { type Address, compareHex, type Digest, type Hex, isHex } from '#primitives/bytes'
import { signerOf } from '#primitives/signature'
import { type Domain, typedDigest } from '#primitives/typed'

/** Milliseconds an attestor has: it loads a docket, re-runs the verifier and asks the chain. */
const TIMEOUT_MS = 20_000
/** Milliseconds that the others have once enough have signed: one that sleeps doesn't hold up the court. */
const GRACE_MS = 1_000

export type AttestorsOptions = {
  /** Base addresses of the attestors. */
  urls: readonly string[]
  domain: Domain
  /** The set as the chain has it. */
  set: () => Promise<AttestorSet>
  /** Where attestors find this court's dockets and transcripts. */
  courtUrl: string
  fetch?: typeof fetch
  timeoutMs?: number
}

/** The attestors behind `urls`. */
export function attestorsOf({
  urls,
  domain,
  set,
  courtUrl,
  fetch: reach = fetch,
  timeoutMs,
}: AttestorsOptions): Attestors {
  const collect = async (path: string, body: object, digestOf: (set: AttestorSet) => Digest): Promise<Attested> => {
    const active = await set()
    const digest = digestOf(active)
    const signatures = new Map<Address, Hex>()
    const whyNot = new Map(urls.map((url) => [url, 'has not answered in time']))
    const took = new Map<string, number>()
    const signerAt = new Map<string, Address>()
    const startedAt = performance.now()
    const hear = (url: string, answer: Answer): boolean => {
      const signer = 'signature' in answer ? signerOf(digest, answer.signature) : undefined
      took.set(url, Math.round(performance.now() - startedAt))
      const why = 'why' in answer ? answer.why : faultOf(signer, active, signatures)
      if (why === undefined && 'signature' in answer) {
        signatures.set(signer!, answer.signature)
        signerAt.set(url, signer!)
        whyNot.delete(url)
      } else whyNot.set(url, why!)
      return signatures.size >= active.k
    }
    await untilEnough(
      urls.map((url) => {
        const signal = AbortSignal.timeout(timeoutMs ?? TIMEOUT_MS)
        return async () => hear(url, await ask(reach, `${url}/${path}`, body, signal))
      }),
    )
    const refusals = [...whyNot].map(([attestor, why]) => ({ attestor, why }))
    const ascending = [...signatures].sort(([a], [b]) => compareHex(a, b))
    const asked = urls.map((attestor) => ({
      attestor,
      signer: signerAt.get(attestor) ?? null,
      tookMs: took.get(attestor) ?? null,
      why: whyNot.get(attestor) ?? null,
    }))
    return { set: active, signatures: ascending.map(([signer, signature]) => ({ signer, signature })), refusals, asked }
  }

  return {
    set,
    gazette: (gazette) =>
      collect('gazette', { gazette, dockets: courtUrl }, ({ configDigest }) => {
        const { serial, epoch, rollsRoot, headsRoot } = gazette
        return typedDigest(domain, 'Gazette', { serial, epoch, rollsRoot, headsRoot, configDigest })
      }),
    verdict: (disputeKey, panel, verdict) =>
      collect(
        'verdict',
        { transcript: `${courtUrl}/disputes/${disputeKey}/panels/${panel}/transcript` },
        ({ configDigest }) => typedDigest(domain, 'Verdict', { ...verdict, configDigest }),
      ),
    final: (disputeId, statement) =>
      collect('final', { disputeKey: statement.disputeKey, disputeId: String(disputeId) }, ({ configDigest }) =>
        typedDigest(domain, 'Final', { ...statement, configDigest }),
      ),
  }
}

type Answer = { signature: Hex } | { why: string }

/** Asks all at once; answers when all have answered, or a little after one of them said that this is enough. */
function untilEnough(asked: readonly (() => Promise<boolean>)[]): Promise<unknown> {
  return new Promise((enough, fail) => {
    const all = asked.map((one) =>
      one().then((isEnough) => {
        if (isEnough) setTimeout(enough, GRACE_MS)
      }),
    )
    Promise.all(all).then(enough, fail)
  })
}

function faultOf(
  signer: Address | undefined,
  { members, struck }: AttestorSet,
  signatures: ReadonlyMap<Address, Hex>,
): string | undefined {
  if (signer === undefined) return 'the signature is malformed'
  if (!members.includes(signer)) return `signed something else, or isn't an attestor: recovers to ${signer}`
  if (struck?.includes(signer)) return `${signer} was convicted of a false verdict, and signs no more`
  return signatures.has(signer) ? `${signer} has signed already` : undefined
}

async function ask(reach: typeof fetch, url: string, body: object, signal: AbortSignal): Promise<Answer> {
  try {
    const headers = { 'content-type': 'application/json' }
    const response = await reach(url, { method: 'POST', headers, body: JSON.stringify(body), signal })
    const text = await response.text()
    if (!response.ok) return { why: reasonIn(text) ?? `answered ${response.status}` }
    const { signature } = JSON.parse(text) as { signature?: unknown }
    return isHex(signature, 65) ? { signature } : { why: 'answered without a signature' }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}

/** What a problem document says, cut to a line. */
function reasonIn(text: string): string | undefined {
  try {
    const { why, detail } = JSON.parse(text) as { why?: unknown; detail?: unknown }
    const reason = why ?? detail
    return reason === undefined ? undefined : String(reason).slice(0, 300)
  } catch {
    return undefined // not a problem document: the status is all there is to say
  }
}

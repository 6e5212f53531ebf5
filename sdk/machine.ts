/**
 * Machine: the reference machine juror. It listens for summonses, asks `decide`, and answers with a ballot that is
 * signed with its own key: the court's webhook wakes it, and gives it no authority.
 *
 *   export default { fetch: machineJuror({ secret, juror, decide: async (summons) => 1 }) }
 *
 * @module
 */
import type { PanelQuestion } from '#law/question/posed'
import type { Digest } from '#primitives/bytes'
import type { Answer, JurorClient } from './juror.ts'
import { verifyWebhook, WebhookRefused } from './webhook.ts'

/** What a summons tells. */
export type SummonsData = {
  dispute: Digest
  disputeId: string
  court: number
  panel: number
  seats: number
  /** With the policy that the dispute is heard under, if it is under one. */
  question: PanelQuestion
  commitClosesAt: number
  url: string
}

export type MachineSetting = {
  /** whsec_… of the endpoint, or whpk_… of the court. Undefined while the endpoint proves itself. */
  secret: () => string | undefined
  juror: JurorClient
  /** The vote: a choice, 0 to refuse to arbitrate; under a policy what the machine says of each item. Undefined: not now, and asked again at the next summons. Asked once for each R. */
  decide: (summons: SummonsData) => Promise<Answer | undefined>
  /** Seconds, of a clock that agrees with the court's; the machine's by default. */
  now?: () => number | Promise<number>
}

/** Takes the court's requests, as any server of the Fetch API does. */
export function machineJuror({ secret, juror, decide, now }: MachineSetting): (request: Request) => Promise<Response> {
  // Asked again is answered again: the court asks because it has no ballot for this R, whatever became of the last one.
  const answers = new Map<string, Answer>()
  return async (request) => {
    const body = await request.text()
    const key = secret()
    try {
      if (key) await verifyWebhook(body, request.headers, key, now ? { now: await now() } : {})
    } catch (error) {
      if (error instanceof WebhookRefused) return new Response(error.message, { status: 401 })
      throw error
    }
    const { type, data } = JSON.parse(body) as { type: string; data: SummonsData & { token?: string } }
    if (type === 'endpoint.challenge') return Response.json({ token: data.token })
    if (!key || !['summons.commit_open', 'summons.half', 'summons.nine_tenths'].includes(type)) return taken()
    const seat = `${data.dispute}:${data.panel}:${data.commitClosesAt}`
    const answer = answers.get(seat) ?? (await decide(data))
    if (answer === undefined) return taken()
    answers.set(seat, answer)
    // The docket is read and replayed here: what the summons says of the dispute is not believed.
    const ballot = await juror.seal(data.dispute, answer)
    return Response.json({ ballot })
  }
}

const taken = () => new Response(null, { status: 204 })

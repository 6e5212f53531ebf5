/**
 * Vote: the page that a summons leads to. It says what is asked of a juror, until when, and how to hand a ballot in.
 *
 * It seals nothing itself: a ballot is sealed where its juror's wallet is, by the SDK or by a page that carries it.
 * @module
 */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { type Dispute, periodOf, present } from '#law/dispute'
import { type Caller, disputeOf } from './caller.ts'
import { POLICY, page } from './pages.ts'
import { refuse } from './problems.ts'
import { disputeName } from './schemas.ts'

export const vote = new Hono<Caller>().get('/vote/:dispute', async (c, next) => {
  const name = c.req.param('dispute')
  if (!disputeName.safeParse(name).success) return next()
  const found = await disputeOf(c, name)
  if (!found.ok) return refuse(c, found.refusal)
  const dispute = found.value
  const { ports, about } = c.env.door
  const { panel, times, ballots, draws } = present(dispute)
  const { period } = periodOf(dispute, await ports.now())
  const seats = draws.filter(({ seated }) => seated).length
  const time = (at: number) =>
    html`<time datetime="${iso(at)}">${iso(at).replace('T', ' ').replace('.000Z', ' UTC')}</time>`
  const at = `${about.url}/disputes/${dispute.key}`
  const content = html`<h1>Dispute ${dispute.facts.disputeId}</h1>
<p>Panel ${panel} is in the <strong>${period}</strong> period. ${ballots.size} of ${seats} seated jurors’ ballots are in.</p>
<table>
<tr><th>Ballots are taken from</th><td>${time(times.commitOpensAt)}</td></tr>
<tr><th>until</th><td>${time(times.commitClosesAt)}</td></tr>
<tr><th>and open by themselves at</th><td>${time(times.revealAt)}</td></tr>
<tr><th>Choices</th><td>1 to ${dispute.facts.choices}; 0 refuses to arbitrate</td></tr>
</table>
${asked(dispute)}
<h2>What was shown</h2>
<ul>${dispute.evidence.map(({ party, reference, check }) => html`<li><code>${reference}</code> by <code>${party}</code>, ${check}</li>`)}</ul>
<h2>What the court asks</h2>
<p>${dispute.policy.text}</p>
<h2>Voting</h2>
<p>Seal your ballot where your wallet is, and hand it in. Nobody can read it before it opens, and voting again replaces it:</p>
<pre>import { JurorClient, Venire } from 'venire-sdk'
const juror = await JurorClient.join({ court: new Venire('${about.url}'), wallet, … })
await juror.vote('${dispute.key}', 1)</pre>
<p><a href="${at}">The dispute</a> · <a href="${at}/docket">its docket</a> · <a href="${at}/evidence">its exhibits</a></p>`
  return c.html(page(`Dispute ${dispute.facts.disputeId}`, content), 200, {
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  })
})

/** What an account asks off chain, word for word. */
function asked({ asked: by }: Dispute) {
  if (!by) return ''
  const { title, description, choices } = by.ask.question
  return html`<h2>What is asked</h2>
<p><strong>${title}</strong></p>
<p>${description ?? ''}</p>
<ol>${choices.map((choice) => html`<li>${choice}</li>`)}</ol>`
}

const iso = (at: number): string => new Date(1000 * at).toISOString()

/**
 * Pages: the document for machines, the same for people, and a page for each problem. Everything on them is written
 * here: no script, no font and no picture comes from anywhere else, and the policy that says so goes with them.
 * @module
 */
import { type Env, Hono } from 'hono'
import { html, raw } from 'hono/html'
import type { Declaration } from './desk.ts'
import { codesOf, documentOf, type Sent } from './document.ts'
import { type Code, sentenceFor, turnAway } from './problems.ts'

type About = { title: string; version: string; description: string }
type Json = Record<string, unknown>

export const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** /openapi.json, /docs and /problems/{code}. Made when first asked for, once for each address of the court. */
export function pagesOf<E extends Env>(about: About, declared: readonly Declaration[], sent: readonly Sent[] = []) {
  let made: { server: string; document: Json } | undefined
  const documentAt = (url: string): Json => {
    const server = new URL(url).origin
    if (made?.server !== server) made = { server, document: documentOf({ ...about, server }, declared, sent) }
    return made.document
  }
  const headers = { 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' }
  const codes = [...new Set(declared.flatMap(codesOf)), 'NotFound', 'MethodNotAllowed'] as Code[]
  return new Hono<E>()
    .get('/openapi.json', (c) => c.json(documentAt(c.req.url)))
    .get('/docs', (c) => c.html(bookOf(about, documentAt(c.req.url)), 200, headers))
    .get('/problems', (c) => c.html(page('Problems', listOf(codes)), 200, headers))
    .get('/problems/:code', (c) => {
      const code = codes.find((each) => each === c.req.param('code'))
      if (!code) return turnAway(c, 'NotFound')
      return c.html(page(code, problemOf(code, declared)), 200, headers)
    })
}

type Html = ReturnType<typeof html>

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1,h2,h3{line-height:1.2}h3{margin-top:2.5rem}code,pre{font:14px/1.45 ui-monospace,monospace}
pre{background:#f5f5f2;padding:.75rem;overflow:auto}table{border-collapse:collapse}td,th{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0}
a{color:#0b57a4}.way{font-weight:600;text-transform:uppercase}@media(prefers-color-scheme:dark){body{color:#e8e8e4;background:#161615}pre{background:#242422}a{color:#7db7f0}}`

/** A page of the court's, in its one style. */
export const page = (title: string, content: Html) => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Venire</title><style>${raw(STYLE)}</style></head><body><main>${content}</main></body></html>`

function listOf(codes: readonly Code[]): Html {
  return html`<h1>Problems</h1><p>Every no is RFC 9457. The code is the refusal’s name; its evidence stands beside it.</p><table>
${codes.map((code) => {
  const { status, title } = sentenceFor(code)
  return html`<tr><td>${status}</td><td><a href="/problems/${code}"><code>${code}</code></a></td><td>${title}</td></tr>`
})}</table>`
}

function problemOf(code: Code, declared: readonly Declaration[]): Html {
  const { status, title } = sentenceFor(code)
  const met = declared.filter((each) => codesOf(each).includes(code))
  return html`<h1><code>${code}</code></h1><p>${title}</p><p>Status ${status}.</p><h2>Where it is met</h2><ul>
${met.map(({ method, path }) => html`<li><a href="/docs#${method}${path}"><code>${method.toUpperCase()} ${path}</code></a></li>`)}</ul>
<p><a href="/problems">All problems</a></p>`
}

function bookOf(about: About, document: Json): Html {
  const paths = document.paths as Record<string, Record<string, Operation>>
  const tags = (document.tags as { name: string }[]).map(({ name }) => name)
  const hooks = Object.entries((document.webhooks ?? {}) as Record<string, { post: Operation }>)
  const of = (tag: string) =>
    Object.entries(paths).flatMap(([path, ways]) =>
      Object.entries(ways).flatMap(([way, operation]) =>
        operation.tags.includes(tag) ? [operationOf(way, path, operation)] : [],
      ),
    )
  return page(
    about.title,
    html`<h1>${about.title}</h1><p>${about.description}</p>
<p><a href="/openapi.json">OpenAPI 3.1</a> · <a href="/problems">Problems</a></p>
<nav><ul>${tags.map((tag) => html`<li><a href="#${tag}">${tag}</a></li>`)}</ul></nav>
${tags.map((tag) => html`<h2 id="${tag}">${tag}</h2>${of(tag)}`)}
${hooks.length > 0 ? html`<h2 id="webhooks">webhooks</h2>${hooks.map(([type, { post }]) => operationOf('sent', type, post))}` : ''}
<h2 id="shapes">shapes</h2>
${Object.entries((document.components as { schemas: Record<string, Json> }).schemas).map(([name, schema]) => html`<h3 id="shape-${name}">${name}</h3>${json(schema)}`)}`,
  )
}

type Operation = {
  summary: string
  description?: string
  tags: string[]
  parameters?: { name: string; in: string; required: boolean; description?: string; schema: Json }[]
  requestBody?: { content: Record<string, { schema: Json }> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
}

function operationOf(way: string, path: string, operation: Operation): Html {
  const { summary, description, parameters = [], requestBody, responses } = operation
  return html`<h3 id="${way}${path}"><span class="way">${way}</span> <code>${path}</code></h3><p>${summary}. ${description ?? ''}</p>
${parameters.length > 0 ? html`<table>${parameters.map((each) => html`<tr><td><code>${each.name}</code></td><td>${each.in}${each.required ? ', required' : ''}</td><td>${each.description ?? ''}</td></tr>`)}</table>` : ''}
${requestBody ? html`<p>Body</p>${json(Object.values(requestBody.content)[0]!.schema)}` : ''}
<table>${Object.entries(responses).map(([status, { description: said, content }]) => {
    const schema = content?.['application/json']?.schema
    return html`<tr><td>${status}</td><td>${said}</td><td>${schema ? json(schema) : ''}</td></tr>`
  })}</table>`
}

const json = (schema: Json): Html => {
  const name = typeof schema.$ref === 'string' ? schema.$ref.split('/').at(-1) : undefined
  return name
    ? html`<a href="#shape-${name}">${name}</a>`
    : html`<details><summary>Schema</summary><pre>${JSON.stringify(schema, null, 2)}</pre></details>`
}

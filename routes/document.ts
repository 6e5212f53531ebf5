/**
 * Document: the API in OpenAPI 3.1, written from the declarations that validate. JSON Schema is the validator's own.
 * @module
 */
import * as z from 'zod'
import type { Declaration } from './desk.ts'
import { type Code, sentenceFor } from './problems.ts'
import { ProblemBody } from './schemas.ts'

type Json = Record<string, unknown>
export type Info = { title: string; version: string; description: string; server: string }
/** A message that the court sends by itself. */
export type Sent = { type: string; summary: string; schema: z.ZodType }

/** The whole document. */
export function documentOf(info: Info, declared: readonly Declaration[], sent: readonly Sent[] = []): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const each of declared) {
    paths[each.path] = { ...paths[each.path], [each.method]: operation(each, schemas) }
  }
  const webhooks = Object.fromEntries(sent.map((each) => [each.type, { post: delivery(each, schemas) }]))
  const keyed = declared.some(({ needs }) => needs !== undefined)
  return {
    openapi: '3.1.0',
    info: {
      title: info.title,
      version: info.version,
      description: info.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: info.server }],
    tags: [...new Set(declared.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    ...(sent.length > 0 ? { webhooks } : {}),
    components: { schemas: sortedByName(schemas), ...(keyed ? { securitySchemes: { key: KEY } } : {}) },
  }
}

const KEY = { type: 'http', scheme: 'bearer', description: 'A session from POST /sessions, or an API key.' }

/** JSON Schema of `schema`; what has a name goes to `schemas` and is referred to. */
function shape(schema: z.ZodType, io: 'input' | 'output', schemas: Json): Json {
  const { $schema: _, $defs, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
  for (const [name, definition] of Object.entries(($defs ?? {}) as Json)) schemas[name] = relinked(definition)
  return relinked(made) as Json
}

function relinked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(relinked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : relinked(inner),
    ]),
  )
}

function operation(declared: Declaration, schemas: Json): Json {
  const { method, path, summary, detail, tag, needs, body, answers } = declared
  const parameters = [
    ...parametersOf(declared.params, 'path'),
    ...parametersOf(declared.query, 'query'),
    ...(declared.once ? [IDEMPOTENCY_KEY] : []),
    ...(method === 'get' && answers[200]?.type === undefined ? [IF_NONE_MATCH] : []),
  ]
  const scope = needs ? ` Needs a key with the scope \`${needs}\`.` : ''
  return {
    operationId: nameOf(method, path),
    summary,
    ...(detail || scope ? { description: `${detail ?? ''}${scope}`.trim() } : {}),
    tags: [tag],
    security: needs ? [{ key: [] }] : [],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body
      ? { requestBody: { required: true, content: { 'application/json': { schema: shape(body, 'input', schemas) } } } }
      : {}),
    responses: { ...answersOf(declared, schemas), ...problemsOf(declared, schemas) },
  }
}

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'One key for one intention. The same key with the same request brings the same answer, for three days.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
}
const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The ETag of the answer at hand; 304 says that it still holds.',
  schema: { type: 'string', maxLength: 200 },
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description ? { description } : {}),
    schema: rest,
  }))
}

function answersOf({ method, answers }: Declaration, schemas: Json): Json {
  const told = Object.entries(answers).map(([status, { schema, description, type = 'application/json' }]) => [
    status,
    {
      description,
      headers: HEADERS,
      ...(schema ? { content: { [type]: { schema: shape(schema, 'output', schemas) } } } : {}),
    },
  ])
  const kept = method === 'get' && answers[200] && answers[200].type === undefined
  return { ...Object.fromEntries(told), ...(kept ? { 304: { description: 'It still holds.', headers: HEADERS } } : {}) }
}

const HEADERS = {
  'API-Version': { description: 'The version of this document that answered.', schema: { type: 'string' } },
}
const LIMITED = {
  ...HEADERS,
  'Retry-After': { description: 'Seconds.', schema: { type: 'string' } },
  RateLimit: { description: 'What is left of the policy, and when it begins anew.', schema: { type: 'string' } },
}

/** Codes that a request of this shape may meet before the law is asked, and the route's own. */
export function codesOf({ method, params, query, body, needs, once, refuses = [] }: Declaration): Code[] {
  return [
    ...(params || query || body ? (['MalformedRequest'] as const) : []),
    ...(method === 'post' ? (['NotJson', 'TooLarge'] as const) : []),
    ...(needs ? (['KeyMissing', 'KeyUnknown', 'ScopeMissing'] as const) : []),
    ...(once ? (['IdempotencyKeyMissing', 'IdempotencyKeyReused'] as const) : []),
    ...(['TooManyRequests', 'Unavailable'] as const),
    ...refuses,
  ]
}

function problemsOf(declared: Declaration, schemas: Json): Json {
  const problem = shape(ProblemBody, 'output', schemas)
  const byStatus = new Map<number, Code[]>()
  for (const code of new Set(codesOf(declared))) {
    const { status } = sentenceFor(code)
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${sentenceFor(code).title}`).join(' '),
        headers: status === 429 ? LIMITED : HEADERS,
        content: {
          'application/problem+json': {
            schema: {
              allOf: [problem, { properties: { code: { enum: codes }, status: { const: status } } }],
            },
          },
        },
      },
    ]),
  )
}

function delivery({ summary, schema }: Sent, schemas: Json): Json {
  const header = (name: string, description: string) => ({
    name,
    in: 'header',
    required: true,
    description,
    schema: { type: 'string' },
  })
  return {
    operationId: nameOf('on', summary),
    summary,
    security: [],
    parameters: [
      header('webhook-id', 'The same for every attempt at one message.'),
      header('webhook-timestamp', 'Seconds since the Unix epoch, of this attempt.'),
      header('webhook-signature', 'Standard Webhooks 1.0.0: `v1` (HMAC-SHA256) and `v1a` (ed25519), space-separated.'),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: shape(schema, 'output', schemas) } } },
    responses: {
      '2XX': { description: 'Taken. Anything else is a failure, redirects included.' },
      '410': { description: 'Gone: nothing is sent to this address any more.' },
      '4XX': { description: 'Tried again later; 429 with Retry-After waits as long as it says.' },
    },
  }
}

const nameOf = (method: string, path: string): string =>
  method +
  path
    .replaceAll(/[{}]/g, '')
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
    .map((word) => word[0]!.toUpperCase() + word.slice(1))
    .join('')

const sortedByName = (schemas: Json): Json =>
  Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => a.localeCompare(b)))

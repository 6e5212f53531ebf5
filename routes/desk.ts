/**
 * Desk: a route is declared once. The declaration says what may come in, who may bring it, and what may go out; it
 * validates every request, and it is what /openapi.json is written from. So the document can't say anything else.
 *
 * Why not a library: those at hand carry all of their validator's languages into the Worker, and a generator of
 * schemas that the validator has itself.
 * @module
 */
import { type Context, type Env, Hono } from 'hono'
import type * as z from 'zod'
import { type Code, malformed, turnAway } from './problems.ts'

/** What a key may be good for. `keys` is a session's alone: a key can't make keys. */
export type Scope = 'keys' | 'hooks' | 'disputes'

/** An answer that isn't a problem. JSON, unless it says otherwise. */
export type Told = { schema?: z.ZodType; description: string; type?: string }

export const told = (schema: z.ZodType, description: string): Told => ({ schema, description })

export type Declaration = {
  method: 'get' | 'post' | 'delete'
  /** With parameters in braces. */
  path: string
  summary: string
  detail?: string
  /** The chapter of the document it stands in. */
  tag: string
  /** The scope that the caller's key needs; nobody is asked who they are where there is none. */
  needs?: Scope
  /** The request must carry an Idempotency-Key: it makes something that two of would be one too many. */
  once?: true
  params?: z.ZodType
  query?: z.ZodType
  body?: z.ZodType
  answers: Readonly<Record<number, Told>>
  /** Refusals beside those that any request of this shape may meet. */
  refuses?: readonly Code[]
}

type Out<T> = T extends z.ZodType ? z.output<T> : undefined
export type Given<D extends Declaration> = { params: Out<D['params']>; query: Out<D['query']>; body: Out<D['body']> }

/** What a declaration is heard with. */
export type Handler<E extends Env, D extends Declaration> = (
  c: Context<E>,
  given: Given<D>,
) => Response | Promise<Response>

/** Finds out who is asking; a response if they may not ask this. */
export type Porter<E extends Env> = (c: Context<E>, scope: Scope) => Promise<Response | undefined>

/** Routes of one subject. */
export class Desk<E extends Env> {
  readonly hono = new Hono<E>()
  readonly declared: Declaration[] = []
  readonly #porter: Porter<E> | undefined

  constructor(porter?: Porter<E>) {
    this.#porter = porter
  }

  on<const D extends Declaration>(declaration: D, handler: Handler<E, D>): this {
    const path = declaration.path.replaceAll(/\{(\w+)\}/g, ':$1')
    this.hono.on(declaration.method.toUpperCase(), path, async (c) => {
      if (declaration.needs) {
        const turned = await this.#porter?.(c, declaration.needs)
        if (turned) return turned
      }
      if (declaration.once && !isIdempotencyKey(c.req.header('idempotency-key')))
        return turnAway(c, 'IdempotencyKeyMissing')
      const given: Record<string, unknown> = {}
      for (const part of ['params', 'query', 'body'] as const) {
        const schema = declaration[part]
        if (!schema) continue
        const parsed = schema.safeParse(await partOf(c, part))
        if (!parsed.success) return malformed(c, part, parsed.error.issues)
        given[part] = parsed.data
      }
      return handler(c, given as Given<D>)
    })
    this.declared.push(declaration)
    return this
  }

  /** Takes over the routes of other desks. */
  join(...others: readonly Desk<E>[]): this {
    for (const other of others) {
      this.hono.route('/', other.hono)
      this.declared.push(...other.declared)
    }
    return this
  }
}

/** A key for one intention: 1 to 255 visible characters. */
const isIdempotencyKey = (key: string | undefined): boolean => key !== undefined && /^[\x21-\x7e]{1,255}$/.test(key)

const NOT_JSON = Symbol('not JSON')

async function partOf(c: Context, part: 'params' | 'query' | 'body'): Promise<unknown> {
  if (part === 'params') return c.req.param()
  if (part === 'query') return c.req.query()
  try {
    return await c.req.json()
  } catch {
    return NOT_JSON
  }
}

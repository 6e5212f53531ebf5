/**
 * Requests: what an OpenAPI document says may be asked, as arbitraries; and what it says may be answered, as checks.
 * Both read the published document and nothing else.
 * @module
 */
import fc from 'fast-check'
import * as z from 'zod'

export type Schema = Record<string, unknown>
export type Parameter = { name: string; in: string; required: boolean; schema: Schema }
export type Operation = {
  operationId: string
  security: unknown[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>
}
export type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** Values that fit a schema. `known` may offer some that mean something, by the name of the member. */
export function fitting(
  schema: Schema,
  { components }: Document,
  known: Record<string, readonly unknown[]>,
  name = '',
): fc.Arbitrary<unknown> {
  const within = (inner: Schema, member = name) => fitting(inner, { components } as Document, known, member)
  if (typeof schema.$ref === 'string') return within(components.schemas[schema.$ref.split('/').at(-1)!]!)
  if ('const' in schema) return fc.constant(schema.const)
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum)
  if (Array.isArray(schema.anyOf)) return fc.oneof(...schema.anyOf.map((each) => within(each as Schema)))
  const offered = known[name]
  const plain = plainly(schema, within)
  return offered && offered.length > 0 ? fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...offered) }, plain) : plain
}

function plainly(
  schema: Schema,
  within: (inner: Schema, member?: string) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'string': {
      const most = Math.min(Number(schema.maxLength ?? 200), 400)
      if (typeof schema.pattern === 'string' && most >= 200)
        return fc.stringMatching(new RegExp(shortened(schema.pattern)))
      if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern), { maxLength: most })
      return fc.string({ minLength: Number(schema.minLength ?? 0), maxLength: most, unit: 'grapheme' })
    }
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(Number(schema.minimum ?? 0), -1e9),
        max: Math.min(Number(schema.maximum ?? 1e9), 1e9),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(within(schema.items as Schema), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(4, Number(schema.maxItems ?? 4)),
      })
    default: {
      const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
      const shape = Object.fromEntries(members.map(([member, inner]) => [member, within(inner, member)]))
      return fc.record(shape, { requiredKeys: (schema.required ?? []) as string[] })
    }
  }
}

/** The same pattern for texts short enough to be made by the hundred. */
const shortened = (pattern: string): string => pattern.replace(/\)\*\$$/, '){0,40}$')

/** Anything at all where something was expected. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, -1, 1.5, 2 ** 60, '', '\u0000', '0X00', 'é'.repeat(300), '../..', "' OR 1=1 --", [], {}, [
    [],
  ]),
  fc.anything({ maxDepth: 2 }),
)

/** Whether an answer is one of those that the document knows of; the reason if it isn't. */
export function checker(document: Document) {
  const definitions = JSON.parse(
    JSON.stringify(document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
  )
  const made = new Map<string, z.ZodType>()
  const validator = (schema: Schema): z.ZodType => {
    const text = JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/')
    if (!made.has(text)) made.set(text, z.fromJSONSchema({ ...JSON.parse(text), $defs: definitions }))
    return made.get(text)!
  }
  return async (operation: Operation, answer: Response): Promise<string | undefined> => {
    const said = operation.responses[String(answer.status)]
    if (!said) return `status ${answer.status} is not in the document: ${(await answer.text()).slice(0, 300)}`
    const type = answer.headers.get('content-type')?.split(';')[0] ?? ''
    if (!said.content) return (await answer.text()) === '' ? undefined : `status ${answer.status} has a body`
    const content = said.content[type]
    if (!content) return `status ${answer.status} is ${type}, not one of ${Object.keys(said.content)}`
    if (!type.endsWith('json')) {
      await answer.body?.cancel()
      return undefined
    }
    const body = await answer.json()
    const checked = validator(content.schema).safeParse(body)
    if (checked.success) return undefined
    return `status ${answer.status}: ${z.prettifyError(checked.error)}: ${JSON.stringify(body).slice(0, 300)}`
  }
}

/**
 * The document, before anybody asks the court: two validators that know nothing of each other, and one of our own,
 * must find nothing wrong with it. That it is true is tried in test/routes/document.test.ts.
 */
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { attestorDoor } from '#routes/attestor'
import type { Caller } from '#routes/caller'
import { door } from '#routes/index'
import { sent } from '#routes/sent'

/** Enough of a court for pages that ask it nothing. */
const bindings = {
  door: { about: { url: 'https://court.test' }, admits: null, count: () => undefined, sweep: () => undefined },
}
const documents = {
  court: await (await door.request('/openapi.json', {}, bindings as unknown as Caller['Bindings'])).json(),
  attestor: await (await attestorDoor.request('/openapi.json')).json(),
} as Record<string, Document>
type Operation = {
  operationId: string
  security: unknown[]
  responses: Record<string, { content?: Record<string, unknown> }>
}
type Document = { paths: Record<string, Record<string, Operation>>; webhooks?: Record<string, unknown> }

/** Taste: the court's own address may be this machine, and a tag's name says all. */
const OFF = { 'no-server-example.com': 'off', 'tag-description': 'off', 'operation-4xx-response': 'off' } as const

describe.each(Object.entries(documents))('the document of the %s', (_, document) => {
  test('is OpenAPI 3.1 by the letter of its schema', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never)
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  test('is OpenAPI 3.1 to a linter', async () => {
    const config = await createConfig({ extends: ['spec', 'recommended'], rules: OFF })
    const problems = await lintFromString({ source: JSON.stringify(document), config })
    expect(problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)).toEqual([])
  })

  test('calls each operation by a name of its own, and knows the shape of each of its answers', () => {
    const operations = Object.values(document.paths).flatMap((ways) => Object.values(ways))
    const names = operations.map(({ operationId }) => operationId)
    expect(new Set(names).size).toBe(names.length)
    const bare = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(([status, { content }]) => !['204', '304'].includes(status) && !content)
        .map(([status]) => `${operationId} ${status}`),
    )
    expect(bare).toEqual([])
  })
})

test('every message that the court sends stands in the document', () => {
  expect(Object.keys(documents.court!.webhooks!).sort()).toEqual(sent.map(({ type }) => type).sort())
})

test('pages ask nothing of third parties: all that they show is on them', async () => {
  const answer = await door.request('/docs', {}, bindings as unknown as Caller['Bindings'])
  const page = await answer.text()
  expect(page).toContain('/disputes/{dispute}/panels/{panel}/ballots')
  expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import/i)
  expect(page.match(/https?:\/\/[^"' <]+/g) ?? []).toEqual([])
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test('each code that a problem may carry has a page that says what it means', async () => {
  const list = await (await door.request('/problems', {}, bindings as unknown as Caller['Bindings'])).text()
  const codes = [...list.matchAll(/href="\/problems\/(\w+)"/g)].map(([, code]) => code!)
  expect(codes.length).toBeGreaterThan(30)
  for (const code of codes) {
    const page = await door.request(`/problems/${code}`, {}, bindings as unknown as Caller['Bindings'])
    expect([page.status, (await page.text()).includes(code)]).toEqual([200, true])
  }
})

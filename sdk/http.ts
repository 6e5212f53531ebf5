/**
 * Http: the one way requests leave this client and answers or refusals come back.
 * @module
 */

/** What sends a request. The global `fetch` is one; tests and Workers bring their own. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** An RFC 9457 problem as the court answers it. `code` is the name of the refusal where the law refused. */
export type Problem = { type?: string; title?: string; status: number; code?: string; detail?: string } & Record<
  string,
  unknown
>

/** Asks `base + path` and reads JSON. @throws Refused when the answer isn't a success. */
export async function ask<T>(fetch: Fetch, base: string, path: string, body?: unknown): Promise<T> {
  return JSON.parse(await askText(fetch, base, path, body)) as T
}

/** Like `ask`, but gives the bytes as they are: a transcript is only itself in its own spelling. */
export async function askText(fetch: Fetch, base: string, path: string, body?: unknown): Promise<string> {
  const asked =
    body === undefined
      ? await fetch(base + path)
      : await fetch(base + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
        })
  const text = await asked.text()
  if (!asked.ok) throw new Refused(path, problemOf(asked.status, text))
  return text
}

/** The court said no, with the reason it gave. */
export class Refused extends Error {
  readonly problem: Problem
  constructor(path: string, problem: Problem) {
    super(`${path}: ${problem.code ?? problem.status} ${problem.detail ?? problem.title ?? ''}`.trimEnd())
    this.name = 'Refused'
    this.problem = problem
  }
  /** The refusal's code, or undefined when something other than the law answered. */
  get code(): string | undefined {
    return this.problem.code
  }
}

function problemOf(status: number, text: string): Problem {
  try {
    const parsed = JSON.parse(text) as Problem
    return { ...parsed, status }
  } catch {
    return { status, detail: text.slice(0, 300) } // not JSON: a proxy, or a crash, answered
  }
}

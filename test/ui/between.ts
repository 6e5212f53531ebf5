/**
 * Between: stands between a browser and the court, passes everything on, and cuts lines when it is told to.
 */
import { createServer, type IncomingHttpHeaders, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Line = { url: string; last: string | undefined; isOpen: boolean }

export class Between {
  /** Lines that were asked for, in order. */
  readonly lines: Line[] = []
  /** While true, the court has no lines to give. */
  refuses = false
  readonly #court: URL
  readonly #server: Server
  readonly #open = new Set<ServerResponse>()

  private constructor(court: string) {
    this.#court = new URL(court)
    this.#server = createServer((asked, answer) => {
      const { url = '/', method, headers } = asked
      if (/\/events(\?|$)/.test(url)) {
        if (!this.#note(url, headers, answer)) return
      }
      const passed = request(
        { host: this.#court.hostname, port: this.#court.port, path: url, method, headers },
        (given) => {
          answer.writeHead(given.statusCode ?? 502, given.headers)
          given.pipe(answer)
          answer.on('close', () => given.destroy())
        },
      )
      passed.on('error', () => answer.destroy())
      asked.pipe(passed)
    })
  }

  static async open(court: string): Promise<Between> {
    const between = new Between(court)
    await new Promise<void>((resolve) => between.#server.listen(0, '127.0.0.1', resolve))
    return between
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Every line breaks, as if somebody had stumbled over the cable. */
  cut(): void {
    for (const answer of this.#open) answer.destroy()
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #note(url: string, headers: IncomingHttpHeaders, answer: ServerResponse): boolean {
    const line = { url, last: headers['last-event-id'] as string | undefined, isOpen: !this.refuses }
    this.lines.push(line)
    if (this.refuses) {
      answer.writeHead(503).end()
      return false
    }
    this.#open.add(answer)
    answer.on('close', () => {
      line.isOpen = false
      this.#open.delete(answer)
    })
    return true
  }
}

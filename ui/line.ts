/**
 * Line: the court's event stream, which a page follows so that it needn't ask all the time.
 *
 * What it brings is a reason to ask again, nothing that is believed. A line that breaks the browser takes up itself,
 * with Last-Event-ID; one that the court ended, or that never began, is opened anew after a pause, from the last entry
 * on. While nobody sees the page there is no line at all, and on coming back everything is asked once.
 * @module
 */

/** What comes in one burst is one reason to ask. */
const TOGETHER_MS = 200
/** Before a line that ended is opened anew. */
const AGAIN_MS = 3_000

/** Where a line begins, what its events are called, and after which of them. */
export type Line = { path: string; event: 'entry' | 'docket'; after?: number }

const open = new Set<EventSource>()

/** True while the court would say by itself that something has changed. */
export const isHeard = (): boolean => open.size > 0

/** Follows a line until it is told to stop. `heard`: on news, and whenever some of it may have been missed. */
export function follow({ path, event, after }: Line, heard: () => void): () => void {
  let source: EventSource | undefined
  let last = after
  let isAgain = false
  let burst: ReturnType<typeof setTimeout> | undefined
  let pause: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    burst ??= setTimeout(() => {
      burst = undefined
      heard()
    }, TOGETHER_MS)
  }
  const close = () => {
    clearTimeout(pause)
    if (!source) return
    source.close()
    open.delete(source)
    source = undefined
  }
  const begin = () => {
    close()
    if (document.hidden) return
    const line = new EventSource(last === undefined ? path : `${path}?after=${last}`)
    source = line
    line.onopen = () => {
      open.add(line)
      // A line that begins after an entry brings what came since; before that, something may have been missed.
      if (after === undefined || isAgain) tell()
      isAgain = true
    }
    line.addEventListener(event, ({ lastEventId }) => {
      if (lastEventId) last = Number(lastEventId)
      tell()
    })
    line.onerror = () => {
      // Once, so that whoever waits for news begins to ask, and hears whether the court is there at all.
      if (open.delete(line)) tell()
      if (line.readyState === EventSource.CLOSED) pause = setTimeout(begin, AGAIN_MS)
    }
  }
  begin()
  document.addEventListener('visibilitychange', begin)
  return () => {
    document.removeEventListener('visibilitychange', begin)
    clearTimeout(burst)
    close()
  }
}

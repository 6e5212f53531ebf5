/**
 * Held: keeps the focus where the hand was. A button that does its work and goes away would leave the keyboard at the top
 * of the page, and a screen reader silent: the focus goes to the title of what stands there now.
 * @module
 */
import { type ReactNode, useEffect, useRef } from 'react'

export function Held({ id, className, children }: { id?: string; className?: string; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const here = place.current!
    let isInside = false
    const came = () => {
      isInside = true
    }
    const went = ({ target }: FocusEvent) =>
      // Some browsers say the same of a focus that was moved away and of one whose element was removed.
      queueMicrotask(() => {
        if ((target as Node).isConnected) isInside = here.contains(document.activeElement)
      })
    const changes = new MutationObserver(() => {
      if (!isInside || document.activeElement !== document.body) return
      const title = here.querySelector<HTMLElement>('h2') ?? here
      title.tabIndex = -1
      title.focus({ preventScroll: true })
    })
    here.addEventListener('focusin', came)
    here.addEventListener('focusout', went)
    changes.observe(here, { childList: true, subtree: true })
    return () => {
      changes.disconnect()
      here.removeEventListener('focusin', came)
      here.removeEventListener('focusout', went)
    }
  }, [])
  return (
    <div ref={place} id={id} tabIndex={-1} className={className}>
      {children}
    </div>
  )
}

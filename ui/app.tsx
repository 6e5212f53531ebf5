/**
 * App: the addresses of the pages. The docket is here from the start; the others come when somebody goes there.
 * @module
 */
import { lazy, type ReactNode, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import type { Digest } from '#primitives/bytes'
import type { DisputeName } from '../sdk/venire.ts'
import { Docket } from './docket/docket.tsx'
import { Frame } from './frame/frame.tsx'
import { NotHere, Waiting } from './frame/says.tsx'

const Hearing = lazy(() => import('./docket/hearing.tsx'))
const Verify = lazy(() => import('./verify/verify.tsx'))
const Courts = lazy(() => import('./court/courts.tsx'))
const Court = lazy(() => import('./court/court.tsx'))
const Founded = lazy(() => import('./court/founded.tsx'))
const Desk = lazy(() => import('./desk/desk.tsx'))

/** What an address calls a dispute: its key, or its id on chain; undefined for what names none. */
function disputeNamed(text: string): DisputeName | undefined {
  if (isName(text)) return text
  return /^[1-9]\d{0,77}$/.test(text) ? BigInt(text) : undefined
}

/** Courts on chain have numbers, those off chain have names. */
const isName = (court: string): court is Digest => /^0x[0-9a-f]{64}$/.test(court)

function Named({ name, children }: { name: string; children: (name: DisputeName) => ReactNode }) {
  const dispute = disputeNamed(name)
  return dispute === undefined ? <NotHere /> : children(dispute)
}

export function App() {
  return (
    <Frame>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/" component={Docket} />
          <Route path="/docket/:name">
            {({ name }) => <Named name={name}>{(dispute) => <Hearing key={name} name={dispute} />}</Named>}
          </Route>
          <Route path="/verify">
            <Verify />
          </Route>
          <Route path="/verify/:name/:panel">
            {({ name, panel }) => (
              <Named name={name}>
                {(dispute) => <Verify key={`${name}/${panel}`} name={dispute} panel={Number(panel)} />}
              </Named>
            )}
          </Route>
          <Route path="/court">
            <Courts />
          </Route>
          <Route path="/court/:court">
            {({ court }) =>
              isName(court) ? <Founded key={court} name={court} /> : <Court key={court} court={Number(court)} />
            }
          </Route>
          <Route path="/desk">
            <Desk />
          </Route>
          <Route path="/desk/:name">
            {({ name }) => <Named name={name}>{(dispute) => <Desk name={dispute} />}</Named>}
          </Route>
          <Route>
            <NotHere />
          </Route>
        </Switch>
      </Suspense>
    </Frame>
  )
}

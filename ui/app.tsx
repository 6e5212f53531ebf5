/**
 * App: the addresses of the pages. The docket is here from the start; the others come when somebody goes there.
 * @module
 */
import { lazy, Suspense } from 'react'
import { Route, Switch } from 'wouter'
import type { Digest } from '#primitives/bytes'
import { Docket } from './docket/docket.tsx'
import { Frame } from './frame/frame.tsx'
import { NotHere, Waiting } from './frame/says.tsx'

const Hearing = lazy(() => import('./docket/hearing.tsx'))
const Verify = lazy(() => import('./verify/verify.tsx'))
const Courts = lazy(() => import('./court/courts.tsx'))
const Court = lazy(() => import('./court/court.tsx'))
const Founded = lazy(() => import('./court/founded.tsx'))
const Desk = lazy(() => import('./desk/desk.tsx'))

/** Courts on chain have numbers, those off chain have names. */
const isName = (court: string): court is Digest => /^0x[0-9a-f]{64}$/.test(court)

export function App() {
  return (
    <Frame>
      <Suspense fallback={<Waiting />}>
        <Switch>
          <Route path="/" component={Docket} />
          <Route path="/docket/:name">{({ name }) => <Hearing key={name} name={name} />}</Route>
          <Route path="/verify">
            <Verify />
          </Route>
          <Route path="/verify/:name/:panel">
            {({ name, panel }) => <Verify key={`${name}/${panel}`} name={name} panel={Number(panel)} />}
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
          <Route path="/desk/:name">{({ name }) => <Desk name={name} />}</Route>
          <Route>
            <NotHere />
          </Route>
        </Switch>
      </Suspense>
    </Frame>
  )
}

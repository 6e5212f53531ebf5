/**
 * Rings: whether jurors of this dispute whom the reader names err together more often than strangers do. Who is suspected
 * is named first; looking through all pairs would find one by chance. What is found is shown, never slashed.
 * @module
 */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Dispute } from '#law/dispute'
import type { Rings as Found } from '#law/report/rings'
import type { Address } from '#primitives/bytes'
import { useRings } from '../api.ts'
import { short } from '../frame/names.ts'
import { Failure, Says, Waiting } from '../frame/says.tsx'
import { Records } from '../pictures/records.tsx'

/** As many as may be named at once. */
const MOST_NAMED = 32

export default function Rings({ dispute }: { dispute: Dispute }) {
  const { t } = useTranslation()
  const [named, name] = useState<readonly Address[]>([])
  const draws = dispute.sittings.flatMap(({ draws }) => draws.filter(({ seated }) => seated))
  const jurors = [...new Set(draws.map(({ address }) => address))].sort()
  const { data, error, isFetching } = useRings(Number(dispute.facts.court), named)
  const turn = (juror: Address) =>
    name(named.includes(juror) ? named.filter((one) => one !== juror) : [...named, juror].sort())
  return (
    <div className="stack">
      <p className="note">{t('rings.why')}</p>
      <fieldset className="bare">
        <legend className="note">{t('rings.name')}</legend>
        <div className="row">
          {jurors.map((juror) => (
            <label key={juror} className="check">
              <input
                type="checkbox"
                checked={named.includes(juror)}
                disabled={named.length >= MOST_NAMED && !named.includes(juror)}
                onChange={() => turn(juror)}
              />
              <code>{short(juror)}</code>
            </label>
          ))}
        </div>
      </fieldset>
      {named.length < 2 ? (
        <p className="note">{t('rings.two')}</p>
      ) : data ? (
        <Held found={data} />
      ) : error && !isFetching ? (
        <Failure error={error} />
      ) : (
        <Waiting />
      )}
    </div>
  )
}

const [WIDE, HIGH, TOP] = [360, 22, 26]

/** Each named pair on the scale of strangers: half of them are below the first mark, one in a hundred above the last. */
function Held({ found }: { found: Found }) {
  const { t } = useTranslation()
  const pairs = found.named.flatMap((group) => group.pairs)
  if (pairs.length === 0) return <p className="note">{t('rings.never')}</p>
  const marks = [
    { at: found.null.median, said: t('rings.half') },
    { at: found.bound, said: t('rings.bound') },
  ]
  const values = [...pairs.map(({ z }) => z), ...marks.map(({ at }) => at)]
  const [low, high] = [Math.min(-1e9, ...values), Math.max(3e9, ...values)]
  const across = (z: number) => (WIDE * (z - low)) / (high - low)
  return (
    <>
      <Says tone={found.found.length > 0 ? 'bad' : 'ok'}>
        {found.found.length === 0
          ? t('rings.nothing')
          : found.found.map((group) => t('rings.found', { members: group.map(short).join(', ') })).join(' ')}
      </Says>
      <svg
        className="whiskers"
        viewBox={`-40 0 ${WIDE + 80} ${TOP + HIGH * pairs.length}`}
        role="img"
        aria-label={t('rings.label')}
      >
        {marks.map(({ at, said }) => (
          <g key={said}>
            <path className="zero" d={`M${across(at)} ${TOP - 8} V${TOP + HIGH * pairs.length}`} />
            <text x={across(at)} y="12">
              {said}
            </text>
          </g>
        ))}
        {pairs.map(({ a, b, z }, i) => (
          <circle key={`${a} ${b}`} cx={across(z)} cy={TOP + HIGH * (i + 0.5)} r="4.5" />
        ))}
      </svg>
      <Records
        columns={[
          { name: t('rings.pair') },
          { name: t('rings.agreed'), isNumber: true },
          { name: t('rings.beyond'), isNumber: true },
        ]}
        rows={pairs.map(({ a, b, items, agreed, z }) => ({
          key: `${a} ${b}`,
          cells: [
            <code key="pair">
              {short(a)} {short(b)}
            </code>,
            t('rings.of', { agreed, items }),
            (z / 1e9).toFixed(2),
          ],
        }))}
      />
      <p className="note">{t('rings.strangers', { count: found.null.pairs, bound: (found.bound / 1e9).toFixed(2) })}</p>
    </>
  )
}

/**
 * Answer: a form for every answer space, one item after the other. What it gives is what the law encodes; whatever isn't
 * an answer yet is undefined, and an item that nothing was said of stays blank.
 * @module
 */
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Block } from '#law/block'
import { wholeParts } from '#law/question/distribution'
import { placeAt } from '#law/question/point'
import { type Law, readLaw } from '#law/question/posed'
import { encodeAnswer } from '#law/question/question'
import { scalarSteps } from '#law/question/scalar'
import { isMark, type Opinion, type Point, type Said, type Space, type SpaceName } from '#law/question/space'
import { type Hex, toHex, utf8 } from '#primitives/bytes'
import { blockOf, useNames } from '../pictures/said.tsx'
import { Order } from './order.tsx'

/** Items that are shown at once. */
const MOST_ITEMS = 20

type Answers = readonly (Said | undefined)[]

/** @param answers - One for each item, undefined where nothing was said. */
export function AnswerForm({
  law,
  titles,
  answers,
  onAnswer,
}: {
  law: Law
  titles: readonly string[]
  answers: Answers
  onAnswer: (answers: Answers) => void
}) {
  const { t } = useTranslation()
  const [from, setFrom] = useState(0)
  const { items, space } = readLaw(law).question
  const shown = Array.from({ length: Math.min(MOST_ITEMS, items - from) }, (_, i) => from + i)
  const say = (item: number, said: Said | undefined) =>
    onAnswer(Array.from({ length: items }, (_, i) => (i === item ? said : answers[i])))
  return (
    <div className="stack">
      {shown.map((item) => (
        <fieldset key={item} className="choices">
          <legend>{items === 1 ? t('seat.question') : t('answer.item', { item: item + 1, items })}</legend>
          <Item law={law} space={space} titles={titles} said={answers[item]} onSay={(said) => say(item, said)} />
        </fieldset>
      ))}
      {items > MOST_ITEMS && (
        <div className="row">
          <button
            type="button"
            className="button"
            disabled={from === 0}
            onClick={() => setFrom(Math.max(0, from - MOST_ITEMS))}
          >
            {t('answer.before')}
          </button>
          <button
            type="button"
            className="button"
            disabled={from + MOST_ITEMS >= items}
            onClick={() => setFrom(from + MOST_ITEMS)}
          >
            {t('answer.after')}
          </button>
        </div>
      )}
    </div>
  )
}

/** The answers as they are sealed; undefined unless they are an answer to the question that says something. */
export function sayable(law: Law, answers: Answers): readonly Said[] | undefined {
  const { question } = readLaw(law)
  const said = Array.from({ length: question.items }, (_, i): Said => answers[i] ?? 'blank')
  if (said.every((one) => one === 'blank')) return undefined
  try {
    encodeAnswer(question, said)
    return said
  } catch {
    return undefined
  }
}

/** Spaces in which one picks from what is offered; in the others "none of these" says that there is no answer. */
const CHOSEN: readonly SpaceName[] = ['choice', 'order', 'labels', 'distribution', 'opinion']

export type Says<V> = { said: V | undefined; onSay: (said: V | undefined) => void; nameOf: (place: number) => string }

function Item({
  law,
  space,
  titles,
  said,
  onSay,
}: {
  law: Law
  space: Space
  titles: readonly string[]
  said: Said | undefined
  onSay: (said: Said | undefined) => void
}) {
  const { t } = useTranslation()
  const nameOf = useNames(titles)
  const block = blockOf(law)
  // Where "none acceptable" is ranked among the candidates, it needn't be said a second way.
  const offersNone = space.offersNone && block.none !== true
  const marks = offersNone ? (['cannot tell', 'none of these'] as const) : (['cannot tell'] as const)
  const isOffered = CHOSEN.includes(space.name)
  const value = said === undefined || (typeof said === 'string' && isMark(said)) ? undefined : said
  return (
    <>
      <Value law={law} said={value} onSay={onSay} nameOf={nameOf} />
      <div className="row">
        {marks.map((mark) => (
          <button
            key={mark}
            type="button"
            className="button"
            aria-pressed={said === mark}
            onClick={() => onSay(said === mark ? undefined : mark)}
          >
            {said === mark && '✓ '}
            {mark === 'none of these' && !isOffered ? t('answer.nothing') : t(`answer.marks.${mark}`)}
          </button>
        ))}
      </div>
    </>
  )
}

function Value({ law, said, onSay, nameOf }: { law: Law } & Says<Said>) {
  const block = blockOf(law)
  const count = (member: string) => Number(block[member])
  switch (block.space) {
    case 'choice':
      return <Choice count={count('choices')} said={said as number} onSay={onSay} nameOf={nameOf} />
    case 'scalar':
      return <Scalar block={block} onSay={onSay} />
    case 'point':
      return <Place looks={block.degrees !== undefined} onSay={onSay} />
    case 'order':
      return (
        <Order
          count={count('candidates')}
          none={block.none === true}
          said={said as readonly number[]}
          onSay={onSay}
          nameOf={nameOf}
        />
      )
    case 'labels':
      return <Labels count={count('labels')} said={said as readonly number[]} onSay={onSay} nameOf={nameOf} />
    case 'distribution':
      return <Shares count={count('outcomes')} onSay={onSay} nameOf={nameOf} />
    case 'opinion':
      return <OpinionForm count={count('choices')} said={said as Opinion} onSay={onSay} nameOf={nameOf} />
    case 'vector':
      return <Vector count={count('dimensions')} onSay={onSay} />
    default:
      return <Bytes most={count('most')} onSay={onSay} />
  }
}

const places = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

function Choice({ count, said, onSay, nameOf }: { count: number } & Says<number>) {
  const name = useId()
  return places(count).map((place) => (
    <label key={place} className="choice">
      <input type="radio" name={name} checked={said === place + 1} onChange={() => onSay(place + 1)} />
      <span>{nameOf(place)}</span>
    </label>
  ))
}

/** Said once something was written that isn't an answer: beside where it was written. */
function Wrong({ shown, children }: { shown: boolean; children: string }) {
  return <span role="alert">{shown && <span className="wrong">{children}</span>}</span>
}

function Scalar({ block, onSay }: { block: Block } & Omit<Says<number>, 'said' | 'nameOf'>) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const range = t('answer.scalar', { min: String(block.min), max: String(block.max), step: String(block.step) })
  const write = (next: string) => {
    setText(next)
    onSay(scalarSteps(block, next.trim()))
  }
  return (
    <label className="field">
      {range}
      <input inputMode="decimal" value={text} onChange={(event) => write(event.target.value)} />
      <Wrong shown={text.trim() !== '' && scalarSteps(block, text.trim()) === undefined}>{t('answer.outside')}</Wrong>
    </label>
  )
}

function Place({ looks, onSay }: { looks: boolean } & Omit<Says<Point>, 'said' | 'nameOf'>) {
  const { t } = useTranslation()
  const [texts, setTexts] = useState<readonly string[]>([])
  const parts = looks ? (['north', 'east', 'heading'] as const) : (['north', 'east'] as const)
  const write = (i: number, text: string) => {
    const next = parts.map((_, j) => (j === i ? text : (texts[j] ?? '')))
    setTexts(next)
    onSay(placeIn(next))
  }
  return (
    <>
      <div className="row">
        {parts.map((part, i) => (
          <label key={part} className="field">
            {t(`answer.${part}`)}
            <input inputMode="decimal" value={texts[i] ?? ''} onChange={(event) => write(i, event.target.value)} />
          </label>
        ))}
      </div>
      <Wrong shown={parts.every((_, i) => texts[i]?.trim()) && placeIn(texts) === undefined}>
        {t('answer.nowhere')}
      </Wrong>
    </>
  )
}

function placeIn(texts: readonly string[]): Point | undefined {
  const [north = Number.NaN, east = Number.NaN, heading] = texts.map((one) =>
    one.trim() === '' ? Number.NaN : Number(one),
  )
  const isPlace = [north, east, heading ?? 0].every(Number.isFinite) && Math.abs(north) <= 90
  return isPlace ? placeAt(north, east, heading) : undefined
}

function Labels({ count, said = [], onSay, nameOf }: { count: number } & Says<readonly number[]>) {
  const turn = (label: number) =>
    onSay(said.includes(label) ? said.filter((one) => one !== label) : [...said, label].sort((a, b) => a - b))
  return places(count).map((label) => (
    <label key={label} className="choice">
      <input type="checkbox" checked={said.includes(label)} onChange={() => turn(label)} />
      <span>{nameOf(label)}</span>
    </label>
  ))
}

/** Shares as people say them; what is sealed are their parts of the whole. */
function Shares({ count, onSay, nameOf }: { count: number } & Omit<Says<readonly number[]>, 'said'>) {
  const { t } = useTranslation()
  const [texts, setTexts] = useState<readonly string[]>([])
  const write = (i: number, text: string) => {
    const next = places(count).map((j) => (j === i ? text : (texts[j] ?? '')))
    setTexts(next)
    onSay(sharesIn(next))
  }
  return (
    <>
      <p className="note">{t('answer.shares')}</p>
      {places(count).map((place) => (
        <label key={place} className="field">
          {nameOf(place)}
          <input
            inputMode="decimal"
            value={texts[place] ?? ''}
            onChange={(event) => write(place, event.target.value)}
          />
        </label>
      ))}
      <Wrong shown={texts.some((text) => text.trim() !== '') && sharesIn(texts) === undefined}>
        {t('answer.noShares')}
      </Wrong>
    </>
  )
}

/** What is left empty is nothing. */
function sharesIn(texts: readonly string[]): number[] | undefined {
  const shares = texts.map((text) => Number(text.trim()))
  const isWhole = shares.every((share) => share >= 0 && share < 1e12) && shares.some((share) => share > 0)
  return isWhole ? wholeParts(shares) : undefined
}

function OpinionForm({ count, onSay, nameOf }: { count: number } & Says<Opinion>) {
  const { t } = useTranslation()
  const [choice, setChoice] = useState<number>()
  const [forecast, setForecast] = useState<readonly number[]>()
  const put = (one: number | undefined, other: readonly number[] | undefined) => {
    setChoice(one)
    setForecast(other)
    onSay(one !== undefined && other ? { choice: one, forecast: other } : undefined)
  }
  return (
    <>
      <Choice count={count} said={choice} onSay={(one) => put(one, forecast)} nameOf={nameOf} />
      <p className="note">{t('answer.forecast')}</p>
      <Shares count={count} onSay={(other) => put(choice, other)} nameOf={nameOf} />
    </>
  )
}

function Vector({ count, onSay }: { count: number } & Omit<Says<readonly number[]>, 'said' | 'nameOf'>) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const write = (next: string) => {
    setText(next)
    onSay(numbersIn(next, count))
  }
  return (
    <label className="field">
      {t('answer.vector', { count })}
      <textarea rows={3} value={text} onChange={(event) => write(event.target.value)} />
      <Wrong shown={text.trim() !== '' && numbersIn(text, count) === undefined}>
        {t('answer.notNumbers', { count })}
      </Wrong>
    </label>
  )
}

/** So many whole numbers of 32 bits. */
function numbersIn(text: string, count: number): number[] | undefined {
  const numbers = text
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .map(Number)
  return numbers.length === count && numbers.every((one) => (one | 0) === one) ? numbers : undefined
}

/** Hex as it is, any other text as UTF-8. */
function Bytes({ most, onSay }: { most: number } & Omit<Says<Hex>, 'said' | 'nameOf'>) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const write = (next: string) => {
    setText(next)
    onSay(bytesIn(next, most))
  }
  return (
    <label className="field">
      {t('answer.bytes')}
      <textarea rows={3} value={text} onChange={(event) => write(event.target.value)} />
      <Wrong shown={text !== '' && bytesIn(text, most) === undefined}>{t('answer.tooLong', { count: most })}</Wrong>
    </label>
  )
}

function bytesIn(text: string, most: number): Hex | undefined {
  const isBytes = /^0x([0-9a-f]{2})*$/i.test(text.trim())
  const bytes = isBytes ? (text.trim().toLowerCase() as Hex) : toHex(utf8(text))
  return text === '' || (bytes.length - 2) / 2 > most ? undefined : bytes
}

/**
 * Words: no language says less than another.
 */
import { expect, test } from 'vitest'
import en from '../../ui/words/en.json' with { type: 'json' }
import ja from '../../ui/words/ja.json' with { type: 'json' }

test('both languages say the same things, with the same blanks to fill', () => {
  expect(namesOf(ja)).toEqual(namesOf(en))
})

/** Every name with the blanks in what it says. */
function namesOf(words: object, under = ''): string[] {
  return Object.entries(words)
    .flatMap(([name, value]) =>
      typeof value === 'object' ? namesOf(value, `${under}${name}.`) : [`${under}${name} ${blanksOf(value)}`],
    )
    .sort()
}

const blanksOf = (text: string): string =>
  [...new Set(text.match(/{{\w+}}/g))]
    // A language may leave out a number that its grammar says in words.
    .filter((blank) => blank !== '{{count}}')
    .sort()
    .join(' ')

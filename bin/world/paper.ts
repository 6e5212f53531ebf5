/**
 * Paper: calm lines on a terminal. Colour only where somebody looks.
 * @module
 */
import { formatEther } from 'viem'

const isTerminal = process.stdout.isTTY === true && process.env.NO_COLOR === undefined
const style = (code: string) => (text: string) => (isTerminal ? `\x1b[${code}m${text}\x1b[0m` : text)

export const bold = style('1')
export const dim = style('2')
export const green = style('32')
export const red = style('31')
export const blue = style('34')

/** 12345678 → 12,345,678 */
export function grouped(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Ether with at most six decimals, without trailing zeros. */
export function ether(wei: bigint): string {
  const [whole, part = ''] = formatEther(wei).split('.')
  const shown = part.slice(0, 6).replace(/0+$/, '')
  return `${grouped(BigInt(whole!))}${shown === '' ? '' : `.${shown}`} ETH`
}

/** An amount of 18 decimals with at most four shown, sign kept. */
export function amount(units: bigint): string {
  const sign = units < 0n ? '−' : ''
  const [whole, part = ''] = formatEther(units < 0n ? -units : units).split('.')
  const shown = part.slice(0, 4).replace(/0+$/, '')
  return `${sign}${grouped(BigInt(whole!))}${shown === '' ? '' : `.${shown}`}`
}

/** 0x1234…cdef */
export const short = (hex: string): string => `${hex.slice(0, 6)}…${hex.slice(-4)}`

/** A span of time in its two largest units. */
export function span(seconds: number): string {
  const units: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'min'],
    [seconds % 60, 's'],
  ]
  const from = units.findIndex(([count]) => count > 0)
  if (from < 0) return '0 s'
  return units
    .slice(from, from + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ')
}

/** Pads by what is seen, not by what colours add. */
export function column(text: string, width: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a colour begins with
  const seen = text.replace(/\x1b\[\d+m/g, '').length
  return text + ' '.repeat(Math.max(0, width - seen))
}

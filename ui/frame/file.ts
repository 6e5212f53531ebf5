/**
 * File: what leaves these pages as a file.
 * @module
 */

/** Saves something as a JSON file on this device. */
export function saveFile(name: string, content: unknown): void {
  const link = document.createElement('a')
  link.download = name
  link.href = `data:application/json;charset=utf-8,${encodeURIComponent(JSON.stringify(content, null, 2))}`
  link.click()
}

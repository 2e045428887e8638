import type { Io } from '../io.ts'

/** Addresses below each other, the name only where it changes. */
export function pageLines(pages: readonly { name: string; url: string }[], paint: Io['paint']): string[] {
  const width = Math.max(...pages.map(({ name }) => name.length), 10)
  return pages.map(({ name, url }, index) => {
    const shown = pages[index - 1]?.name === name ? '' : name
    return `  ${shown.padEnd(width)}   ${paint('cyan', url)}`
  })
}

import type { Writable } from 'node:stream'

/** Writes lines to a stream until it fails, which others hear of by its `error`; without `colour`, as plain text. */
export function lineWriter(stream: Writable, colour: boolean): (line: string) => void {
  let isLost = false
  stream.on('error', () => {
    isLost = true
  })
  return (line) => {
    if (!isLost) stream.write(`${colour ? line : line.replace(colours, '')}\n`)
  }
}

/** The sequences that `styleText` writes, and no other, so that what is no colour stays as it is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they begin with
const colours = /\x1b\[[\d;]*m/g

import { join, relative } from 'node:path'
import type { Message } from 'esbuild'

/**
 * What esbuild says of sources in `appDir`, as compilers say it: `path:line:column: error: text`, counted from 1, with
 * the path relative to `directory`. Editors, terminals and our checks read it.
 */
export function buildMessages(
  messages: readonly Message[],
  kind: 'error' | 'warning',
  appDir: string,
  directory: string,
): string[] {
  const place = (location: Message['location']) =>
    location === null
      ? ''
      : `${relative(directory, join(appDir, location.file))}:${location.line}:${location.column + 1}: `
  return messages.flatMap(({ text, location, notes }) => [
    `${place(location)}${kind}: ${text}`,
    ...notes.map((note) => `${place(note.location)}note: ${note.text}`),
  ])
}

import { badRequest } from '../../machinery/status-error.ts'

/** The decoded parts of a path; refuses what could name something else once decoded. */
export function splitPath(pathname: string): string[] {
  const parts = pathname.split('/')
  const last = parts.length - 1
  // A slash at either end is not a part; one in the middle hides an empty name.
  const named = parts.filter((part, index) => part !== '' || (index !== 0 && index !== last))
  return named.map(decodePart)
}

function decodePart(part: string): string {
  let text: string
  try {
    text = decodeURIComponent(part)
  } catch {
    throw badRequest(`invalid escape in the path segment ${JSON.stringify(part)}`)
  }
  if (text === '' || text === '.' || text === '..' || /[/\\%\0]/.test(text)) {
    throw badRequest(`invalid path segment ${JSON.stringify(text)}`)
  }
  return text
}

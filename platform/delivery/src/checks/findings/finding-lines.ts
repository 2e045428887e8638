import type { Finding } from './finding.ts'

const longestLine = 300

/** A finding as `file:line:column: message (note)`, which terminals and editors link, then its details, indented. */
export function findingLines(finding: Finding, note?: string): string[] {
  const { file, line, column, test, message, detail = [] } = finding
  const place = [file, line, column].filter((part) => part !== undefined).join(':')
  const words = [place, test, message].filter((part) => part !== undefined && part !== '').join(': ')
  const more = detail.filter((one) => one.trim() !== '').map((one) => `  ${shortened(one)}`)
  return [note === undefined ? shortened(words) : `${shortened(words)} (${note})`, ...more]
}

export function shortened(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line
}

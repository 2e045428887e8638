import type { Finding } from './finding.ts'

const pattern = /^(?:(?<file>.+?)\((?<line>\d+),(?<column>\d+)\): )?error (?<rule>TS\d+): (?<message>.*)$/

/** The output of `tsc --pretty false`: `path(line,column): error TSnnnn: message`, then indented lines of detail. */
export function parseTsc(output: string): Finding[] {
  const findings: (Finding & { detail: string[] })[] = []
  for (const text of output.split(/\r?\n/)) {
    const { file, line, column, rule, message } = pattern.exec(text)?.groups ?? {}
    if (rule !== undefined && message !== undefined) {
      const place = file === undefined ? {} : { file, line: Number(line), column: Number(column) }
      findings.push({ ...place, message, rule, detail: [] })
    } else if (/^\s+\S/.test(text)) {
      findings.at(-1)?.detail.push(text.slice(2))
    }
  }
  return findings
}

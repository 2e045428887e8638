import { relative } from 'node:path'
import { listField, numberField, textField } from '@gitops-example/kit/json/fields'
import type { Finding } from './finding.ts'

/** Biome's report in SARIF 2.1.0, for sources at `root`; undefined when `output` is none. */
export function parseBiome(output: string, root: string): Finding[] | undefined {
  let report: unknown
  try {
    report = JSON.parse(output)
  } catch {
    return undefined // its configuration is wrong, or it has crashed
  }
  const results = listField(report, 'runs').flatMap((run) => listField(run, 'results'))
  return results.flatMap((result) => finding(result, root) ?? [])
}

/** With the next move where there is one that always works: an assist of Biome is an edit that it makes by itself. */
function messageOf(rule: string, text: string): string {
  if (rule === 'format') return 'The formatter would change this file: npm run fix does it.'
  return rule.startsWith('assist/') ? `${text.replace(/\.$/, '')}: npm run fix does it.` : text
}

function finding(result: unknown, root: string): Finding | undefined {
  const rule = textField(result, 'ruleId') ?? ''
  const text = textField(result, 'message', 'text') ?? ''
  const location = listField(result, 'locations')[0]
  const uri = textField(location, 'physicalLocation', 'artifactLocation', 'uri')
  if (textField(result, 'level') === 'note') return undefined
  // What cannot be parsed is reported beside it.
  if (rule === 'format' && text.startsWith('Code formatting aborted')) return undefined
  const line = numberField(location, 'physicalLocation', 'region', 'startLine')
  const column = numberField(location, 'physicalLocation', 'region', 'startColumn')
  const [first = '', ...detail] = text.split('\n')
  return {
    ...(uri === undefined ? {} : { file: relative(root, uri) }),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    message: messageOf(rule, first),
    rule,
    ...(detail.length === 0 ? {} : { detail }),
    ...(rule === 'parse' ? { syntax: true } : {}),
  }
}

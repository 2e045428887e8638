import type { VerbGroup } from '../verbs.ts'
import { helpWidth } from './verb-help.ts'
import { columns } from './wrap.ts'

/** What `gitops --help` prints: every verb with one line. */
export function overview(groups: readonly VerbGroup[]): string {
  const width = Math.max(...groups.flatMap(({ verbs }) => verbs.map(({ name }) => name.length)))
  const lists = groups.map(({ title, verbs }) =>
    [
      `${title}:`,
      ...columns(
        verbs.map(({ name, summary }) => ({ label: name.padEnd(width), text: summary })),
        helpWidth,
      ),
    ].join('\n'),
  )
  return [
    'Usage: gitops VERB [OPTIONS]\n       gitops --help | --version',
    'Continuous deployment by GitOps on one machine and on AWS, from the same charts.',
    ...lists,
    'Exit code:\n  0 done   1 failed   2 wrong usage   130 interrupted',
    'Run ./gitops help VERB for the options of a verb and examples.',
  ].join('\n\n')
}

import type { ArgumentSpec, Verb } from '../verb.ts'
import type { VerbGroup } from '../verbs.ts'
import { optionRows } from './option-rows.ts'
import { usageLine } from './usage-line.ts'

/** The text of docs/reference/cli.md. */
export function referencePage(groups: readonly VerbGroup[]): string {
  const contents = groups.map(
    ({ title, verbs }) => `- ${title}: ${verbs.map(({ name }) => `[${name}](#${name})`).join(', ')}`,
  )
  const introduction = [
    '# The command line',
    '<!-- Generated from the data of the verbs by platform/cli/scripts/generate-reference.ts. Do not edit. -->',
    'Run `./gitops VERB` at the root of the checkout, or by its path from anywhere. `./gitops help VERB` shows what this page says of a verb.',
    'Results go to standard output, everything else to standard error. `--json` prints the result alone, as one JSON value. The exit code is 0 for done, 1 for failed, 2 for wrong usage, 130 after Ctrl-C, and 141 where nobody reads on, as after `| head -1`; `gitops up` runs on there. Each of the two is coloured where it is a terminal, or as `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE` say. `gitops --version` prints the version and the commit of the checkout. `GITOPS_DEBUG=1` adds the stack to an error.',
    contents.join('\n'),
  ]
  const sections = groups.flatMap(({ title, verbs }) => [`## ${title}`, ...verbs.flatMap(verbSection)])
  return `${[...introduction, ...sections].join('\n\n')}\n`
}

function verbSection(verb: Verb): string[] {
  const { json, variables = {}, exitCodes = {}, arguments: words = [] } = verb
  return [
    `### ${verb.name}`,
    `\`\`\`\n${usageLine(verb)}\n\`\`\``,
    ...verb.description,
    ...table('Argument', words.map(argumentRow)),
    ...table(
      'Option',
      optionRows(verb).map(({ label, text }) => [label.trim(), text]),
    ),
    ...table('Environment variable', Object.entries(variables)),
    ...(json === undefined ? [] : [`JSON: ${json}.`]),
    ...table('Exit code', Object.entries(exitCodes)),
    `\`\`\`sh\n${verb.examples.join('\n')}\n\`\`\``,
  ]
}

function argumentRow({ name, description }: ArgumentSpec): [string, string] {
  return [name, description]
}

function table(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return []
  const lines = rows.map(([name, text]) => `| \`${name}\` | ${text.replaceAll('|', '\\|')} |`)
  return [[`| ${title} | |`, '| --- | --- |', ...lines].join('\n')]
}

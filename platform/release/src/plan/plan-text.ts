import type { Plan } from './plan.ts'

type Paint = (style: 'red' | 'green' | 'yellow' | 'cyan' | 'bold' | 'dim', text: string) => string

const signs = { added: '+', removed: '-', changed: '~' } as const

/** The plan for a terminal; `paint` colours, or gives the text back where colour is not wanted. */
export function planText(plan: Plan, paint: Paint): string {
  const lines: string[] = []
  for (const [environment, changes] of byEnvironment(plan)) {
    lines.push(paint('bold', environment))
    for (const { application, kind, namespace, name, change, diff } of changes) {
      const title = `  ${signs[change]} ${application}: ${kind} ${namespace === '' ? name : `${namespace}/${name}`}`
      lines.push(paint(change === 'removed' ? 'red' : change === 'added' ? 'green' : 'yellow', title))
      lines.push(
        ...diff
          .trimEnd()
          .split('\n')
          .map((line) => `      ${coloured(line, paint)}`),
      )
    }
  }
  for (const { environment, application, reason } of plan.failures) {
    lines.push(
      paint('red', `${environment}: ${application} cannot be rendered`),
      `  ${reason.replaceAll('\n', '\n  ')}`,
    )
  }
  lines.push(...plan.elsewhere.map((one) => paint('dim', elsewhereLine(one))))
  lines.push(summary(plan))
  return lines.join('\n')
}

/** The plan as the comment of a pull request (GitHub-flavoured Markdown). */
export function planMarkdown(plan: Plan): string {
  const lines = [
    `### ${summary(plan)}`,
    '',
    `Rendered from \`${plan.base.slice(0, 7)}\` to \`${plan.head.slice(0, 7)}\`.`,
  ]
  for (const { environment, application, reason } of plan.failures) {
    lines.push(
      '',
      `> [!CAUTION]`,
      `> **${environment}/${application} cannot be rendered.** ${reason.replaceAll('\n', '\n> ')}`,
    )
  }
  if (plan.elsewhere.length > 0) lines.push('', ...plan.elsewhere.map((one) => `- ${elsewhereLine(one)}`))
  for (const [environment, changes] of byEnvironment(plan)) {
    lines.push('', `#### ${environment}`)
    for (const { application, kind, namespace, name, change, diff } of changes) {
      const title = `${application}: ${kind} ${namespace === '' ? name : `${namespace}/${name}`} (${change})`
      const fence = '`'.repeat(Math.max(3, longestTicks(diff) + 1))
      lines.push(
        '',
        `<details><summary>${escapeHtml(title)}</summary>`,
        '',
        `${fence}diff`,
        diff.trimEnd(),
        fence,
        '',
        '</details>',
      )
    }
  }
  return `${lines.join('\n')}\n`
}

function summary({ changes, failures }: Plan): string {
  const count = (change: string) => changes.filter((one) => one.change === change).length
  const broken = failures.length === 0 ? '' : `, ${failures.length} cannot be rendered`
  if (changes.length === 0) return `No rendered difference in any environment${broken}.`
  return `Rendered difference: ${count('added')} added, ${count('changed')} changed, ${count('removed')} removed${broken}.`
}

function elsewhereLine({ environment, application, repository }: Plan['elsewhere'][number]): string {
  return `${environment}: the chart of ${application} is in ${repository}, so only its values are compared.`
}

function byEnvironment({ changes }: Plan): Map<string, Plan['changes']> {
  return Map.groupBy(changes, ({ environment }) => environment)
}

function coloured(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line)
  if (line.startsWith('-')) return paint('red', line)
  return line.startsWith('@@') ? paint('cyan', line) : line
}

function longestTicks(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length))
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

import { printable } from '@gitops-example/kit/text/printable'
import type { ApplicationStatus } from '@gitops-example/local/control/platform-status'
import type { Io } from '../io.ts'

/** One line per Application, and below it why it is not healthy. */
export function applicationLines(applications: readonly ApplicationStatus[], paint: Io['paint']): string[] {
  const width = Math.max(...applications.map(({ name }) => name.length), 10)
  return applications.flatMap(({ name, sync, health, revision, images, message }) => {
    const good = sync === 'Synced' && health === 'Healthy'
    const mark = paint(good ? 'green' : health === 'Degraded' ? 'red' : 'yellow', good ? '✓' : '!')
    const image = images.map((one) => one.replace(/([0-9a-f]{7})[0-9a-f]{33}$/, '$1')).join(', ')
    const line = `  ${mark} ${name.padEnd(width)} ${sync}, ${health}  ${paint('dim', `${revision.slice(0, 7)}  ${image}`)}`
    const reason =
      good || !message
        ? []
        : printable(message)
            .split('\n')
            .map((one) => `      ${one}`)
    return [line.trimEnd(), ...reason]
  })
}

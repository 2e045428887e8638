import { systemClock } from '@gitops-example/kit/clock'
import { destroy as destroyLayers } from '@gitops-example/provision/destroy'
import { readEnvironment } from '@gitops-example/provision/environment/environment'
import { checkAccess } from '@gitops-example/provision/preflight'
import { cloudPrograms } from '../context/cloud.ts'
import { confirmer } from '../context/confirm.ts'
import { parseVerbArgs, UsageError, type Verb } from '../verb.ts'

const options = { 'i-mean': { type: 'string' }, yes: { type: 'boolean' } } as const

export const destroy: Verb = {
  usage: 'ENV [--i-mean ENV] [--yes]',
  help: `
Takes an environment on AWS down: the applications with their load balancers first, then the layers in the
reverse order. Shows everything that would go, and asks once. Data in its database goes with it. The bucket
of the state stays. Exit code 0 when nothing is left, 1 when something failed or was declined.

  --i-mean ENV   the environment's name again; prod is refused without it
  --yes          do not ask; for machines

Examples:
  gitops destroy dev
  gitops destroy prod --i-mean prod
`,
  options,
  async run(args, io) {
    const { values, positionals } = parseVerbArgs(args, options, 1)
    const [name] = positionals
    if (name === undefined) throw new UsageError('Name the environment.')
    const meant = values['i-mean']
    if (meant === undefined ? name === 'prod' : meant !== name) {
      throw new UsageError(`${name} is destroyed only with --i-mean ${name}.`)
    }
    const environment = readEnvironment(io.root, name)
    const confirm = confirmer(io, name, values.yes === true)
    const programs = cloudPrograms(io, environment)
    await checkAccess(environment, programs)
    const gone = await destroyLayers({
      environment,
      ...programs,
      confirm,
      progress: (line) => io.err(io.paint('bold', line)),
      clock: systemClock,
      signal: io.signal,
    })
    if (gone === undefined) {
      io.err('Stopped. Nothing was destroyed.')
      return 1
    }
    io.out(gone.length === 0 ? `Nothing of ${name} is left.` : `Destroyed ${gone.join(', ')} of ${name}.`)
    return 0
  },
}

import { systemClock } from '@gitops-example/kit/clock'
import { destroy as destroyLayers } from '@gitops-example/provision/destroy'
import { readEnvironment } from '@gitops-example/provision/environment/environment'
import { checkAccess } from '@gitops-example/provision/preflight'
import { cloudPrograms } from '../context/cloud.ts'
import { confirmer } from '../context/confirm.ts'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { UsageError } from '../usage-error.ts'
import { destroy as spec } from '../verbs/destroy.ts'

export const destroy = handler(spec, async ({ values, words }, io) => {
  const name = words.ENV
  const meant = values['i-mean']
  if (meant === undefined ? name === 'prod' : meant !== name) {
    throw new UsageError(`To destroy ${name}, confirm its name with --i-mean ${name}.`)
  }
  const environment = readEnvironment(io.root, name)
  const confirm = confirmer(io, name, values.yes === true)
  const programs = cloudPrograms(io, environment, values.json ? io.err : io.out)
  await checkAccess(environment, programs)
  const destroyed = await destroyLayers({
    environment,
    ...programs,
    confirm,
    progress: (line) => io.err(io.paint('bold', line)),
    clock: systemClock,
    signal: io.signal,
  })
  if (values.json) printJson(io, { environment: name, destroyed: destroyed ?? null })
  if (destroyed === undefined) {
    io.err('Stopped. Nothing was destroyed.')
    return 1
  }
  if (!values.json) {
    io.out(
      destroyed.length === 0
        ? `Nothing of ${name} is left.`
        : `Destroyed ${destroyed.join(', ')} of ${name}.`,
    )
  }
  return 0
})

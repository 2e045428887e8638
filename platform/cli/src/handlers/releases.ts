import { openRepository } from '@gitops-example/kit/git/local-repository'
import { assertEnvironment, environmentsAt } from '@gitops-example/release/apps/environments'
import { releasesBetween } from '@gitops-example/release/locate/releases-between'
import { handler } from '../handler.ts'
import { printJson } from '../output/json.ts'
import { releases as spec } from '../verbs/releases.ts'

export const releases = handler(spec, async ({ values }, io) => {
  using repository = await openRepository(io.root)
  const [before, head] = [await repository.commit(values.base), await repository.commit('HEAD')]
  const { objects } = repository
  for (const environment of values.env ?? []) await assertEnvironment(objects, environment, head)
  const environments = values.env ?? (await environmentsAt(objects, head))
  const found = await releasesBetween(objects, before, head, environments)
  if (values.json) printJson(io, found)
  else {
    for (const { environment, apps } of found) {
      for (const { app, from, to } of apps) io.out(`${environment}  ${app}: ${shown(from)} -> ${shown(to)}`)
    }
  }
  return 0
})

function shown(tag: string): string {
  return tag === '' ? 'nothing' : tag.slice(0, 7)
}

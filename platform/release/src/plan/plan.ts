import { availableParallelism } from 'node:os'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { limited } from '@gitops-example/kit/limited'
import { parseAllDocuments } from 'yaml'
import { applicationsDir } from '../apps/app.ts'
import { type ApplicationSource, applicationSources } from './application-sources.ts'
import { type ChangedResource, compareResources } from './compare-resources.ts'
import { helmTemplate } from './helm-template.ts'
import { type Resource, resourceOf } from './resource-text.ts'
import { type RevisionFiles, revisionFiles } from './revision-files.ts'

export interface PlanOptions {
  objects: GitObjects
  /** Two full hashes. */
  base: string
  head: string
  /** Names of environments; every one that either revision has when absent. */
  environments?: readonly string[]
  helmPath: string
}

export interface Plan {
  base: string
  head: string
  changes: ChangedResource[]
  /** What cannot be rendered at `head`, and why. */
  failures: { environment: string; application: string; reason: string }[]
}

interface Unit extends ApplicationSource {
  environment: string
  /** Equal keys render the same. */
  key: string
  render: () => Promise<Resource[]>
}

/** Applications of an environment by the content that they are made of: mostly the same in both revisions. */
type Renderings = Map<string, Promise<unknown[]>>

/**
 * The difference that going from `base` to `head` makes to what each environment runs: everything that our charts
 * render, the Applications themselves, and the values of charts from elsewhere. Needs no cluster and no network.
 */
export async function plan(options: PlanOptions): Promise<Plan> {
  const { objects, base, head } = options
  await using before = await revisionFiles(objects, base)
  await using after = await revisionFiles(objects, head)
  const run = limited(availableParallelism())
  const cache: Renderings = new Map()
  const environments = options.environments ?? (await allEnvironments(objects, base, head))
  const result: Plan = { base, head, changes: [], failures: [] }
  const resources = async (units: readonly Unit[], failures: Plan['failures'] | undefined) => {
    const rendered = await Promise.all(
      units.map(async (unit) => {
        try {
          const { environment, application } = unit
          return (await run(unit.render)).map((resource) => ({ environment, application, resource }))
        } catch (error) {
          if (!(error instanceof GitopsError)) throw error
          // What could not be rendered before is no news; now it is.
          failures?.push({
            environment: unit.environment,
            application: unit.application,
            reason: error.message,
          })
          return []
        }
      }),
    )
    return rendered.flat()
  }
  const perEnvironment = await Promise.all(
    environments.map(async (environment) => {
      const [old, now] = await Promise.all([
        unitsOf(options, before, base, environment, cache, undefined),
        unitsOf(options, after, head, environment, cache, result.failures),
      ])
      const same = new Set(old.map(({ key }) => key).filter((key) => now.some((unit) => unit.key === key)))
      const changed = (units: readonly Unit[]) => units.filter(({ key }) => !same.has(key))
      return await Promise.all([resources(changed(old), undefined), resources(changed(now), result.failures)])
    }),
  )
  for (const [old, now] of perEnvironment) result.changes.push(...(await compareResources(old, now)))
  // Renderings end in any order.
  const failures = result.failures.toSorted((one, other) => (place(one) < place(other) ? -1 : 1))
  return { ...result, failures }
}

function place({ environment, application }: Plan['failures'][number]): string {
  return `${environment} ${application}`
}

/** The environment's own chart, and each chart that its Applications name. */
async function unitsOf(
  { objects, helmPath }: PlanOptions,
  files: RevisionFiles,
  revision: string,
  environment: string,
  cache: Renderings,
  failures: Plan['failures'] | undefined,
): Promise<Unit[]> {
  const path = applicationsDir(environment)
  if ((await objects.tree(`${revision}:${path}`)) === undefined) return []
  const root = { application: 'applications', namespace: 'argocd', path, valueFiles: [], parameters: [] }
  let applications: unknown[]
  try {
    const key = `${environment} ${await files.key(path, [])}`
    const rendering = cache.get(key) ?? helmTemplate(helmPath, files.root, root)
    cache.set(key, rendering)
    applications = await rendering
  } catch (error) {
    if (!(error instanceof GitopsError)) throw error
    failures?.push({ environment, application: 'applications', reason: error.message })
    return []
  }
  const own: Unit = {
    ...root,
    environment,
    key: JSON.stringify(applications),
    render: async () => applications.map(resourceOf),
  }
  const sources = applications.flatMap(applicationSources)
  return [
    own,
    ...(await Promise.all(
      sources.map((source) => unitOf(objects, files, revision, environment, helmPath, source)),
    )),
  ]
}

async function unitOf(
  objects: GitObjects,
  files: RevisionFiles,
  revision: string,
  environment: string,
  helmPath: string,
  source: ApplicationSource,
): Promise<Unit> {
  const key = JSON.stringify([source, await files.key(source.path ?? '', source.valueFiles)])
  const { path } = source
  const render =
    path === undefined
      ? () => valuesAsResources(objects, revision, source.valueFiles)
      : async () => (await helmTemplate(helmPath, files.root, { ...source, path })).map(resourceOf)
  return { ...source, environment, key, render }
}

/** A chart from elsewhere is not at hand; what we give to it is. */
async function valuesAsResources(
  objects: GitObjects,
  revision: string,
  valueFiles: readonly string[],
): Promise<Resource[]> {
  const contents = await Promise.all(valueFiles.map((file) => objects.blob(`${revision}:${file}`)))
  return contents.flatMap((content, index) => {
    const name = valueFiles[index] ?? ''
    if (content === undefined) return []
    const text = parseAllDocuments(content.toString('utf8')).map(String).join('---\n')
    return [{ kind: 'Values', namespace: '', name, text }]
  })
}

async function allEnvironments(objects: GitObjects, base: string, head: string): Promise<string[]> {
  const trees = await Promise.all([base, head].map((one) => objects.tree(`${one}:ops/environments`)))
  const names = new Set(
    trees.flatMap((tree) => (tree ?? []).filter(({ type }) => type === 'directory').map(({ name }) => name)),
  )
  return [...names].sort()
}

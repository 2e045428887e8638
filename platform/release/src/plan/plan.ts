import type { Commit } from '@gitops-example/applications/git/repository'
import { GitopsError } from '@gitops-example/kit/errors'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { applicationsOf } from './applications-of.ts'
import { assumedReleases } from './assumed-releases.ts'
import { type ChangedResource, compareResources, type Rendered } from './compare-resources.ts'
import { openPlanSource } from './open-plan-source.ts'
import type { PlannedApplication } from './plan-application.ts'
import type { PlanSource } from './plan-source.ts'
import { resourceOf } from './resource-text.ts'
import { valuesText } from './values-text.ts'

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
  failures: PlanFailure[]
  /** Applications with a chart of another git repository, of which only the values are compared. */
  elsewhere: { environment: string; application: string; repository: string }[]
}

export interface PlanFailure {
  environment: string
  application: string
  reason: string
}

/**
 * The difference that going from `base` to `head` makes to what each environment runs: everything that our charts
 * render, the Applications themselves, and the values of charts from elsewhere, which are not rendered. Needs no
 * cluster and no network: charts see the cluster of `assumed-cluster.ts`.
 */
export async function plan(options: PlanOptions): Promise<Plan> {
  const { objects, helmPath, base, head } = options
  await using source = await openPlanSource(objects.gitDir, helmPath)
  const [before, after] = await Promise.all([source.repository.commit(base), source.repository.commit(head)])
  const environments = options.environments ?? (await allEnvironments(objects, base, head))
  const planned = await Promise.all(
    environments.map(async (environment) => {
      const releases = await assumedReleases(objects, environment, [base, head])
      if (releases === undefined) return await planEnvironment(source, environment, before, after)
      const own = { ...source, releases: await source.repository.commit(releases) }
      return await planEnvironment(own, environment, before, after)
    }),
  )
  return {
    base,
    head,
    changes: planned.flatMap(({ changes }) => changes),
    failures: planned.flatMap(({ failures }) => failures),
    elsewhere: planned.flatMap(({ elsewhere }) => elsewhere),
  }
}

async function planEnvironment(
  source: PlanSource,
  environment: string,
  before: Commit,
  after: Commit,
): Promise<Pick<Plan, 'changes' | 'failures' | 'elsewhere'>> {
  const [old, now] = await Promise.all([
    applicationsOf(source, before, environment),
    applicationsOf(source, after, environment),
  ])
  const keys = (applications: readonly PlannedApplication[]) => new Set(applications.map(({ key }) => key))
  const [oldKeys, nowKeys] = [keys(old.applications), keys(now.applications)]
  const [was, is] = await Promise.all([
    renderAll(
      environment,
      old.applications.filter(({ key }) => !nowKeys.has(key)),
    ),
    renderAll(
      environment,
      now.applications.filter(({ key }) => !oldKeys.has(key)),
    ),
  ])
  // Only what cannot be rendered now is reported: at the base it is not new.
  const failures = [...now.failures, ...is.failures]
    .map((failure) => ({ environment, ...failure }))
    .toSorted((one, other) => (one.application < other.application ? -1 : 1))
  const elsewhere = now.applications
    .flatMap(({ application, elsewhere }) =>
      elsewhere.map((repository) => ({ environment, application, repository })),
    )
    .toSorted((one, other) => (one.application < other.application ? -1 : 1))
  return { changes: await compareResources(was.rendered, is.rendered), failures, elsewhere }
}

async function renderAll(environment: string, applications: readonly PlannedApplication[]) {
  const failures: Omit<PlanFailure, 'environment'>[] = []
  const rendered = await Promise.all(
    applications.map(async ({ application, render, values }): Promise<Rendered[]> => {
      try {
        const resources = [
          ...(await render()).map(resourceOf),
          ...(await Promise.all(values.map(valuesText))),
        ]
        return resources.map((resource) => ({ environment, application, resource }))
      } catch (error) {
        if (!(error instanceof GitopsError)) throw error
        failures.push({ application, reason: error.message })
        return []
      }
    }),
  )
  return { rendered: rendered.flat(), failures }
}

async function allEnvironments(objects: GitObjects, base: string, head: string): Promise<string[]> {
  const trees = await Promise.all([base, head].map((one) => objects.tree(`${one}:ops/environments`)))
  const names = new Set(
    trees.flatMap((tree) => (tree ?? []).filter(({ type }) => type === 'directory').map(({ name }) => name)),
  )
  return [...names].sort()
}

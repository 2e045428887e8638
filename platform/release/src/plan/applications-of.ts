import { readFiles } from '@gitops-example/applications/git/read-files'
import type { Commit } from '@gitops-example/applications/git/repository'
import { controlNamespace } from '@gitops-example/applications/parse/application'
import { GitopsError } from '@gitops-example/kit/errors'
import { groupOf, type KubeObject } from '@gitops-example/kube-client/kube-object'
import { applicationsDir } from '../apps/app.ts'
import { type PlannedApplication, planApplication } from './plan-application.ts'
import type { PlanSource } from './plan-source.ts'

export interface EnvironmentApplications {
  applications: PlannedApplication[]
  /** What cannot be read, and why; the others are not affected. */
  failures: { application: string; reason: string }[]
}

const rootName = 'applications'

/**
 * The Applications of an environment at a commit: the one whose chart makes all others, and those that it renders.
 * Resolves with none where the commit does not have the environment.
 */
export async function applicationsOf(
  source: PlanSource,
  commit: Commit,
  environment: string,
): Promise<EnvironmentApplications> {
  const found: EnvironmentApplications = { applications: [], failures: [] }
  if ((await readFiles(source.repository, commit, applicationsDir(environment))).length === 0) return found
  const reported = async (application: string, work: () => Promise<void>) => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof GitopsError)) throw error
      found.failures.push({ application, reason: error.message })
    }
  }
  await reported(rootName, async () => {
    const root = await planApplication(source, commit, rootApplication(environment))
    const children = (await root.render()).filter(isApplication)
    found.applications.push(root)
    await Promise.all(
      children.map(({ metadata, ...child }) =>
        reported(metadata.name, async () => {
          const object = { ...child, metadata: { namespace: controlNamespace, ...metadata } }
          found.applications.push(await planApplication(source, commit, object))
        }),
      ),
    )
  })
  return found
}

/** With the chart's own values: those that Terraform or `gitops up` hand down are not in git. */
function rootApplication(environment: string): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: rootName, namespace: controlNamespace },
    spec: {
      source: { repoURL: '.', path: applicationsDir(environment) },
      destination: { name: 'in-cluster', namespace: controlNamespace },
    },
  }
}

function isApplication({ apiVersion, kind }: KubeObject): boolean {
  return groupOf(apiVersion) === 'argoproj.io' && kind === 'Application'
}

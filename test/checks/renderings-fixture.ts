import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Repositories } from '@gitops-example/applications/git/repositories'
import { instanceName } from '@gitops-example/applications/parse/application'
import { parseApplication } from '@gitops-example/applications/parse/parse-application'
import { rootApplication } from '@gitops-example/applications/root-application'
import { ApiOnlyCluster } from '@gitops-example/cluster/testing/api-only-cluster'
import { findProgram } from '@gitops-example/kit/testing/programs'
import { Connection } from '@gitops-example/kube-client/connection'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import { ResourceTypes } from '@gitops-example/kube-client/resource-types'
import { applicationsDir } from '@gitops-example/release/apps/app'
import { applicationsOf } from '@gitops-example/release/plan/applications-of'
import { assumedCluster } from '@gitops-example/release/plan/assumed-cluster'
import { openPlanSource } from '@gitops-example/release/plan/open-plan-source'
import { DesiredState } from '@gitops-example/sync/controller/desired-state'
import { prepareResources } from '@gitops-example/sync/desired/prepare-resources'
import { createGitFixture } from '../../platform/sync/test/support/git-fixture.ts'

export type Files = Parameters<Awaited<ReturnType<typeof createGitFixture>>['commit']>[0]

/** The address that Applications of the repository give. */
export const repoURL = 'https://github.com/OWNER/gitops-example.git'
const helmPath = findProgram('helm') ?? 'helm'

/** A repository with both ways from its Applications to objects. */
export async function startRenderings(files: Files) {
  await using stack = new AsyncDisposableStack()
  const dir = mkdtempSync(join(tmpdir(), 'gitops-one-renderer-'))
  stack.defer(() => rmSync(dir, { recursive: true, force: true }))
  const { gitDir, git, commit } = await createGitFixture(join(dir, 'repository'))
  await commit(files)
  // Where a machine has its releases.
  await git.run(['branch', 'releases/local'])
  const planned = stack.use(await openPlanSource(gitDir, helmPath))
  const repositories = new Repositories([{ url: repoURL, gitDir }])
  stack.defer(() => repositories.close())
  const cluster = await ApiOnlyCluster.start()
  stack.defer(() => cluster.stop())
  const { url, authority, token } = cluster.client
  const headers = async () => ({ authorization: `Bearer ${token}` })
  const connection = new Connection({ server: url, agent: { ca: authority }, headers })
  stack.defer(() => connection.close())
  const api = new KubernetesApi(connection, new ResourceTypes(connection))
  // A renderer of its own: none may answer from what the other has rendered.
  const own = stack.use(await openPlanSource(gitDir, helmPath))

  /** As sync has them before it applies them; none of an Application that it refuses. */
  const bySync = async (object: KubeObject) => {
    const { application, problems } = parseApplication(object)
    if (problems.length > 0) return { problems, objects: [] }
    const state = new DesiredState(repositories, own.renderer, api)
    const target = await state.target(application)
    const { resources } = await state.desired(application, target, assumedCluster, () => 0)
    return { problems, objects: resources.map((resource) => resource.object) }
  }
  /** What `plan` renders, prepared as sync prepares it. */
  const prepared = (object: KubeObject, objects: readonly KubeObject[]) => {
    const { application } = parseApplication(object)
    return prepareResources(objects, {
      instance: instanceName(application),
      namespace: application.destinationNamespace,
      isNamespaced: (apiVersion, kind) => api.types.find(apiVersion, kind)?.namespaced,
    }).resources.map((resource) => resource.object)
  }
  const running = stack.move()
  return {
    /** Both renderings of an environment's own chart and of every Application in it, by name. */
    async renderings(environment: string) {
      const root = rootApplication({ repoURL, revision: 'master', path: applicationsDir(environment) })
      const children = (await bySync(root)).objects.filter(({ kind }) => kind === 'Application')
      const { applications, failures } = await applicationsOf(
        planned,
        await planned.repository.commit('master'),
        environment,
      )
      const pairs = await Promise.all(
        [root, ...children].map(async (object) => {
          const plan = applications.find(({ application }) => application === object.metadata.name)
          const { objects, problems } = await bySync(object)
          const rendered = (await plan?.render()) ?? []
          return {
            name: object.metadata.name,
            sync: objects,
            plan: prepared(object, rendered),
            rendered,
            problems,
            values: plan?.values.map(({ path }) => path) ?? [],
          }
        }),
      )
      return { pairs, failures }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { condition } from '@gitops-example/kube-client/condition'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import { appProjectCrd } from './app-project-crd.ts'
import { applicationCrd } from './application-crd.ts'

const establishMs = 30_000
const pollMs = 20

/** Makes the cluster know Applications and AppProjects. Definitions that are there, such as Argo CD's, are left alone. */
export async function installCrds(api: KubernetesApi, clock: Clock, signal: AbortSignal): Promise<void> {
  await Promise.all([applicationCrd, appProjectCrd].map((crd) => install(api, crd, clock, signal)))
  await api.types.read()
}

async function install(
  api: KubernetesApi,
  crd: KubeObject,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const type = await api.types.of(crd.apiVersion, crd.kind)
  const { name } = crd.metadata
  let live = (await api.get(type, '', name)) ?? (await api.apply(crd))
  const deadline = clock.now() + establishMs
  while (condition(live, 'Established')?.status !== 'True') {
    if (clock.now() >= deadline) {
      throw new GitopsError(
        'crd-not-established',
        `CustomResourceDefinition ${name} is not established after 30 s.`,
        {
          hint: `kubectl describe crd ${name} says why.`,
          retryable: true,
        },
      )
    }
    await sleep(clock, pollMs, signal)
    live = (await api.get(type, '', name)) ?? live
  }
}

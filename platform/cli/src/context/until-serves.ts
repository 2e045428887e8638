import { sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { listApplications } from '@gitops-example/local/apps/applications'
import { clusterAccess } from '@gitops-example/local/apps/cluster-access'
import { readApplication } from '@gitops-example/release/argo-cd/argo-application'
import type { Io } from '../io.ts'

const pollMs = 200
const longestMs = 120_000

/** Waits until an app's Application is synced and healthy with this tag; throws when it does not get there in time. */
export async function untilServes(io: Io, kubeconfig: string, app: string, tag: string): Promise<void> {
  const cluster = await clusterAccess(kubeconfig)
  try {
    const deadline = io.clock.now() + longestMs
    for (;;) {
      const object = (await listApplications(cluster)).find(({ metadata }) => metadata?.name === app)
      const application = object === undefined ? undefined : readApplication(object)
      const { sync, health, images = [] } = application ?? {}
      const runs = images.some((image) => image.endsWith(`:${tag}`))
      if (runs && sync === 'Synced' && health === 'Healthy') return
      if (io.clock.now() >= deadline) {
        const state = application === undefined ? 'has no Application' : `is ${sync}, ${health}`
        throw new GitopsError(
          'not-serving',
          `${app} was rolled back, and ${tag.slice(0, 7)} does not serve after ${longestMs / 1000} s: it ${state}.`,
          { hint: 'See gitops status and kubectl --namespace argocd describe application.' },
        )
      }
      await sleep(io.clock, pollMs, io.signal)
    }
  } finally {
    cluster.close()
  }
}

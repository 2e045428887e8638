import { isApiError } from '@gitops-example/kube-client/api-error'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { ContainerRun, Health } from './health.ts'

const tailLines = 10
/** Logs explain; nothing waits long for them. */
const readMs = 2000
const maxChars = 2000
const kept = 100

/** Adds the last log lines of a failing container to messages; each run's lines are read once. */
export class LogTails {
  readonly #api: KubernetesApi
  #tails = new Map<string, Promise<string>>()

  constructor(api: KubernetesApi) {
    this.#api = api
  }

  async explain(health: Health): Promise<Health> {
    const { logsOf, message = '' } = health
    if (logsOf === undefined) return health
    // A missing explanation does not change the verdict; the next look tries again.
    const tail = await this.#tail(logsOf).catch(() => '')
    return { status: health.status, message: tail === '' ? message : `${message}:\n${tail}` }
  }

  #tail(run: ContainerRun): Promise<string> {
    const key = `${run.uid}/${run.container}/${run.restarts}/${run.previous}`
    const known = this.#tails.get(key)
    if (known !== undefined) return known
    const reading = this.#read(run)
    this.#tails.set(key, reading)
    reading.catch(() => this.#tails.delete(key))
    if (this.#tails.size > kept) this.#tails.delete(this.#tails.keys().next().value ?? '')
    return reading
  }

  async #read({ namespace, pod, container, previous }: ContainerRun): Promise<string> {
    const signal = AbortSignal.timeout(readMs)
    const read = (ofPrevious: boolean) =>
      this.#api.logTail(namespace, pod, container, { tailLines, previous: ofPrevious, signal })
    try {
      // A container that has not been restarted yet has no previous run.
      const text = previous
        ? await read(true).catch((error) => (isApiError(error, 400) ? read(false) : Promise.reject(error)))
        : await read(false)
      return text.trim().slice(-maxChars)
    } catch (error) {
      if (isApiError(error, 404) || isApiError(error, 400)) return '' // the pod is gone
      throw error
    }
  }
}

import type { IgnoreDifferences } from '@gitops-example/applications/parse/application'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { sameJson } from '@gitops-example/kit/json/same-json'
import { type KubeObject, refKey } from '@gitops-example/kube-client/kube-object'
import type { KubernetesApi } from '@gitops-example/kube-client/kubernetes-api'
import type { DesiredResource } from '../desired/desired-resource.ts'
import { compareOwned } from './compare-owned.ts'
import { ignoredPaths, rulesFor, withoutPaths } from './ignore-differences.ts'
import { normalise } from './normalise.ts'

interface Applied {
  /** Of the desired object that was applied. */
  hash: string
  /** The server's answer, normalised. */
  answer: KubeObject
  uid: string
}

export interface Comparison {
  same: boolean
  /** Why the server refuses the desired object. */
  message?: string
}

/**
 * Decides whether live objects are as git wants them. What was applied is remembered, so that nothing is asked of the
 * server as long as neither side changes; in doubt, a dry run of the apply shows what it would change.
 */
export class Comparer {
  readonly #api: KubernetesApi
  #applied = new Map<string, Applied>()
  #verdicts = new Map<string, { hash: string; live: KubeObject; comparison: Comparison }>()

  constructor(api: KubernetesApi) {
    this.#api = api
  }

  /** The server's answer to applying `desired`. */
  remember(desired: DesiredResource, answer: KubeObject): void {
    this.#applied.set(refKey(desired.ref), {
      hash: desired.hash,
      answer: normalise(answer),
      uid: answer.metadata.uid ?? '',
    })
  }

  forget(): void {
    this.#applied.clear()
    this.#verdicts.clear()
  }

  /** `mayAssume` allows to take another desired content than the applied one for a difference without asking. */
  async compare(
    desired: DesiredResource,
    live: KubeObject | undefined,
    rules: readonly IgnoreDifferences[],
    mayAssume: boolean,
  ): Promise<Comparison> {
    if (live === undefined) return { same: false }
    if (live.metadata.deletionTimestamp !== undefined) return { same: true } // applied again once it is gone
    const key = refKey(desired.ref)
    const known = this.#verdicts.get(key)
    if (known?.live === live && known.hash === desired.hash) return known.comparison
    const fitting = rulesFor(rules, desired.ref)
    const comparison = await this.#decide(desired, live, fitting, mayAssume)
    this.#verdicts.set(key, { hash: desired.hash, live, comparison })
    return comparison
  }

  async #decide(
    desired: DesiredResource,
    live: KubeObject,
    rules: readonly IgnoreDifferences[],
    mayAssume: boolean,
  ): Promise<Comparison> {
    const ignored = ignoredPaths(rules, live)
    const strip = (object: KubeObject) => withoutPaths(normalise(object), ignored)
    const applied = this.#applied.get(refKey(desired.ref))
    if (applied !== undefined && applied.uid === live.metadata.uid) {
      if (applied.hash === desired.hash) {
        const [want, had, has] = [desired.object, applied.answer, normalise(live)].map((object) =>
          withoutPaths(object, ignored),
        )
        const verdict = compareOwned(want, had, has)
        if (verdict !== 'unknown') return { same: verdict === 'same' }
      } else if (mayAssume) return { same: false }
    }
    try {
      const answer = await this.#api.apply(desired.object, {
        dryRun: true,
        validate: desired.options.validate,
      })
      const same = sameJson(strip(answer), strip(live))
      if (same) this.remember(desired, live)
      return { same }
    } catch (error) {
      if (error instanceof GitopsError && error.retryable) throw error
      return { same: false, message: describeError(error) }
    }
  }
}

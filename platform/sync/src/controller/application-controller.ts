import { type Application, instanceName } from '@gitops-example/applications/parse/application'
import { parseApplication } from '@gitops-example/applications/parse/parse-application'
import { describeError, GitopsError } from '@gitops-example/kit/errors'
import { listField, textField } from '@gitops-example/kit/json/fields'
import type { KubeObject } from '@gitops-example/kube-client/kube-object'
import { Comparer } from '../compare/comparer.ts'
import { applicationViolations } from '../project/permissions.ts'
import type { ApplicationStatus } from '../status/application-status.ts'
import { asksTheSame } from './application-view.ts'
import { type ComparedApplication, compareApplication, watchKinds } from './compare-application.ts'
import { cascadePolicy, deleteResources, withoutFinalizer } from './delete-application.ts'
import { type Desired, DesiredState, type Target } from './desired-state.ts'
import { comparedStatus, type Progress, unknownStatus } from './report-status.ts'
import { Reporter } from './reporter.ts'
import type { SyncContext } from './sync-context.ts'
import { type Advance, SyncRunner } from './sync-runner.ts'
import type { Push } from './target.ts'
import { WorkLoop } from './work-loop.ts'

/** How soon a rendering that failed is tried again without a commit: the program may have been missing. */
const renderAgainMs = 60_000

/** Keeps one Application as git wants it. Each wake goes the whole way: target, render, compare, sync, health, status. */
export class ApplicationController {
  readonly #context: SyncContext
  readonly #comparer: Comparer
  readonly #state: DesiredState
  readonly #runner: SyncRunner
  readonly #reporter: Reporter
  readonly #loop: WorkLoop
  #object: KubeObject
  /** Its version that the work in progress is about. */
  #parsed: KubeObject
  #detected: string | undefined
  #known: Desired | undefined

  constructor(context: SyncContext, object: KubeObject) {
    this.#context = context
    this.#object = object
    this.#parsed = object
    this.#comparer = new Comparer(context.api)
    this.#state = new DesiredState(context.repositories, context.renderer, context.api)
    this.#runner = new SyncRunner(context, this.#comparer, object)
    this.#reporter = new Reporter(context, object)
    const log = (line: string) => context.log(`${object.metadata.name}: ${line}`)
    this.#loop = new WorkLoop(() => this.#reconcile(), context.clock, log)
    this.#loop.wake()
  }

  /** The Application itself has changed. */
  update(object: KubeObject): void {
    const isSame = asksTheSame(object, this.#object)
    this.#object = object
    if (isSame) return
    const { events, clock } = this.#context
    this.#state.invalidate()
    this.#reporter.repeat()
    events.emit('application.changed', { application: object.metadata.name, at: clock.now() })
    this.#loop.wake()
  }

  /** Something that belongs to it has changed. */
  wake(): void {
    this.#loop.wake()
  }

  /** A ref has moved; returns whether that concerns this Application. */
  async pushed(push: Push): Promise<boolean> {
    const { application, problems } = parseApplication(this.#object)
    if (application.deleting || application.skipsReconcile) return false
    const target = await this.#state.pushed(application, push)
    const isValid = problems.length === 0
    if (target === 'soon' && isValid) this.#context.renderer.expect(application)
    if (target === undefined || target === 'soon') return false
    // An invalid Application reports it again: this commit cannot be synced either.
    if (isValid && target !== 'unresolved') this.#detect(application, target)
    this.#loop.wake()
    return true
  }

  async stop(): Promise<void> {
    await this.#loop.stop()
  }

  async #reconcile(): Promise<void> {
    const asked = parseApplication(this.#object).application
    if (asked.skipsReconcile) return
    await this.#takeRequests(asked)
    this.#parsed = this.#object
    const { application, problems } = parseApplication(this.#parsed)
    if (application.deleting) return await this.#delete(application)
    const invalid = [...problems, ...this.#projectProblems(application)]
    if (invalid.length > 0) {
      return await this.#reportInvalid(application, await this.#revisions(application), invalid)
    }
    // A push may move the target while this one is rendered: an error is reported for the commit that it is about.
    let target: Target | undefined
    let desired: Desired
    try {
      target = await this.#state.target(application)
      desired = await this.#render(application, target)
    } catch (error) {
      if (!(error instanceof GitopsError) || error.retryable) throw error
      return await this.#reportUnknown(
        application,
        target?.revisions ?? [],
        'ComparisonError',
        describeError(error),
      )
    }
    if (desired.problems.length > 0) {
      return await this.#reportInvalid(application, desired.target.revisions, desired.problems)
    }
    this.#known = desired
    await this.#context.inTurn(() => this.#sync(application, desired))
  }

  async #sync(application: Application, desired: Desired): Promise<void> {
    await watchKinds(this.#context, [
      ...desired.resources.map(({ object }) => object),
      ...recordedKinds(this.#object),
    ])
    let compared = await this.#compare(application, desired)
    const { appliedTarget } = this.#runner
    const advance = await this.#runner.advance(application, desired, compared)
    if (this.#runner.appliedTarget !== appliedTarget) this.#reporter.repeatHealth()
    if (advance.acted) compared = await this.#compare(application, desired)
    if (advance.wakeAt !== undefined) this.#loop.wakeAt(advance.wakeAt)
    await this.#report(application, desired, compared, advance)
  }

  /** Takes up what a user asked for by annotation or by the field `operation`, and removes the request. */
  async #takeRequests(application: Application): Promise<void> {
    const { refresh, operation, deleting } = application
    if (deleting || (refresh === undefined && operation === undefined)) return
    const { api, live, applicationType, renderer } = this.#context
    if (refresh !== undefined) this.#state.refresh()
    if (refresh === 'hard') {
      renderer.forget()
      this.#comparer.forget()
    }
    if (operation !== undefined) this.#runner.request(operation)
    const patch = {
      ...(refresh === undefined ? {} : { metadata: { annotations: { 'argocd.argoproj.io/refresh': null } } }),
      ...(operation === undefined ? {} : { operation: null }),
    }
    const answer = await api.mergePatch(applicationType, application.namespace, application.name, patch)
    live.put(answer)
    this.update(answer)
  }

  async #render(application: Application, target: Target): Promise<Desired> {
    const { clusterFacts, clock, events } = this.#context
    this.#detect(application, target)
    const desired = await this.#state.desired(application, target, await clusterFacts(), () => clock.now())
    if (desired.renderedMs !== undefined) {
      events.emit('sync.rendered', {
        application: application.name,
        revisions: target.revisions,
        durationMs: desired.renderedMs,
        at: clock.now(),
      })
    }
    return desired
  }

  #detect({ name }: Application, { revisions }: Target): void {
    const key = revisions.join(' ')
    if (this.#detected === key) return
    this.#detected = key
    const { events, clock } = this.#context
    events.emit('sync.detected', { application: name, revisions, at: clock.now() })
  }

  async #compare(application: Application, desired: Desired): Promise<ComparedApplication> {
    return await compareApplication(this.#context, this.#comparer, application, desired.resources)
  }

  async #report(
    application: Application,
    desired: Desired,
    compared: ComparedApplication,
    advance: Advance,
  ): Promise<void> {
    const status = await comparedStatus(this.#context, {
      application,
      object: this.#object,
      desired,
      compared,
      failedHook: this.#runner.failedHook(desired.target),
      error: advance.error,
      progress: this.#progress(),
    })
    const reason = advance.failed ?? advance.error
    const failed = reason === undefined ? undefined : { key: desired.target.key, reason }
    await this.#publish(application, status, failed)
  }

  #projectProblems(application: Application): string[] {
    const found = this.#context.projects.get(application.project)
    if (found === undefined) {
      return [`Application referencing project ${application.project} which does not exist`]
    }
    return [...found.problems, ...applicationViolations(found.project, application)]
  }

  async #reportInvalid(
    application: Application,
    revisions: readonly string[],
    problems: readonly string[],
  ): Promise<void> {
    await this.#reportUnknown(application, revisions, 'InvalidSpecError', problems.join('; '))
  }

  /** The desired state is not known: the resources keep running, and their health is still reported. */
  async #reportUnknown(
    application: Application,
    revisions: readonly string[],
    type: 'InvalidSpecError' | 'ComparisonError',
    message: string,
  ): Promise<void> {
    const status = await unknownStatus(this.#context, {
      application,
      object: this.#object,
      known: this.#known?.resources ?? [],
      revisions,
      condition: { type, message },
      progress: this.#progress(),
    })
    const { clock } = this.#context
    await this.#publish(application, status, {
      key: `${revisions.join(' ')} ${message}`,
      reason: nextMove(type, message),
    })
    if (type === 'ComparisonError') this.#loop.wakeAt(clock.now() + renderAgainMs)
  }

  /** Reports nothing of an Application whose spec has changed in the meantime: it is looked at again. */
  async #publish(
    application: Application,
    status: ApplicationStatus,
    failed: { key: string; reason: string } | undefined,
  ): Promise<void> {
    if (!asksTheSame(this.#parsed, this.#object)) return
    await this.#reporter.report(this.#object, application, status, failed)
  }

  /** The commits that an Application which is not valid follows, as far as they can be known. */
  async #revisions(application: Application): Promise<readonly string[]> {
    try {
      return (await this.#state.target(application)).revisions
    } catch {
      return []
    }
  }

  #progress(): Progress {
    return { operationState: this.#runner.status(), history: this.#runner.history }
  }

  async #delete(application: Application): Promise<void> {
    const { api, live, applicationType, log } = this.#context
    const policy = cascadePolicy(application.finalizers)
    if (policy === undefined) return
    await watchKinds(this.#context, [
      ...(this.#known?.resources ?? []).map(({ object }) => object),
      ...recordedKinds(this.#object),
    ])
    const waiting = await deleteResources(instanceName(application), policy, api, live)
    if (waiting !== undefined) return log(`${application.name}: ${waiting}`)
    const finalizers = withoutFinalizer(application.finalizers)
    await api.mergePatch(applicationType, application.namespace, application.name, {
      metadata: { finalizers },
    })
  }
}

/** The kinds that an earlier run left in the status, so that what git no longer has is found and pruned. */
function recordedKinds(object: KubeObject): { apiVersion: string; kind: string }[] {
  return listField(object, 'status', 'resources').flatMap((resource) => {
    const [group, version, kind] = ['group', 'version', 'kind'].map((name) => textField(resource, name))
    if (version === undefined || kind === undefined) return []
    return [{ apiVersion: group ? `${group}/${version}` : version, kind }]
  })
}

function nextMove(type: 'InvalidSpecError' | 'ComparisonError', message: string): string {
  return type === 'InvalidSpecError'
    ? `${message}\nFix the Application manifest; docs/reference/applications.md lists the supported fields.`
    : message
}

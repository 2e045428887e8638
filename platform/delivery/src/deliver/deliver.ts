import type { Clock } from '@gitops-example/kit/clock'
import { describeError } from '@gitops-example/kit/errors'
import type { Events } from '@gitops-example/kit/events'
import { isAncestor } from '@gitops-example/kit/git/ancestry'
import type { Commit, GitObjects } from '@gitops-example/kit/git/git-objects'
import type { App } from '@gitops-example/release/apps/app'
import { type Heads, headsOf } from '@gitops-example/release/branch/change-branch'
import { bump } from '@gitops-example/release/bump/bump'
import { type PlannedApp, planRelease, type ReleasePlan } from '@gitops-example/release/bump/release-plan'
import { FindingsError } from '../checks/findings/findings-error.ts'
import { runCheck } from '../checks/run-check.ts'
import type { Toolbox } from '../checks/toolbox.ts'
import type { DeliveryEvents } from '../delivery-events.ts'
import { buildImage, repositoryDir } from '../image/build-image.ts'
import { ImageLayout } from '../image/image-layout.ts'
import { pruneImages } from '../image/prune-images.ts'
import type { ReleaseTarget } from '../release-target.ts'
import type { AppSources } from '../workspace/workspace.ts'
import { allSteps, StepFailed, Steps } from './steps.ts'

export interface DeliverContext {
  objects: GitObjects
  target: ReleaseTarget
  wentLive?: (app: string) => readonly string[]
  environment: string
  toolbox: Toolbox
  imagesDir: string
  clock: Clock
  random: () => number
  events: Events<DeliveryEvents>
  log: (line: string) => void
}

export interface DeliverRequest {
  id: string
  revision: string
  /** Where the branch was before it was moved to `revision`; undefined when that is not known. */
  before?: string
  /** Nobody pushed it now: when there is nothing to do, nothing is reported. */
  resumed: boolean
}

/** A newer commit takes over: tests that are still running then are cut short. */
export interface TakeOver {
  signal: AbortSignal
  /** The newer commit, once the signal is aborted. */
  by?: string
}

/**
 * Delivers one revision: checks and images side by side, then one bump. Reports everything by events; never throws.
 * Returns the apps that were released without their checks.
 */
export async function deliver(
  context: DeliverContext,
  request: DeliverRequest,
  signal: AbortSignal,
  takeOver: TakeOver,
): Promise<App[]> {
  const of = { id: request.id, revision: request.revision }
  const steps = new Steps(context.events, context.clock, of)
  try {
    return await deliverSteps(context, steps, request, signal, takeOver)
  } catch (error) {
    if (takeOver.by !== undefined && !signal.aborted) {
      context.events.emit('delivery.superseded', { ...of, at: context.clock.now(), by: takeOver.by })
      return []
    }
    const { step, app, message } =
      error instanceof StepFailed ? error : new StepFailed('detect', undefined, describeError(error), error)
    steps.failed(step, app, signal.aborted ? 'The platform stopped.' : message)
    return []
  }
}

async function deliverSteps(
  context: DeliverContext,
  steps: Steps,
  { id, revision, before, resumed }: DeliverRequest,
  signal: AbortSignal,
  takeOver: TakeOver,
): Promise<App[]> {
  const { objects, toolbox, clock, events, log } = context
  const of = { id, revision }
  const commit = await objects.commit(revision)
  if (commit === undefined) {
    throw new StepFailed('detect', undefined, `There is no commit ${revision} in ${objects.gitDir}.`)
  }
  steps.subject = commit.subject
  const hasImage = async (repository: string, tag: string) =>
    (await layoutOf(context, repository).find(tag)) !== undefined
  const branches = await context.target(revision, before)
  const { releases } = await headsOf(branches)
  const liftsQuarantine = await goesBack(objects, commit, before)
  const plan = await planRelease({ ...context, revision, releases, liftsQuarantine, hasImage })
  const names = plan.apps.map(({ app }) => app.name)
  if (resumed && names.length === 0 && plan.refused.length === 0) return []
  steps.started(names)
  const red = plan.refused.find(({ why }) => why === 'migration')
  if (red !== undefined) throw new StepFailed('detect', red.app, red.reason)
  for (const { app, reason } of plan.refused) log(`${app} is left out: ${reason}`)
  if (names.length === 0) {
    const broken = plan.refused.find(({ why }) => why !== 'quarantine')
    if (broken !== undefined) throw new StepFailed('detect', broken.app, broken.reason)
    const reasons = plan.refused.map(({ reason }) => reason)
    const why = reasons.join(' ') || 'The images of every app are up to date.'
    events.emit('delivery.nothing', { ...of, at: clock.now(), why })
    return []
  }
  const work = plan.apps.map(async (planned) => {
    const { app, unchecked } = planned
    const sources = await steps.run('checkout', app.name, () =>
      toolbox.workspace.prepare(revision, app, signal),
    )
    if (unchecked !== undefined) log(`${app.name} at ${revision.slice(0, 7)} is not checked: ${unchecked}`)
    const checks =
      unchecked === undefined ? appChecks(context, steps, planned, sources, signal, takeOver) : []
    await allSteps([...checks, image(context, steps, planned, commit, sources, signal)])
  })
  await allSteps(work)
  const code = branches.code ?? branches.branch
  // The branch was moved to where this commit is no longer a part of it, and is delivered from there next.
  const head = await code.head()
  if (head !== revision && !(await isAncestor(objects.gitDir, revision, head))) {
    events.emit('delivery.superseded', { ...of, at: clock.now(), by: head })
    return []
  }
  const result = await steps.run('bump', undefined, () =>
    bump({ ...context, ...branches, tag: revision, apps: names, liftsQuarantine, signal }),
  )
  const at = clock.now()
  if (result.revision === undefined) {
    const why = result.kept.map(({ app, why }) => `${app} stays: ${why}.`).join(' ')
    events.emit('delivery.nothing', { ...of, at, why })
  } else {
    const apps = result.changed.map(({ app }) => app)
    events.emit('delivery.released', { ...of, at, bumpRevision: result.revision, apps })
    await prune(context, plan, { code: head, releases: result.revision })
  }
  return plan.apps.flatMap(({ app, unchecked }) => (unchecked === undefined ? [] : [app]))
}

/** Whether somebody moved the branch back to this commit, and so asked for exactly what it was. */
async function goesBack({ gitDir }: GitObjects, { hash, parents }: Commit, before = hash): Promise<boolean> {
  if (before === hash || parents.includes(before)) return false
  return await isAncestor(gitDir, hash, before)
}

/** Old images only take space: what goes wrong with them must not turn a release red. */
async function prune(context: DeliverContext, plan: ReleasePlan, heads: Heads) {
  const { log } = context
  try {
    for (const { app, repository } of plan.apps) {
      await pruneImages({ ...context, heads, app: app.name, repository })
    }
  } catch (error) {
    log(`old images are kept: ${describeError(error)}`)
  }
}

function appChecks(
  { toolbox }: DeliverContext,
  steps: Steps,
  { app, content }: PlannedApp,
  sources: AppSources,
  signal: AbortSignal,
  takeOver: TakeOver,
): Promise<void>[] {
  // Only what somebody wrote may never end.
  const testSignal = AbortSignal.any([signal, takeOver.signal])
  return toolbox.checks.map(async (check) => {
    if (toolbox.cache.has(content.checks, check.step)) return steps.cached(check.step, app.name)
    const { dir: treeDir, files, libraries, isIntact } = sources
    const of = { app, libraries, treeDir, files, isIntact }
    const target = { ...of, signal: check.step === 'test' ? testSignal : signal }
    const work = async () => {
      const result = await runCheck(check, toolbox.cache, content, target)
      if (result.status === 'failed') throw new FindingsError('check-red', result.findings)
    }
    await steps.run(check.step, app.name, work, async () => check.running?.(app.name))
  })
}

async function image(
  context: DeliverContext,
  steps: Steps,
  { app, repository, content }: PlannedApp,
  commit: Commit,
  sources: AppSources,
  signal: AbortSignal,
): Promise<void> {
  const { imagesDir, toolbox, clock } = context
  const tag = commit.hash
  if ((await layoutOf(context, repository).find(tag)) !== undefined) {
    return steps.cached('image', app.name)
  }
  await steps.run('image', app.name, async () => {
    const { dir: treeDir, isIntact } = sources
    const layer = await toolbox.bundles.layer({ app, treeDir, content: content.image, isIntact, signal })
    const meta = { title: app.name, revision: commit.hash, createdAt: commit.committedAt }
    await buildImage({ layer, imagesDir, repository, tag, meta, clock })
  })
}

function layoutOf({ imagesDir, clock }: DeliverContext, repository: string): ImageLayout {
  return new ImageLayout(repositoryDir(imagesDir, repository), clock)
}

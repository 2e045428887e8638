import { systemClock } from '@gitops-example/kit/clock'
import { gitIn } from '@gitops-example/kit/git/git'
import { GitObjects } from '@gitops-example/kit/git/git-objects'
import { ownBranch } from '@gitops-example/release/branch/own-branch'
import { bump } from '@gitops-example/release/bump/bump'
import { planRelease } from '@gitops-example/release/bump/release-plan'
import { ensureReleasesBranch, keptReleases } from '@gitops-example/release/releases/ensure-releases-branch'
import { ownReleases, plainApps, ScratchRepository } from '../src/testing/scratch-repository.ts'

export const branch = 'releases/local'
export const source = 'dev/web/src/main.ts'

/** A machine's repository: master is pushed by people, releases/local by verbs. */
export async function machine(files: Record<string, string> = plainApps(['web', 'api'], ['local'])) {
  const scratch = await ScratchRepository.create({ ...files, ...ownReleases('local') })
  const clone = await scratch.clone()
  const git = gitIn(scratch.origin)
  const objects = new GitObjects(scratch.origin)
  const moves: string[] = []
  const onMoved = ({ ref }: { ref: string }) => void moves.push(ref)
  const ensure = async (hasEarlier = false) =>
    await ensureReleasesBranch({
      objects,
      clock: systemClock,
      environment: 'local',
      branch,
      code: await scratch.head(),
      hasEarlier,
    })
  const options = {
    objects,
    branch: ownBranch({ objects, branch, kept: keptReleases(branch), onMoved }),
    code: ownBranch({ objects, branch: 'master', onMoved }),
    clock: systemClock,
    random: Math.random,
    environment: 'local',
  }
  return {
    scratch,
    clone,
    git,
    objects,
    options,
    moves,
    ensure,
    push: (text: string) => scratch.commit(clone, text, { [source]: `${text}\n` }),
    release: (tag: string, more: { liftsQuarantine?: boolean; apps?: string[] } = {}) =>
      bump({ ...options, tag, apps: ['web'], ...more }),
    /** What a delivery of `revision` would release. */
    plan: async (revision: string, hasImage = async (_repository: string) => true) =>
      await planRelease({
        objects,
        environment: 'local',
        revision,
        releases: await scratch.head(branch),
        hasImage,
      }),
    tag: (app = 'web') => scratch.tag('local', app, branch),
    [Symbol.dispose]() {
      objects[Symbol.dispose]()
      scratch[Symbol.dispose]()
    },
  }
}

import { gitIn } from '@gitops-example/kit/git/git'
import type { Settings } from '../state/settings.ts'
import type { StatePaths } from '../state/state-paths.ts'
import { type BareRepository, openBareRepository } from './bare-repository.ts'
import { type Checkout, openCheckout } from './checkout.ts'
import { refusedPush, refusedTransport } from './refused-transport.ts'
import { type Seeded, seed } from './seed.ts'

export interface GitHost {
  origin: BareRepository
  checkout: Checkout
  seeded: Seeded
  /** The setting by which the person's own `git push` is refused, if there is one. */
  refused: string | undefined
  /** The commit that the delivered branch points to now. */
  head(): Promise<string>
}

/** Opens the bare repository that takes the place of GitHub, and adds it to the checkout as a remote. */
export async function openGitHost(settings: Settings, paths: StatePaths): Promise<GitHost> {
  const { branch, remote } = settings
  const checkout = await openCheckout(paths.root)
  const objectFormat = checkout.head.length === 40 ? 'sha1' : 'sha256'
  const origin = await openBareRepository({ dir: paths.origin, branch, runDir: paths.run, objectFormat })
  const seeding = seed({ checkout, originDir: origin.dir, remote, branch })
  const [seeded, refused] = await Promise.all([seeding, refusedTransport(paths.root)])
  return {
    origin,
    checkout,
    seeded,
    refused,
    head: () => gitIn(origin.dir).run(['rev-parse', `refs/heads/${branch}`]),
  }
}

/** What a person should know about the difference between the checkout and what is deployed. */
export function deployedLines({ checkout, seeded, refused }: GitHost, branch: string): string[] {
  const lines: string[] = []
  if (refused !== undefined) lines.push(`${refused} is set: ${refusedPush}`)
  if (checkout.initialised)
    lines.push('This is not a git checkout: initialised one here, with one commit of everything.')
  if (checkout.dirtyPaths > 0) {
    const paths = checkout.dirtyPaths === 1 ? '1 path differs' : `${checkout.dirtyPaths} paths differ`
    lines.push(`${paths} from the last commit; only commits are deployed.`)
  }
  if (seeded.unpushed > 0) {
    const commits = seeded.unpushed === 1 ? '1 commit' : `${seeded.unpushed} commits`
    lines.push(
      `${branch} runs ${seeded.revision.slice(0, 7)}; ${commits} of yours not pushed yet: ./gitops push.`,
    )
  }
  return lines
}

import { type Clock, sleep } from '@gitops-example/kit/clock'
import { GitopsError } from '@gitops-example/kit/errors'
import { platformIdentity } from '@gitops-example/kit/git/git'
import type { GitObjects } from '@gitops-example/kit/git/git-objects'
import { ObjectWriter } from '@gitops-example/kit/git/object-writer'
import { longestDelayMs } from './longest-delay.ts'
import type { RemoteBranch } from './remote-branch.ts'

export interface BranchOptions {
  /** The local repository, in which commits are made without a work tree. */
  objects: GitObjects
  /** Where the change lands: the branch that has the release files. */
  branch: RemoteBranch
  /** The branch whose commits are released, where that is another one. */
  code?: RemoteBranch
  clock: Clock
  /** Between 0 and 1; spreads the retries of several pushers. */
  random: () => number
  /** Goes before others that push as often as they can: it tries again at once, and for longer. */
  urgent?: boolean
  signal?: AbortSignal
}

/** The commits that decide what runs in an environment; the same one where a single branch has everything. */
export interface Heads {
  /** Has the apps of `dev/`; commits in its history may be released. */
  code: string
  /** Has the release files. */
  releases: string
}

/** What to commit on top of one head of the branch. */
export interface Change<Outcome> {
  /** New content by path; nothing is committed when it is empty. */
  files: ReadonlyMap<string, string>
  message: string
  /**
   * All that the decision rests on, besides what never changes: while these files are the same on a later head that
   * somebody else pushed, the change is made on top of it as it is, which is sooner there than their next push.
   */
  restsOn?: readonly string[]
  /** For the caller, once the change has landed. */
  outcome: Outcome
}

/** For a push that others won, and for a remote that does not answer. */
const attempts = { raced: 40, racedUrgent: 1000, unreachable: 3 }

/**
 * Lands one commit on a branch that others push to as well. When another push wins, `decide` is asked again with the
 * new heads, so nothing is ever merged. Resolves with the commit, undefined when there was nothing to change.
 */
export async function changeBranch<Outcome>(
  options: BranchOptions,
  decide: (heads: Heads) => Promise<Change<Outcome>>,
): Promise<{ revision: string | undefined; outcome: Outcome }> {
  const { branch, clock, random, urgent = false, signal } = options
  let last: { change: Change<Outcome>; heads: Heads } | undefined
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    const startedAt = clock.now()
    try {
      const heads = await headsOf(options)
      const holds = last !== undefined && (await stillHolds(options, last.change, last.heads, heads))
      const change = last !== undefined && holds ? last.change : await decide(heads)
      last = { change, heads }
      if (change.files.size === 0) return { revision: undefined, outcome: change.outcome }
      const revision = await commitFiles(options, heads.releases, change)
      await branch.push(revision)
      return { revision, outcome: change.outcome }
    } catch (error) {
      if (!(error instanceof GitopsError) || !error.retryable) throw error
      const isRaced = error.code === 'push-raced'
      const raced = urgent ? attempts.racedUrgent : attempts.raced
      if (attempt >= (isRaced ? raced : attempts.unreachable)) throw error
      const tookMs = clock.now() - startedAt
      const delayMs = longestDelayMs({ attempt, tookMs, urgent: urgent && isRaced })
      await sleep(clock, delayMs * random(), signal)
    }
  }
}

async function stillHolds(
  { objects }: BranchOptions,
  { restsOn }: Change<unknown>,
  before: Heads,
  now: Heads,
): Promise<boolean> {
  if (restsOn === undefined) return false
  const isSame = await Promise.all(
    restsOn.map(async (path) => {
      const [left, right] = await Promise.all(
        [before, now].map(({ releases }) => objects.blob(`${releases}:${path}`)),
      )
      return left === right || (left !== undefined && right !== undefined && left.equals(right))
    }),
  )
  return isSame.every(Boolean)
}

/** The heads as they are now; their histories are in the local repository afterwards. */
export async function headsOf({ branch, code }: Pick<BranchOptions, 'branch' | 'code'>): Promise<Heads> {
  // One after the other: both may be fetched into the same repository.
  const releases = await branch.head()
  return { releases, code: code === undefined ? releases : await code.head() }
}

/** Makes the commit in the local repository, where nothing points to it yet; returns its hash. */
export async function commitFiles(
  options: Pick<BranchOptions, 'objects' | 'clock'>,
  parent: string,
  { files, message }: Pick<Change<unknown>, 'files' | 'message'>,
): Promise<string> {
  return await writeCommit(options, { parent, base: `${parent}^{tree}`, files, message })
}

/** The same on top of another tree than the parent's: of none where `base` is undefined. */
export async function writeCommit(
  { objects, clock }: Pick<BranchOptions, 'objects' | 'clock'>,
  commit: Pick<Change<unknown>, 'files' | 'message'> & {
    /** A commit; without one `like`, any full hash of the repository, says which hash function it uses. */
    parent?: string
    like?: string
    base?: string
  },
): Promise<string> {
  const { parent, like = parent ?? '', base, files, message } = commit
  const writer = new ObjectWriter(objects.gitDir, like)
  const contents = new Map([...files].map(([path, text]) => [path, Buffer.from(text)]))
  const tree = await writer.treeWith(objects, base, contents)
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email } = platformIdentity
  const who = `${name} <${email}> ${Math.floor(clock.now() / 1000)} +0000`
  const parents = parent === undefined ? [] : [`parent ${parent}`]
  const lines = [`tree ${tree}`, ...parents, `author ${who}`, `committer ${who}`, '', message]
  return await writer.write('commit', Buffer.from(lines.join('\n')))
}

import { argoCdAt } from '@gitops-example/delivery/argo-cd/argo-cd'
import { waitUntilLive } from '@gitops-example/delivery/argo-cd/wait-until-live'
import { isAncestor } from '@gitops-example/delivery/git/ancestry'
import { systemClock } from '@gitops-example/kit/clock'
import { gitIn } from '@gitops-example/kit/git'
import { parseVerbArgs, positiveInteger, UsageError, type Verb } from '../verb.ts'

const options = {
  commit: { type: 'string' },
  app: { type: 'string', multiple: true },
  minutes: { type: 'string' },
} as const

export const wait: Verb = {
  usage: '--commit REV --app APP… [--minutes N]',
  help: `
Waits until Argo CD reports that each app runs this commit, or a later one, synced and healthy. Exit code 1 when
Argo CD gives a version up, or time is up. Argo CD is the one at ARGOCD_SERVER, asked with ARGOCD_AUTH_TOKEN; it
compares with git at once instead of at its next poll.

  --commit REV  the commit whose images were released
  --app APP     an app of the release; may be given several times
  --minutes N   how long to wait at most; 15 without it

Example:
  ARGOCD_SERVER=https://argocd.example.com ARGOCD_AUTH_TOKEN=... gitops wait --commit HEAD --app api --app webapp
`,
  options,
  async run(args, io) {
    const { values } = parseVerbArgs(args, options)
    const { commit, app: apps = [] } = values
    const { ARGOCD_SERVER: server, ARGOCD_AUTH_TOKEN: token } = io.env
    if (commit === undefined || apps.length === 0)
      throw new UsageError('Give --commit and at least one --app.')
    if (!server || !token) throw new UsageError('Set ARGOCD_SERVER and ARGOCD_AUTH_TOKEN.')
    const git = gitIn(io.root)
    const gitDir = await git.run(['rev-parse', '--absolute-git-dir'])
    const hash = await git.run(['rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`])
    await waitUntilLive({
      argoCd: argoCdAt(server, token),
      apps,
      carries: async (tag) =>
        tag === hash || (/^[0-9a-f]{40,64}$/.test(tag) && isAncestor(gitDir, hash, tag)),
      timeoutMs: positiveInteger('minutes', values.minutes ?? '15') * 60_000,
      clock: systemClock,
      signal: io.signal,
      progress: io.err,
    })
    io.out(`${hash.slice(0, 7)} is live: ${apps.join(', ')}`)
    return 0
  },
}

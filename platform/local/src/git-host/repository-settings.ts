import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gitIn } from '@gitops-example/kit/git/git'

/** Findings of git fsck (git-fsck(1), "FSCK MESSAGES") that real repositories have. */
const harmless = [
  'badDate',
  'badDateOverflow',
  'badEmail',
  'badName',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'multipleAuthors',
  'zeroPaddedDate',
  'zeroPaddedFilemode',
]

const fileName = 'gitops.config'

/**
 * Gives the bare repository every setting that it depends on. The git of a person who pushes to it reads that person's
 * configuration too, and a setting of the repository holds before one of the person (git-config(1), "SCOPES").
 */
export async function writeRepositorySettings(dir: string): Promise<void> {
  writeFileSync(join(dir, fileName), settings(join(dir, 'hooks')))
  if (readFileSync(join(dir, 'config'), 'utf8').includes(`path = ${fileName}`)) return
  await gitIn(dir).run(['config', '--add', 'include.path', fileName])
}

function settings(hooks: string): string {
  return `# Written by gitops up.
[core]
	hooksPath = "${hooks.replace(/[\\"]/g, '\\$&')}"
[gc]
	# A version that runs may have left every branch.
	pruneExpire = never
[receive]
	# Two entries of one name, paths that lead out, and other objects that no git makes.
	fsckObjects = true
	# A checkout made with --depth may be the first to push.
	shallowUpdate = true
	denyNonFastForwards = false
	denyDeletes = false
	maxInputSize = 0
	# Without it, a push with push.pushOption is refused; no hook reads them.
	advertisePushOptions = true
[receive "fsck"]
	# What old programs wrote does no harm, and history is not written again for it.
${harmless.map((id) => `	${id} = ignore\n`).join('')}[transfer]
	hideRefs = !refs
`
}

// `npm run release -- VERSION`: makes the commit and the tag of a version, and says how to push them.
import { fileURLToPath } from 'node:url'
import { describeError } from '@gitops-example/kit/errors'
import { gitIn } from '@gitops-example/kit/git/git'
import { release } from './release.ts'

const [version, ...others] = process.argv.slice(2)
if (version === undefined || others.length > 0) {
  console.error('Usage: npm run release -- VERSION')
  process.exitCode = 2
} else {
  try {
    const git = gitIn(fileURLToPath(new URL('../..', import.meta.url)))
    const branches = process.env.GITOPS_BRANCH ? [process.env.GITOPS_BRANCH] : ['master', 'main']
    const date = new Date().toISOString().slice(0, 10)
    const tag = await release({ git, version, branches, date })
    console.log(`Made the commit and the tag ${tag}. Nothing is pushed yet:`)
    console.log(`  git push --atomic origin HEAD ${tag}`)
    console.log(`  gh release create ${tag} --notes-from-tag`)
    console.log(`To undo: git tag --delete ${tag} && git reset --hard HEAD^`)
  } catch (error) {
    console.error(`npm run release: ${describeError(error)}`)
    process.exitCode = 1
  }
}

import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The files that take longest on two processors, the longest first. */
const longest = [
  'ops/test/provision.test.ts',
  'ops/test/terraform-plugins.test.ts',
  'test/e2e/odd-machines.test.ts',
  'test/e2e/pushes.test.ts',
  'test/e2e/normal-day.test.ts',
  'test/images/images.test.ts',
  'test/e2e/first-run.test.ts',
  'test/e2e/surroundings.test.ts',
  'test/e2e/kill.test.ts',
  'test/e2e/migrations.test.ts',
  'test/e2e/mistakes.test.ts',
  'test/e2e/bad-version.test.ts',
  'platform/delivery/test/delivery.test.ts',
  'test/e2e/applications.test.ts',
  'platform/release/test/bump-races.test.ts',
  'test/team/random-story.test.ts',
  'platform/delivery/test/libraries.test.ts',
  'platform/cli/test/registry.test.ts',
  'platform/cli/test/wait.test.ts',
  'ops/test/terraform.test.ts',
  'platform/cluster/test/kubectl-workloads.test.ts',
  'platform/local/test/push.test.ts',
  'platform/cluster/test/bad-input.test.ts',
  'platform/delivery/test/warm-tests.test.ts',
  'platform/delivery/test/red-delivery.test.ts',
  'platform/cluster/test/kubectl-pods.test.ts',
  'platform/delivery/test/drafts.test.ts',
  'platform/cluster/test/helm.test.ts',
  'platform/delivery/test/own-releases.test.ts',
  'platform/local/test/git-surroundings.test.ts',
  'dev/webapp/test/browser.test.ts',
  'platform/cli/test/two-repositories.test.ts',
  'platform/cluster/test/proxy-rolling-update.test.ts',
  'platform/cli/test/release-verbs.test.ts',
  'platform/release/test/rollback.test.ts',
  'platform/cluster/test/kubectl-objects.test.ts',
]

/** Starts with what takes longest and ends with the many that take a moment, so that no worker runs alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const root = this.ctx.config.root
    const rank = ({ moduleId, project }: TestSpecification) => {
      const known = longest.indexOf(relative(root, moduleId))
      if (known >= 0) return known
      return longest.length + ['e2e', 'integration', 'unit'].indexOf(project.name)
    }
    return files.toSorted((a, b) => rank(a) - rank(b))
  }
}

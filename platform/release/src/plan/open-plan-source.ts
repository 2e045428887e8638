import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Repository } from '@gitops-example/applications/git/repository'
import { Renderer } from '@gitops-example/applications/render/renderer'
import { systemClock } from '@gitops-example/kit/clock'
import type { PlanSource } from './plan-source.ts'

/** A repository and a renderer with a directory of its own; both end when it is disposed. */
export async function openPlanSource(
  gitDir: string,
  helmPath: string,
): Promise<PlanSource & AsyncDisposable> {
  const workDir = await mkdtemp(join(tmpdir(), 'gitops-plan-'))
  const repository = new Repository('this repository', gitDir)
  const ended = new AbortController()
  const renderer = new Renderer({
    helmPath: Promise.resolve(helmPath),
    workDir,
    clock: systemClock,
    signal: ended.signal,
  })
  return {
    repository,
    renderer,
    async [Symbol.asyncDispose]() {
      ended.abort()
      repository.close()
      await rm(workDir, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

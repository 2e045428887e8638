/**
 * Two people work for fifty steps that a seed decides. GITOPS_STORY_SEEDS=200 runs the seeds 1 to 200, and
 * GITOPS_STORY_SEEDS=17-17 repeats the one that a failure names.
 */
import { it } from 'vitest'
import { tellStory } from './story.ts'

const [, first = '1', last] = /^(?:(\d+)-)?(\d+)$/.exec(process.env.GITOPS_STORY_SEEDS ?? '4') ?? []
const seeds = Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index)

it.concurrent.each(seeds)('fifty steps of two people keep every claim, seed %i', async (seed) => {
  await tellStory(seed, 50)
})

import type { Job } from '#kubernetes/batch/v1'
import type { Pod } from '#kubernetes/core/v1'
import type { Live } from '../../machinery/objects.ts'

/** On the pods of an Indexed Job, as label and annotation (batch/v1: `completionMode`). */
export const completionIndexKey = 'batch.kubernetes.io/job-completion-index'

export function isIndexed(job: Pick<Job, 'spec'>): boolean {
  return job.spec?.completionMode === 'Indexed'
}

/** The index of a pod; undefined when it has none that its Job asks for. */
export function completionIndexOf({ metadata }: Live<Pod>, completions: number): number | undefined {
  const text = metadata.annotations?.[completionIndexKey] ?? ''
  return /^\d+$/.test(text) && Number(text) < completions ? Number(text) : undefined
}

/** `0,2-4` as in `status.completedIndexes`. */
export function parseIndexes(text: string | undefined): Set<number> {
  const indexes = new Set<number>()
  for (const range of text === undefined || text === '' ? [] : text.split(',')) {
    const [first = '', last = first] = range.split('-')
    for (let index = Number(first); index <= Number(last); index++) indexes.add(index)
  }
  return indexes
}

/** Upstream's writing: runs of three and more as a range, two neighbours apart. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const ranges: { first: number; last: number }[] = []
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const range = ranges.at(-1)
    if (range !== undefined && range.last === index - 1) range.last = index
    else ranges.push({ first: index, last: index })
  }
  return ranges
    .map(({ first, last }) => {
      if (first === last) return String(first)
      return last === first + 1 ? `${first},${last}` : `${first}-${last}`
    })
    .join(',')
}

/** The lowest indexes that are neither done nor being worked on, `count` at most. */
export function nextIndexes(
  completions: number,
  completed: ReadonlySet<number>,
  active: readonly Live<Pod>[],
  count: number,
): number[] {
  const taken = new Set(active.map((pod) => completionIndexOf(pod, completions)))
  const next: number[] = []
  for (let index = 0; index < completions && next.length < count; index++) {
    if (!completed.has(index) && !taken.has(index)) next.push(index)
  }
  return next
}

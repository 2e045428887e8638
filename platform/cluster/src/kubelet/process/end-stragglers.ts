import { readdirSync, readFileSync } from 'node:fs'

/**
 * Ends processes that left a container's group and lost their parent: they are known by the container's `HOME`, a
 * directory that no other container has. One that was started with another HOME is not found; without `/proc`, none.
 */
export function endStragglers(ownHome: string): void {
  if (process.platform !== 'linux') return
  const mark = `HOME=${ownHome}`
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    if (!environmentOf(name).includes(mark)) continue
    try {
      process.kill(Number(name), 'SIGKILL')
    } catch {
      // It ended meanwhile, which is what we want.
    }
  }
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  } catch {
    return [] // another user's, or gone
  }
}

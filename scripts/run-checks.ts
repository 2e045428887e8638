import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { checks } from './checks.ts'

/** Runs every check, also after one has failed, and returns how many passed and failed. */
export function runChecks(): { passed: number; failed: number } {
  const cwd = fileURLToPath(new URL('..', import.meta.url))
  const result = { passed: 0, failed: 0 }
  for (const { name, argv } of checks) {
    const [program, ...args] = argv
    const startedAt = performance.now()
    const { status } = spawnSync(program, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
    const ms = Math.round(performance.now() - startedAt)
    console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${argv.join(' ')}, ${ms} ms)`)
    if (status === 0) result.passed++
    else result.failed++
  }
  return result
}

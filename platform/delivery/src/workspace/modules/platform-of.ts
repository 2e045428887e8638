import type { LockedPackage } from '@gitops-example/release/apps/lockfile/parse-lockfile'

/** What npm compares a package's `os`, `cpu` and `libc` with. */
export interface Platform {
  os: string
  cpu: string
  /** Undefined where there is no choice of them. */
  libc?: string
}

/** The one that this process runs on. */
export function thisPlatform(): Platform {
  const { platform: os, arch: cpu } = process
  return os === 'linux' ? { os, cpu, libc: libcHere() } : { os, cpu }
}

/** Whether npm installs a package there: optional ones are left out where they cannot run. */
export function isInstalledOn({ os, cpu, libc }: Platform, { optional, entry }: LockedPackage): boolean {
  if (!optional) return true
  return suits(os, entry.os) && suits(cpu, entry.cpu) && suits(libc, entry.libc)
}

/** As package.json has it: a list of names, or of names that are excluded by a `!`. */
function suits(value: string | undefined, list: unknown): boolean {
  const names = Array.isArray(list) ? list.map(String) : typeof list === 'string' ? [list] : []
  if (names.length === 0 || (names.length === 1 && names[0] === 'any')) return true
  if (value === undefined || names.includes(`!${value}`)) return false
  return names.includes(value) || names.every((name) => name.startsWith('!'))
}

/** As npm finds it out: only with glibc does the report of Node.js name a version of it. */
function libcHere(): string {
  const report: unknown = process.report.getReport()
  const header =
    typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined
  const isGlibc = typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header
  return isGlibc ? 'glibc' : 'musl'
}

/** One check that reads only: a program and its arguments, run at the root. */
export interface Check {
  name: string
  argv: readonly [string, ...string[]]
}

/** What `npm run check` runs, and `npm test` with it. */
export const checks: readonly Check[] = [
  { name: 'format, lint and imports', argv: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types of platform, tests and scripts', argv: ['tsc', '-p', '.'] },
  { name: 'types of dev/api', argv: ['tsc', '-p', 'dev/api'] },
  { name: 'types of dev/service-kit', argv: ['tsc', '-p', 'dev/service-kit'] },
  { name: 'types of dev/webapp', argv: ['tsc', '-p', 'dev/webapp'] },
]

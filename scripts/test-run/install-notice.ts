import type { ProgramPin } from '@gitops-example/local/tools/pins'

/** What will be installed before the tests, and how long that takes; nothing where nothing is missing. */
export function installNotice(
  missing: readonly Pick<ProgramPin, 'name' | 'compileTime' | 'minutes'>[],
): string[] {
  if (missing.length === 0) return []
  const most = missing.reduce((sum, { minutes }) => sum + minutes, 0)
  return [
    `Installing ${missing.length} programs that tests run, once, into .gitops/tools; at most about ${most} minutes on two cores:`,
    ...missing.map(({ name, compileTime, minutes }) => {
      const most = minutes === 1 ? 'a minute' : `${minutes} minutes`
      return `  ${name}: ${compileTime === undefined ? `at most ${most}` : `${compileTime} where Go has to compile it`}`
    }),
    'What cannot be installed here is named below. To run a file at once instead: npm test -- FILE',
  ]
}

/** Leaves the machine's paths and the debug information out of what Go compiles. */
export const goFlags = ['-trimpath', '-ldflags', '-s -w']

/** The user's own Go settings (proxy, cache). */
export function goEnv(): Record<string, string> {
  return namedEnv(/^GO[A-Z]+$/)
}

/** The variables of this process whose name matches. */
export function namedEnv(pattern: RegExp): Record<string, string> {
  const named = Object.entries(process.env).filter(([name]) => pattern.test(name))
  return Object.fromEntries(named.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

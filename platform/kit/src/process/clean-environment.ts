const loopback = ['127.0.0.1', 'localhost', '.localhost']

/**
 * Changes the environment of this process to what its libraries may read of it. Programs that it starts get `baseEnv()`.
 * PostgreSQL's clients take whatever they are not told from libpq's variables (PostgreSQL, "Environment Variables"). What
 * listens on this machine is never behind a proxy.
 */
export function cleanEnvironment(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) {
    if (isLibpqVariable(name) || name === 'NODE_PG_FORCE_NATIVE') delete env[name]
  }
  if (!Object.keys(env).some((name) => /^(https?|all)_proxy$/i.test(name))) return
  const named = [env.no_proxy, env.NO_PROXY].flatMap((list) => (list ?? '').split(/[\s,]+/)).filter(Boolean)
  const list = [...new Set([...named, ...loopback])].join(',')
  // Which of the two a program reads, it decides by itself.
  env.no_proxy = list
  env.NO_PROXY = list
}

export function isLibpqVariable(name: string): boolean {
  return /^PG[A-Z]+$/.test(name)
}

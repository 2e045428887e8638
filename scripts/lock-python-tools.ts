// Writes which files `pip` may install for each pinned Python program, of all its dependencies and for every platform, by
// their SHA-256. Needs `uv` on PATH; without names all of them: node scripts/lock-python-tools.ts [NAME...]
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { baseEnv, exec } from '@gitops-example/kit/process/exec'
import { testPrograms } from '@gitops-example/local/tools/pins'
import { pythonLock } from '@gitops-example/local/tools/python-lock'

/** The oldest Python that all of them run on. */
const python = '3.10'
const compile = ['uv', 'pip', 'compile', '-', '--generate-hashes', '--universal', '--python-version', python]
const plain = ['--no-annotate', '--no-header', '--no-emit-index-url', '--quiet']

const names = process.argv.slice(2)
for (const { name, pythonPackages } of testPrograms) {
  if (pythonPackages === undefined || (names.length > 0 && !names.includes(name))) continue
  const input = `${pythonPackages.join('\n')}\n`
  const { stdout } = await exec([...compile, ...plain], { env: baseEnv(), input, timeoutMs: 600_000 })
  const file = pythonLock(name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, stdout)
  console.log(`${file}: ${stdout.split('==').length - 1} packages`)
}

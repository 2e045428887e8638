// Exits with 0 where npm's own record says that what is installed is what the lockfile asks for.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CheckoutModules } from '@gitops-example/delivery/workspace/modules/checkout-modules'
import { parseLockfile } from '@gitops-example/release/apps/lockfile/parse-lockfile'

const root = join(import.meta.dirname, '..')
const lockfile = parseLockfile(readFileSync(join(root, 'package-lock.json'), 'utf8'))
process.exitCode = lockfile !== undefined && new CheckoutModules(root).fit(lockfile) ? 0 : 1

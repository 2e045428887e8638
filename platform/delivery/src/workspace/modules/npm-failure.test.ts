import { describeError } from '@gitops-example/kit/errors'
import { expect, it } from 'vitest'
import { npmFailure } from './npm-failure.ts'

const log =
  'npm error A complete log of this run can be found in: /home/ann/.npm/_logs/2026-01-01T00_00_00_000Z-debug-0.log'

/** What npm 11 printed. */
const failures = [
  {
    name: 'a package that the registry does not have',
    output: `npm error code E404
npm error 404 Not Found - GET http://127.0.0.1:4873/left-pad-x - Not found
npm error 404
npm error 404  The requested resource 'left-pad-x@1.3.0' could not be found or you do not have permission to access it.
npm error 404
npm error 404 Note that you can also install from a
npm error 404 tarball, folder, http url, or git url.`,
    want: `(npm error code E404): Not Found - GET http://127.0.0.1:4873/left-pad-x - Not found
The requested resource 'left-pad-x@1.3.0' could not be found or you do not have permission to access it.
Correct the name or version in package.json, or the registry in .npmrc; run npm install and commit.`,
  },
  {
    name: 'a version that does not exist',
    output: `npm error code ETARGET
npm error notarget No matching version found for left-pad-x@9.9.9.
npm error notarget In most cases you or one of your dependencies are requesting a package version that doesn't exist.`,
    want: `(npm error code ETARGET): No matching version found for left-pad-x@9.9.9. Correct the name or version in package.json, or the registry in .npmrc; run npm install and commit.`,
  },
  {
    name: 'a registry that asks who we are',
    output: `npm error code E401
npm error Unable to authenticate, your authentication token seems to be invalid.
npm error To correct this please try logging in again with:
npm error   npm login`,
    want: `(npm error code E401): Unable to authenticate, your authentication token seems to be invalid.
To correct this please try logging in again with:
  npm login
Log in to that registry on this machine, or depend on a package that it gives you.`,
  },
  {
    name: 'a registry that refuses',
    output: `npm error code E403
npm error 403 403 Forbidden - GET http://127.0.0.1:4873/left-pad-x - forbidden by policy
npm error 403 In most cases, you or one of your dependencies are requesting a package version that is forbidden by your security policy, or on a server you do not have access to.`,
    want: `(npm error code E403): 403 Forbidden - GET http://127.0.0.1:4873/left-pad-x - forbidden by policy. Log in to that registry on this machine, or depend on a package that it gives you.`,
  },
  {
    name: 'a registry that fails',
    output: `npm error code E500
npm error 500 Internal Server Error - GET http://127.0.0.1:4873/left-pad-x`,
    want: `(npm error code E500): 500 Internal Server Error - GET http://127.0.0.1:4873/left-pad-x. The registry has failed: the next push tries again.`,
  },
  {
    name: 'other bytes than those of the lockfile',
    output: `npm error code EINTEGRITY
npm error Integrity checksum failed when using sha512: wanted sha512-Z8Td but got sha512-PIwl.`,
    want: `(npm error code EINTEGRITY): Integrity checksum failed when using sha512: wanted sha512-Z8Td but got sha512-PIwl. The registry has other bytes than the lockfile asks for: find out why before you run npm install.`,
  },
  {
    name: 'peers that cannot be together',
    output: `npm error code ERESOLVE
npm error ERESOLVE unable to resolve dependency tree
npm error
npm error While resolving: root@1.0.0
npm error Found: left-pad-x@1.3.0
npm error node_modules/left-pad-x
npm error   left-pad-x@"1.3.0" from the root project
npm error
npm error Could not resolve dependency:
npm error peer left-pad-x@"^2.0.0" from peery@1.0.0
npm error node_modules/peery
npm error   peery@"1.0.0" from the root project
npm error
npm error Fix the upstream dependency conflict, or retry this command with --force or --legacy-peer-deps to accept an incorrect (and potentially broken) dependency resolution.
npm error
npm error
npm error For a full report see:
npm error /home/ann/.npm/_logs/2026-01-01T00_00_00_000Z-eresolve-report.txt`,
    want: `(npm error code ERESOLVE): ERESOLVE unable to resolve dependency tree
While resolving: root@1.0.0
Found: left-pad-x@1.3.0
node_modules/left-pad-x
  left-pad-x@"1.3.0" from the root project
Could not resolve dependency:
peer left-pad-x@"^2.0.0" from peery@1.0.0
node_modules/peery
  peery@"1.0.0" from the root project
Change one of these versions, run npm install and commit the lockfile.`,
  },
  {
    name: 'a lockfile that is not that of package.json',
    output: `npm error code EUSAGE
npm error
npm error \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
npm error
npm error Invalid: lock file's left-pad-x@1.3.0 does not satisfy left-pad-x@1.4.0
npm error Missing: other@1.4.0 from lock file
npm error
npm error Clean install a project
npm error
npm error Usage:
npm error npm ci
npm error
npm error aliases: clean-install, ic, install-clean, isntall-clean
npm error
npm error Run "npm help ci" for more info`,
    want: `(npm error code EUSAGE): \`npm ci\` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. Please update your lock file with \`npm install\` before continuing.
Invalid: lock file's left-pad-x@1.3.0 does not satisfy left-pad-x@1.4.0
Missing: other@1.4.0 from lock file
Run npm install and commit the lockfile.`,
  },
  {
    name: 'a package for another platform',
    output: `npm error code EBADPLATFORM
npm error notsup Unsupported platform for left-pad-x@1.3.0: wanted {"os":"aix"} (current: {"os":"linux"})
npm error notsup Valid os:  aix
npm error notsup Actual os: linux`,
    want: `(npm error code EBADPLATFORM): Unsupported platform for left-pad-x@1.3.0: wanted {"os":"aix"} (current: {"os":"linux"})
Valid os:  aix
Actual os: linux
Make it an optional dependency, or do without it.`,
  },
  {
    name: 'a package.json that is broken',
    output: `npm error code EJSONPARSE
npm error JSON.parse Invalid package.json: JSONParseError: Unexpected token "}" (0x7D), "{"name": }
npm error JSON.parse " is not valid JSON while parsing '{"name": }
npm error JSON.parse '
npm error JSON.parse Failed to parse JSON data.
npm error JSON.parse Note: package.json must be actual JSON, not just JavaScript.`,
    want: `(npm error code EJSONPARSE): Invalid package.json: JSONParseError: Unexpected token "}" (0x7D), "{"name": }
" is not valid JSON while parsing '{"name": }
'
Failed to parse JSON data.
Note: package.json must be actual JSON, not just JavaScript.
Correct the file and commit.`,
  },
  {
    name: 'a folder that cannot be written',
    output: `npm error code EACCES
npm error syscall mkdir
npm error path /srv/shop/node_modules
npm error errno -13
npm error Error: EACCES: permission denied, mkdir '/srv/shop/node_modules'
npm error     at async mkdir (node:internal/fs/promises:856:10)
npm error     at async Arborist.reify (/usr/lib/node_modules/npm/node_modules/@npmcli/arborist/lib/arborist/reify.js:139:7) {
npm error   errno: -13,
npm error   code: 'EACCES',
npm error   syscall: 'mkdir',
npm error   path: '/srv/shop/node_modules'
npm error }
npm error
npm error The operation was rejected by your operating system.
npm error It is likely you do not have the permissions to access this file as the current user
npm error
npm error If you believe this might be a permissions issue, please double-check the permissions of the file and its containing directories, or try running the command again as root/Administrator.`,
    want: `(npm error code EACCES): Error: EACCES: permission denied, mkdir '/srv/shop/node_modules'. Give this user the right to write there; the next push tries again.`,
  },
  {
    name: 'a disk that is full',
    output: `npm error code ENOSPC
npm error syscall write
npm error errno -28
npm error nospc ENOSPC: no space left on device, write
npm error nospc There appears to be insufficient space on your system to finish.
npm error nospc Clear up some disk space and try again.`,
    want: `(npm error code ENOSPC): ENOSPC: no space left on device, write
There appears to be insufficient space on your system to finish.
Clear up some disk space and try again.
Free space on the disk; the next push tries again.`,
  },
  {
    name: 'a registry that nobody knows',
    retryable: true,
    output: `npm error code ENOTFOUND
npm error syscall getaddrinfo
npm error errno ENOTFOUND
npm error network request to http://registry.invalid/left-pad-x failed, reason: getaddrinfo ENOTFOUND registry.invalid
npm error network This is a problem related to network connectivity.
npm error network In most cases you are behind a proxy or have bad network settings.
npm error network
npm error network If you are behind a proxy, please make sure that the 'proxy' config is set properly.  See: 'npm help config'`,
    want: `(npm error code ENOTFOUND): request to http://registry.invalid/left-pad-x failed, reason: getaddrinfo ENOTFOUND registry.invalid. Check the network of this machine and the registry in .npmrc; the next push tries again.`,
  },
  {
    name: 'a registry that does not run',
    retryable: true,
    output: `npm error code ECONNREFUSED
npm error syscall connect
npm error errno ECONNREFUSED
npm error FetchError: request to http://127.0.0.1:4874/left-pad-x failed, reason: connect ECONNREFUSED 127.0.0.1:4874
npm error     at ClientRequest.<anonymous> (/usr/lib/node_modules/npm/node_modules/minipass-fetch/lib/index.js:130:14)
npm error     at process.processTicksAndRejections (node:internal/process/task_queues:83:21) {
npm error   code: 'ECONNREFUSED',
npm error   errno: 'ECONNREFUSED',
npm error   syscall: 'connect',
npm error   address: '127.0.0.1',
npm error   port: 4874,
npm error   type: 'system'
npm error }
npm error
npm error If you are behind a proxy, please make sure that the 'proxy' config is set properly.  See: 'npm help config'`,
    want: `(npm error code ECONNREFUSED): FetchError: request to http://127.0.0.1:4874/left-pad-x failed, reason: connect ECONNREFUSED 127.0.0.1:4874. Check the network of this machine and the registry in .npmrc; the next push tries again.`,
  },
  {
    name: 'a git repository that cannot be read',
    output: `npm error code 128
npm error An unknown git error occurred
npm error command git --no-replace-objects ls-remote ssh://git@127.0.0.1:4873/x/y.git
npm error Connection closed by 127.0.0.1 port 4873
npm error fatal: Could not read from remote repository.
npm error
npm error Please make sure you have the correct access rights
npm error and the repository exists.`,
    want: `(npm error code 128): An unknown git error occurred
command git --no-replace-objects ls-remote ssh://git@127.0.0.1:4873/x/y.git
Connection closed by 127.0.0.1 port 4873
fatal: Could not read from remote repository.
Please make sure you have the correct access rights
and the repository exists.
Make sure that this machine can read that git repository; the next push tries again.`,
  },
]

it.each(failures)(
  'says what npm said, and only the advice that fits: $name',
  ({ output, want, retryable }) => {
    const failure = npmFailure('0123456789abcdef', `${output}\n${log}\n`)
    expect(describeError(failure)).toBe(`Cannot install the dependencies of 0123456 ${want}`)
    expect(failure.retryable).toBe(retryable ?? false)
  },
)

it('says all that was printed where nothing of it is an error of npm', () => {
  const failure = npmFailure('0123456789abcdef', 'sh: npm: cannot execute\n')
  expect(describeError(failure)).toBe('Cannot install the dependencies of 0123456: sh: npm: cannot execute.')
})

it('counts the lines that are left out', () => {
  const output = Array.from({ length: 30 }, (_, index) => `npm error Missing: p${index}@1.0.0 from lock file`)
  const { message } = npmFailure('0123456789abcdef', output.join('\n'))
  expect(message.split('\n')).toHaveLength(11)
  expect(message).toMatch(/\n\.\.\. and 20 more lines$/)
})

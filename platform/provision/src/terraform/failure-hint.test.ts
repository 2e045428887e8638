import { expect, test } from 'vitest'
import { failureHint } from './failure-hint.ts'

test.each([
  {
    name: 'a lock',
    output:
      '╷\n│ Error: Error acquiring the state lock\n│ \n│ Error message: PreconditionFailed, RequestID:\n│ Lvquc, HostID:\n│ 9Gjjt\n│ Lock Info:\n│   ID:        9db5-77\n│   Path:      state/dev/01_vpc.tfstate\n│   Who:       ann@laptop\n│   Created:   2026-09-01 10:00:00 +0000 UTC\n╵',
    want: /^ann@laptop since 2026-09-01 holds the lock\..*force-unlock 9db5-77\.$/,
  },
  {
    name: 'a lock of nobody known',
    output: 'Error acquiring the state lock',
    want: /^Another run holds the lock/,
  },
  {
    name: 'no bucket',
    output: 'Error: Failed to get existing workspaces: S3 bucket "x" does not exist.',
    want: /bootstrap/,
  },
  {
    name: 'expired credentials',
    output: 'api error ExpiredToken: The provided token has expired.',
    want: /Sign in again/,
  },
  {
    name: 'an expired token',
    output: 'The security token included in the request is expired',
    want: /Sign in again/,
  },
  {
    name: 'a provider that is not the locked one',
    output:
      "│ the local package for\n│ hashicorp/aws doesn't match any of the checksums previously recorded in\n│ the dependency lock file",
    want: /init -upgrade/,
  },
  {
    name: 'no way to the providers',
    output: 'Error: Failed to query available provider packages',
    want: /mirror/,
  },
  {
    name: 'another bucket',
    output: 'Error: Backend configuration changed',
    want: /Remove ops\/x\/\.terraform/,
  },
])('knows what to do about $name', ({ output, want }) => {
  expect(failureHint(output, 'ops/x')).toMatch(want)
})

test("leaves Terraform's other words to themselves", () => {
  expect(failureHint('Error: Invalid value for variable', 'ops/x')).toBeUndefined()
})

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Cuts the sources of Terraform's AWS provider in `directory` down to these services, named like the folders of
 * `internal/service`. All 260 compile for an hour on two cores, the ten that our layers use in a few minutes; what is
 * left behaves as in the full provider. Two generated files know the services: the list, and the client of each.
 */
export function cutAwsProvider(directory: string, services: readonly string[]): void {
  const clients = new Set([
    ...withWhatTheyUse(directory, services).flatMap((service) =>
      imports(join(directory, 'internal/service', service), awsClient),
    ),
    ...['internal/conns', 'internal/tags'].flatMap((folder) => imports(join(directory, folder), awsClient)),
  ])
  edit(join(directory, 'internal/provider/sdkv2/service_packages_gen.go'), (text) =>
    text
      .replace(/^\t(?:\w+ )?".*\/internal\/service\/(\w+)"\n/gm, keep(new Set(services)))
      .replace(/^\t\t(\w+)\.ServicePackage\(ctx\),\n/gm, keep(new Set(services))),
  )
  edit(join(directory, generatedClients), (text) =>
    text
      .replace(/^\t(?:\w+ )?"github\.com\/aws\/aws-sdk-go-v2\/service\/(\w+)"\n/gm, keep(clients))
      .replace(/^func \(c \*AWSClient\) \w+Client\(.*?\) \*(\w+)\.Client \{\n.*?^\}\n/gms, keep(clients)),
  )
}

const generatedClients = 'internal/conns/awsclient_gen.go'
const awsClient = /"github\.com\/aws\/aws-sdk-go-v2\/service\/(\w+)"/g
const otherService = /"github\.com\/hashicorp\/terraform-provider-aws\/internal\/service\/(\w+)"/g

/** A replacer that keeps a match when its first group is one of `names`, and removes it otherwise. */
function keep(names: ReadonlySet<string>) {
  return (match: string, name: string) => (names.has(name) ? match : '')
}

function withWhatTheyUse(directory: string, services: readonly string[]): string[] {
  const found = new Set(services)
  // A set can grow while it is iterated: what is added is visited too.
  for (const service of found) {
    for (const other of imports(join(directory, 'internal/service', service), otherService)) found.add(other)
  }
  return [...found]
}

/** What the first group of `pattern` finds in the Go files of a folder and those below it. */
function imports(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.go') && !generatedClients.endsWith(`/${name}`))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(pattern)].map(([, name = '']) => name))
}

function edit(path: string, change: (text: string) => string): void {
  writeFileSync(path, change(readFileSync(path, 'utf8')))
}

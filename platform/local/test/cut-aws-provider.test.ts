import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { cutAwsProvider } from '../src/tools/install/cut-aws-provider.ts'
import { TemporaryDirectory } from './temporary-directory.ts'

const provider = 'github.com/hashicorp/terraform-provider-aws'
const sdk = 'github.com/aws/aws-sdk-go-v2/service'
const list = 'internal/provider/sdkv2/service_packages_gen.go'
const clients = 'internal/conns/awsclient_gen.go'

test('a cut provider keeps the services that are named and the clients that those and the core use', () => {
  using temporary = new TemporaryDirectory()
  const directory = temporary.path
  const sources: Record<string, string> = {
    [list]: `import (
	"${provider}/internal/service/ec2"
	"${provider}/internal/service/rds"
	"${provider}/internal/service/s3"
)

return []conns.ServicePackage{
		ec2.ServicePackage(ctx),
		rds.ServicePackage(ctx),
		s3.ServicePackage(ctx),
	}
`,
    [clients]: `import (
	"${sdk}/ec2"
	"${sdk}/rds"
	"${sdk}/s3"
	"${sdk}/sqs"
	"${sdk}/sts"
)

${['EC2', 'RDS', 'S3', 'SQS', 'STS'].map(client).join('\n')}`,
    'internal/conns/awsclient.go': `import "${sdk}/sts"`,
    'internal/tags/tags.go': 'package tags',
    // RDS looks into another service's package, and so needs that one's client too.
    'internal/service/rds/cluster.go': `import (\n\t"${sdk}/rds"\n\t"${provider}/internal/service/ec2"\n)`,
    'internal/service/ec2/vpc.go': `import "${sdk}/ec2"`,
    'internal/service/s3/bucket.go': `import "${sdk}/s3"`,
  }
  for (const [name, text] of Object.entries(sources)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true })
    writeFileSync(join(directory, name), text)
  }

  cutAwsProvider(directory, ['rds'])

  expect(readFileSync(join(directory, list), 'utf8')).toBe(`import (
	"${provider}/internal/service/rds"
)

return []conns.ServicePackage{
		rds.ServicePackage(ctx),
	}
`)
  expect(readFileSync(join(directory, clients), 'utf8').replace(/\n{2,}/g, '\n\n')).toBe(`import (
	"${sdk}/ec2"
	"${sdk}/rds"
	"${sdk}/sts"
)

${['EC2', 'RDS', 'STS'].map(client).join('\n')}`)
})

function client(name: string): string {
  const type = `*${name.toLowerCase()}.Client`
  return `func (c *AWSClient) ${name}Client(ctx context.Context) ${type} {
	return errs.Must(client[${type}](ctx, c, names.${name}, make(map[string]any)))
}
`
}

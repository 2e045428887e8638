import { contains, overlap, parseRange } from './cidr.ts'
import type { EnvironmentSettings } from './environment.ts'

/** RFC 1918. */
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].flatMap(
  (text) => parseRange(text) ?? [],
)

/** The cluster's Services (`tf_modules/eks`). */
const serviceRange = '172.20.0.0/16'

/**
 * What is wrong with an environment's settings, each as a sentence that says what to write: the rules of the
 * Terraform modules, checked before anything runs. `others` are the ranges of the other environments by name.
 */
export function settingsProblems(
  settings: EnvironmentSettings,
  name: string,
  others: Readonly<Record<string, string>>,
): string[] {
  return [
    ...(settings.environment === name
      ? []
      : [`environment is "${settings.environment}", but the folder is ${name}.`]),
    ...nameProblems(settings),
    ...rangeProblems(settings.cidr, others),
    ...zoneProblems(settings, name),
    ...accessProblems(settings),
  ]
}

function nameProblems({ project, environment, accountId, repositoryUrl }: EnvironmentSettings): string[] {
  const problems: string[] = []
  const prefix = `${project}-${environment}`
  if (!/^[a-z](-?[a-z0-9])*$/.test(prefix) || prefix.length > 32) {
    problems.push(
      `project and environment make the prefix "${prefix}", which must be at most 32 lower-case letters, digits or single hyphens and start with a letter.`,
    )
  }
  if (!/^(\d{12})?$/.test(accountId)) {
    problems.push(
      `account_id is "${accountId}"; it must have twelve digits, or be empty to allow any account.`,
    )
  }
  if (!/^https:\/\/[^@/]+\/.+/.test(repositoryUrl) || repositoryUrl.includes('OWNER/')) {
    problems.push(
      `repository_url is "${repositoryUrl}"; it must be the https address of your own copy, such as https://github.com/you/gitops-example.git, without user or password.`,
    )
  }
  return problems
}

function rangeProblems(cidr: string, others: Readonly<Record<string, string>>): string[] {
  const range = parseRange(cidr)
  if (range === undefined) {
    return [
      `cidr is "${cidr}"; it must be an IPv4 range that starts at its network address, such as 10.10.0.0/16.`,
    ]
  }
  const problems: string[] = []
  if (range.bits < 16 || range.bits > 20) {
    problems.push(
      `cidr is ${cidr}; it must be between /16 and /20: a smaller range leaves subnets too small for EKS.`,
    )
  }
  if (!privateRanges.some((outer) => contains(outer, range))) {
    problems.push(`cidr is ${cidr}; it must be inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.`)
  }
  for (const [what, text] of [...Object.entries(others), ["the cluster's Services", serviceRange] as const]) {
    const other = parseRange(text)
    if (other !== undefined && overlap(range, other)) problems.push(overlapProblem(cidr, what, text))
  }
  return problems
}

function overlapProblem(cidr: string, what: string, text: string): string {
  return `cidr is ${cidr}, which overlaps ${text} of ${what}: two networks that share addresses can never be connected. Choose another range.`
}

function zoneProblems({ availabilityZones: zones, region }: EnvironmentSettings, name: string): string[] {
  const problems: string[] = []
  const least = name === 'prod' ? 3 : 2
  if (zones.length < least || zones.length > 4) {
    problems.push(
      `availability_zones has ${zones.length}; ${name} needs ${least} to 4${least === 3 ? ', so that it survives the loss of one' : ': EKS and Aurora refuse a single one'}.`,
    )
  }
  if (new Set(zones).size < zones.length) problems.push('availability_zones names a zone twice.')
  const foreign = zones.filter(
    (zone) => !/^[a-z]$/.test(zone.slice(region.length)) || !zone.startsWith(region),
  )
  if (foreign.length > 0)
    problems.push(`availability_zones has ${foreign.join(', ')}, which is not in ${region}.`)
  return problems
}

function accessProblems({ admins, publicAccessCidrs }: EnvironmentSettings): string[] {
  const problems: string[] = []
  if (admins.length === 0) {
    problems.push(
      'admins is empty, so nobody could enter the cluster. Name the role that `aws sts get-caller-identity` belongs to.',
    )
  }
  for (const arn of admins.filter((arn) => !/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\//.test(arn))) {
    problems.push(
      `admins has ${arn}; write an IAM ARN such as arn:aws:iam::111122223333:role/Admin, not a session (arn:aws:sts::…).`,
    )
  }
  for (const cidr of publicAccessCidrs) {
    const range = parseRange(cidr)
    if (range === undefined)
      problems.push(`public_access_cidrs has "${cidr}"; write a range such as 203.0.113.7/32.`)
    else if (range.bits < 16) problems.push(`public_access_cidrs has ${cidr}, which is wider than /16.`)
  }
  return problems
}

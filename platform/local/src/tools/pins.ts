/** A program that we run but do not ship, and the ways to get it. */
export interface ProgramPin {
  name: string
  version: string
  /** Prints the version somewhere in its output. */
  versionArgs: readonly string[]
  /** Whether a version found on PATH fits. */
  accepts: (major: number, minor: number) => boolean
  release?: {
    url: (platform: string) => string
    /** SHA-256 of the archive by platform, as the project published them. */
    sha256: Record<string, string>
    /** Path of the program inside the archive. */
    member: (platform: string) => string
  }
  /** What `go install` takes. */
  goPackage?: string
  /** Build tags with which it is compiled. */
  goTags?: readonly string[]
  /** What `pip install` gets a virtual environment of its own for; after a change run scripts/lock-python-tools.ts. */
  pythonPackages?: readonly string[]
  /** The package of Debian and its derivatives, for programs that are installed for the whole machine. */
  aptPackage?: string
  /** How long compiling takes on two cores. */
  compileTime?: string
  /** At most how long installing takes on two cores, whichever way. */
  minutes: number
  /** A plugin of Terraform, kept in the layout of a filesystem mirror, with a link of the program's name next to it. */
  plugin?: TerraformPlugin
  /** Not every network serves it: tests that need it are skipped without it, even under GITOPS_REQUIRE_TOOLS=1. */
  optional?: true
  /** One test needs it and it takes long: installed where GITOPS_REQUIRE_TOOLS=1 alone. */
  requiredOnly?: true
}

export interface TerraformPlugin {
  /** Its address in the registry. */
  source: string
  /** The release that the lock files of the layers name. */
  release: string
  /** What Go compiles where there is no registry, and the version that its sources declare. */
  module: string
  moduleVersion: string
  /** Leave only these services in it; all when absent. */
  services?: readonly string[]
}

export const helm: ProgramPin = {
  name: 'helm',
  version: '4.2.4',
  versionArgs: ['version', '--short'],
  accepts: (major, minor) => major === 4 || (major === 3 && minor >= 18),
  release: {
    url: (platform) => `https://get.helm.sh/helm-v4.2.4-${platform}.tar.gz`,
    sha256: {
      'linux-amd64': 'c306b46f719b0a4da32d0f78ee21bf90ce8d602f15b22ab753f0674d1670a7f3',
      'linux-arm64': '564de2191b881e9f71b5606b25345821ea1682f06ab90499d3ab22b530176da1',
      'darwin-amd64': '6c163d687ca03c3b5c01928e53bbbcf9518278f47ce7a2f249a5a08e8bdaa2bc',
      'darwin-arm64': 'd747eb4e28bd2727173d15b759fa0a17822291ec09db7ced3d55af290a3661a2',
    },
    member: (platform) => `${platform}/helm`,
  },
  goPackage: 'helm.sh/helm/v4/cmd/helm@v4.2.4',
  compileTime: 'one to three minutes',
  minutes: 3,
}

const any = () => true

/** What checks and tests run besides helm; each is optional, and its tests say so when it is missing. */
export const testPrograms: readonly ProgramPin[] = [
  {
    name: 'tflint',
    version: '0.64.0',
    versionArgs: ['--version'],
    accepts: (major, minor) => major > 0 || minor >= 60,
    goPackage: 'github.com/terraform-linters/tflint@v0.64.0',
    compileTime: 'two to four minutes',
    minutes: 4,
  },
  {
    name: 'tflint-ruleset-aws',
    version: '0.48.0',
    versionArgs: ['--version'],
    accepts: () => false, // a plugin: it cannot be asked for its version
    goPackage: 'github.com/terraform-linters/tflint-ruleset-aws@v0.48.0',
    compileTime: 'five to ten minutes',
    minutes: 10,
  },
  {
    name: 'actionlint',
    version: '1.7.12',
    versionArgs: ['--version'],
    accepts: (major) => major === 1,
    goPackage: 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
    compileTime: 'half a minute',
    minutes: 1,
  },
  {
    name: 'kubernetes-validate',
    version: '1.35.0', // the schemas of the Kubernetes version of 03_eks
    versionArgs: ['--version'],
    accepts: (major, minor) => major === 1 && minor >= 35,
    pythonPackages: ['kubernetes-validate==1.35.0'],
    minutes: 1,
  },
  {
    name: 'checkov',
    version: '3.3.13',
    versionArgs: ['--version'],
    accepts: (major, minor) => major === 3 && minor >= 3,
    pythonPackages: ['checkov==3.3.13'],
    minutes: 3,
  },
  {
    name: 'aws',
    version: '1.46.3',
    versionArgs: ['--version'],
    // The first of each that honours AWS_ENDPOINT_URL.
    accepts: (major, minor) => (major === 2 && minor >= 13) || (major === 1 && minor >= 29),
    pythonPackages: ['awscli==1.46.3'],
    minutes: 1,
  },
  {
    name: 'moto_server',
    version: '5.2.3',
    versionArgs: ['--version'],
    accepts: () => false, // it does not report its version
    // Its extra "server" adds the dependencies of every emulated service, twice as much; ours need none.
    pythonPackages: ['moto==5.2.3', 'flask==3.1.3', 'flask-cors==6.0.5'],
    minutes: 1,
  },
  {
    name: 'terraform-provider-aws',
    version: '6.28.0-6.47.1', // the release, and what Go compiles
    versionArgs: [],
    accepts: () => false, // plugins do not report their version
    compileTime: 'six to nine minutes',
    optional: true,
    plugin: {
      source: 'hashicorp/aws',
      release: '6.28.0',
      module: 'github.com/hashicorp/terraform-provider-aws@v1.60.1-0.20260602190131-5f2286d6d836',
      moduleVersion: '6.47.1',
      services: ['ec2', 'eks', 'iam', 'kms', 'logs', 'meta', 'rds', 'secretsmanager', 'ssm', 'sts'],
    },
    minutes: 9,
  },
  {
    name: 'terraform-provider-helm',
    version: '3.1.1-3.2.0',
    versionArgs: [],
    accepts: () => false,
    compileTime: 'two to four minutes',
    optional: true,
    plugin: {
      source: 'hashicorp/helm',
      release: '3.1.1',
      module: 'github.com/hashicorp/terraform-provider-helm@v1.3.3-0.20260629194918-a4f1c1d8b008',
      moduleVersion: '3.2.0',
    },
    minutes: 4,
  },
  {
    name: 'skopeo',
    version: '1',
    versionArgs: ['--version'],
    accepts: any,
    minutes: 1,
    aptPackage: 'skopeo',
  },
  {
    name: 'docker-registry',
    version: '2',
    versionArgs: ['--version'],
    accepts: any,
    minutes: 1,
    aptPackage: 'docker-registry',
  },
  {
    name: 'buildah',
    version: '1',
    versionArgs: ['--version'],
    accepts: any,
    minutes: 1,
    aptPackage: 'buildah',
  },
  { name: 'runc', version: '1', versionArgs: ['--version'], accepts: any, minutes: 1, aptPackage: 'runc' },
  {
    name: 'prometheus',
    version: '3.16.0',
    versionArgs: ['--version'],
    // Debian builds version 2 without any discovery.
    accepts: (major) => major >= 3,
    goPackage: 'github.com/prometheus/prometheus/cmd/prometheus@v0.316.0',
    // Only its discovery in Kubernetes: those of every cloud would bring their libraries.
    goTags: ['remove_all_sd', 'enable_kubernetes_sd'],
    compileTime: 'five to seven minutes',
    minutes: 7,
    requiredOnly: true,
  },
  {
    name: 'promtool',
    version: '2',
    versionArgs: ['--version'],
    accepts: any,
    minutes: 1,
    aptPackage: 'prometheus',
  },
  {
    name: 'chromium',
    version: '120',
    versionArgs: ['--version'],
    accepts: any,
    minutes: 1,
    aptPackage: 'chromium',
  },
]

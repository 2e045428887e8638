/** A program that we run but do not ship, and the ways to get it, in the order in which they are tried. */
export interface ProgramPin {
  name: string
  version: string
  /** Prints the version somewhere in its output. */
  versionArgs: readonly string[]
  /** Whether a version found on PATH will do. */
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
  /** How long compiling takes on two cores. */
  compileTime?: string
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
}

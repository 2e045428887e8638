import { arch, platform } from 'node:process'

/** The release of Kubernetes whose API this cluster follows. */
export const kubernetesVersion = 'v1.33.0'

/** What `/version` answers: clients decide by it what the server can do. */
export function versionInfo(): object {
  const [major = '', minor = ''] = kubernetesVersion.slice(1).split('.')
  return {
    major,
    minor,
    gitVersion: kubernetesVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none',
    compiler: 'none',
    platform: `${platform}/${arch === 'x64' ? 'amd64' : arch}`,
  }
}

import { arch, platform } from 'node:process'
import { kubernetesMajor, kubernetesMinor, kubernetesVersion } from '../../machinery/kubernetes-version.ts'

/** What `/version` answers: clients decide by it what the server can do. */
export function versionInfo(): object {
  return {
    major: kubernetesMajor,
    minor: kubernetesMinor,
    emulationMajor: kubernetesMajor,
    emulationMinor: kubernetesMinor,
    minCompatibilityMajor: kubernetesMajor,
    minCompatibilityMinor: String(Number(kubernetesMinor) - 1),
    gitVersion: `v${kubernetesVersion}`,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'none',
    compiler: 'none',
    platform: `${platform}/${arch === 'x64' ? 'amd64' : arch}`,
  }
}

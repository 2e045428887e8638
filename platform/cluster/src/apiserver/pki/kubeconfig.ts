import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writePrivateFile } from './private-file.ts'

const name = 'gitops-local'

interface KubeconfigOptions {
  apiUrl: string
  /** The authority's certificate in PEM. */
  authority: string
  token: string
}

/** Writes the file that kubectl and every client library reads. */
export async function writeKubeconfig(path: string, options: KubeconfigOptions): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writePrivateFile(path, kubeconfigText(options))
}

/** Every value is a URL, base64 or a plain word: none needs quoting in YAML, nor a library that takes time to load. */
function kubeconfigText({ apiUrl, authority, token }: KubeconfigOptions): string {
  return `apiVersion: v1
kind: Config
clusters:
  - name: ${name}
    cluster:
      server: ${apiUrl}
      certificate-authority-data: ${Buffer.from(authority).toString('base64')}
users:
  - name: ${name}
    user:
      token: "${token}"
contexts:
  - name: ${name}
    context:
      cluster: ${name}
      user: ${name}
      namespace: default
current-context: ${name}
`
}

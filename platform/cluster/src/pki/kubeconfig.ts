import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { stringify } from 'yaml'
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
  const { apiUrl, authority, token } = options
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name,
        cluster: {
          server: apiUrl,
          'certificate-authority-data': Buffer.from(authority).toString('base64'),
        },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  }
  await mkdir(dirname(path), { recursive: true })
  await writePrivateFile(path, stringify(config))
}

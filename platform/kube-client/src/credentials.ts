import { readFileSync } from 'node:fs'
import type { AgentOptions } from 'node:https'
import { dirname, resolve } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'
import { field, listField, textField } from '@gitops-example/kit/json/fields'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'

/** Where a cluster is and how to prove who asks. */
export interface Credentials {
  server: URL
  agent: AgentOptions
  /** Asked for each request: tokens expire. */
  headers(): Promise<Record<string, string>>
}

/**
 * Reads the current context of a kubeconfig. Certificates and tokens are read here; for everything else (exec plug-ins as
 * EKS uses them, providers, proxies) the official client is loaded, which costs some 80 MB of memory.
 */
export async function readCredentials(kubeconfigPath: string): Promise<Credentials> {
  const config = readKubeconfig(kubeconfigPath)
  const named = (list: string, name: unknown) =>
    listField(config, list).find((entry) => field(entry, 'name') === name)
  const context = field(named('contexts', field(config, 'current-context')), 'context')
  const cluster = field(named('clusters', field(context, 'cluster')), 'cluster')
  const user = field(named('users', field(context, 'user')), 'user')
  const server = textField(cluster, 'server')
  if (server === undefined) {
    throw new GitopsError(
      'kubeconfig-no-server',
      `Cannot read ${kubeconfigPath}: its current context names no cluster with a server.`,
      { hint: 'Set current-context to a context of the file.' },
    )
  }
  if (needsOfficialClient(cluster, user)) return await officialCredentials(kubeconfigPath, server)

  const base = dirname(kubeconfigPath)
  const pem = (of: unknown, name: string) => {
    const data = textField(of, `${name}-data`)
    if (data !== undefined) return Buffer.from(data, 'base64')
    const path = textField(of, name)
    return path === undefined ? undefined : readFileSync(resolve(base, path))
  }
  const tokenFile = textField(user, 'tokenFile')
  return {
    server: new URL(server),
    agent: defined({
      ca: pem(cluster, 'certificate-authority'),
      cert: pem(user, 'client-certificate'),
      key: pem(user, 'client-key'),
      servername: textField(cluster, 'tls-server-name'),
      rejectUnauthorized: field(cluster, 'insecure-skip-tls-verify') === true ? false : undefined,
    }),
    async headers(): Promise<Record<string, string>> {
      const token =
        tokenFile === undefined
          ? textField(user, 'token')
          : readFileSync(resolve(base, tokenFile), 'utf8').trim()
      return token === undefined ? {} : { authorization: `Bearer ${token}` }
    },
  }
}

function needsOfficialClient(cluster: unknown, user: unknown): boolean {
  return (
    textField(cluster, 'proxy-url') !== undefined ||
    ['exec', 'auth-provider', 'username'].some((name) => field(user, name) !== undefined)
  )
}

async function officialCredentials(kubeconfigPath: string, server: string): Promise<Credentials> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  config.loadFromFile(kubeconfigPath)
  const options = async () => {
    const filled: { headers?: Record<string, string>; auth?: string } & AgentOptions = { headers: {} }
    await config.applyToHTTPSOptions(filled)
    return filled
  }
  const { ca, cert, key, servername, rejectUnauthorized } = await options()
  return {
    server: new URL(server),
    agent: defined({ ca, cert, key, servername, rejectUnauthorized }),
    async headers() {
      const { headers = {}, auth } = await options()
      const basic =
        auth === undefined ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` }
      return { ...headers, ...basic }
    },
  }
}

function defined(options: { [Name in keyof AgentOptions]: AgentOptions[Name] | undefined }): AgentOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function readKubeconfig(path: string): unknown {
  try {
    const [document] = readYaml(readFileSync(path, 'utf8'))
    return document?.value
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
    throw new GitopsError(
      'kubeconfig-invalid',
      `Cannot read ${path}:${error.line}: it is not valid YAML: ${error.message}.`,
      { hint: 'Correct the file, or name another one by KUBECONFIG.' },
    )
  }
}

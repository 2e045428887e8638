import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { kubernetesMajor, kubernetesMinor } from '../../machinery/kubernetes-version.ts'
import type { CheckResult } from './check-result.ts'
import { describeNetworkError } from './describe-network-error.ts'

export interface HttpTarget {
  scheme: 'http' | 'https'
  host: string
  port: number
  path: string
  headers: readonly (readonly [string, string])[]
}

/**
 * Any status from 200 to 399 is a success. Redirects are not followed: their status is one already. Certificates are not
 * checked, as upstream's probes do not.
 */
export function checkHttp(target: HttpTarget, signal: AbortSignal): Promise<CheckResult> {
  const { scheme, host, port, path, headers } = target
  return new Promise((resolve) => {
    const options = {
      host,
      port,
      path,
      agent: false,
      signal,
      headers: {
        'user-agent': `kube-probe/${kubernetesMajor}.${kubernetesMinor}`,
        accept: '*/*',
        connection: 'close',
        ...Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
      },
    }
    const request =
      scheme === 'https' ? httpsRequest({ ...options, rejectUnauthorized: false }) : httpRequest(options)
    request.once('response', (response) => {
      const status = response.statusCode ?? 0
      resolve(
        status >= 200 && status < 400
          ? { isSuccess: true, output: '' }
          : { isSuccess: false, output: `HTTP probe failed with statuscode: ${status}` },
      )
      response.destroy()
    })
    request.once('error', (error: NodeJS.ErrnoException) => {
      const because =
        error.name === 'AbortError'
          ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
          : `dial tcp ${host}:${port}: connect: ${describeNetworkError(error)}`
      resolve({ isSuccess: false, output: `Get "${scheme}://${host}:${port}${path}": ${because}` })
    })
    request.end()
  })
}

import { readFileSync } from 'node:fs'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { parse } from 'yaml'

interface Kubeconfig {
  clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
  users: [{ user: { token: string } }]
}

export interface ApiAnswer {
  code: number
  headers: Record<string, string | string[] | undefined>
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field in tests
  json: any
}

export interface CallOptions {
  body?: unknown
  headers?: Record<string, string>
  contentType?: string
}

/** Requests to the API as a plain HTTP client makes them, and as a rude one may. */
export class ApiClient {
  readonly url: URL
  readonly token: string
  readonly authority: string

  constructor(server: string, authority: string, token: string) {
    this.url = new URL(server)
    this.authority = authority
    this.token = token
  }

  static fromKubeconfig(path: string): ApiClient {
    const { clusters, users } = parse(readFileSync(path, 'utf8')) as Kubeconfig
    const { server, 'certificate-authority-data': data } = clusters[0].cluster
    return new ApiClient(server, Buffer.from(data, 'base64').toString(), users[0].user.token)
  }

  /** Everything that a request needs besides its path. */
  options(): RequestOptions {
    return {
      host: this.url.hostname,
      port: this.url.port,
      ca: this.authority,
      // A request may carry another Host, which is not a reason to doubt the certificate.
      servername: 'localhost',
      headers: { Authorization: `Bearer ${this.token}` },
    }
  }

  call(method: string, path: string, { body, headers, contentType }: CallOptions = {}): Promise<ApiAnswer> {
    const bytes = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
    const { headers: own, ...options } = this.options()
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        {
          ...options,
          method,
          path,
          headers: {
            ...(own as Record<string, string>),
            ...(bytes !== undefined && {
              'Content-Type': contentType ?? 'application/json',
              'Content-Length': String(Buffer.byteLength(bytes)),
            }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString()
            const isJson = response.headers['content-type']?.startsWith('application/json')
            resolve({
              code: response.statusCode ?? 0,
              headers: response.headers,
              text,
              json: isJson && text !== '' && !path.includes('watch=') ? JSON.parse(text) : undefined,
            })
          })
        },
      )
      request.on('error', reject)
      request.end(bytes)
    })
  }

  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer> {
    return this.call('GET', path, headers && { headers })
  }
}

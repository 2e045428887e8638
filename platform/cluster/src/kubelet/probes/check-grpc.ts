import { connect } from 'node:http2'
import type { CheckResult } from './check-result.ts'
import { describeNetworkError } from './describe-network-error.ts'

const serving = 1

/** Asks the gRPC Health Checking Protocol's `Check` once, in clear text as upstream does. */
export function checkGrpc(
  { host, port }: { host: string; port: number },
  service: string,
  signal: AbortSignal,
): Promise<CheckResult> {
  return new Promise((resolve) => {
    const session = connect(`http://${host}:${port}`)
    const finish = (result: CheckResult) => {
      signal.removeEventListener('abort', onAbort)
      session.destroy()
      resolve(result)
    }
    const fail = (why: string) => finish({ isSuccess: false, output: `service unhealthy (${why})` })
    const onAbort = () =>
      finish({ isSuccess: false, output: `timeout: failed to connect service "${host}:${port}"` })
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) return onAbort()
    const cannotConnect = (error: Error) => {
      const cause = error.cause instanceof Error ? error.cause : error
      const why = describeNetworkError(cause)
      finish({ isSuccess: false, output: `timeout: failed to connect service "${host}:${port}": ${why}` })
    }
    session.once('error', cannotConnect)
    const call = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    const chunks: Buffer[] = []
    let grpcStatus: string | undefined
    call.once('response', (headers) => {
      grpcStatus = String(headers['grpc-status'] ?? '') || undefined
    })
    call.once('trailers', (trailers) => {
      grpcStatus = String(trailers['grpc-status'] ?? '') || grpcStatus
    })
    call.on('data', (chunk: Buffer) => chunks.push(chunk))
    call.once('error', cannotConnect)
    call.once('end', () => {
      if (grpcStatus !== undefined && grpcStatus !== '0') return fail(`grpc-status ${grpcStatus}`)
      const status = healthStatus(Buffer.concat(chunks))
      if (status === serving) finish({ isSuccess: true, output: '' })
      else
        fail(`responded with "${['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'][status] ?? status}"`)
    })
    call.end(frame(healthRequest(service)))
  })
}

/** A length-prefixed gRPC message that is not compressed. */
function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

/** `HealthCheckRequest{service = 1: string}`; names of 127 bytes are enough for one length byte. */
function healthRequest(service: string): Buffer {
  const name = Buffer.from(service).subarray(0, 127)
  return name.length === 0 ? name : Buffer.concat([Buffer.from([0x0a, name.length]), name])
}

/** The `status` of `HealthCheckResponse{status = 1: enum}`; absent means 0. */
function healthStatus(framed: Buffer): number {
  const message = framed.subarray(5)
  return message[0] === 0x08 ? (message[1] ?? 0) : 0
}

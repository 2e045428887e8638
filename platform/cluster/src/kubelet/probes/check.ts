import { connect } from 'node:net'
import type { Container, HTTPGetAction, Probe } from '#kubernetes/core/v1'
import { podAddress } from '../pod-address.ts'
import { checkGrpc } from './check-grpc.ts'
import { checkHttp } from './check-http.ts'
import type { CheckResult } from './check-result.ts'
import { describeNetworkError } from './describe-network-error.ts'

export interface CheckContext {
  container: Pick<Container, 'ports'>
  hostPorts: ReadonlyMap<number, number>
  /** Runs a command in the container; its output, both streams together. */
  exec: (command: readonly string[], signal: AbortSignal) => Promise<{ exitCode: number; output: string }>
}

export type Check = Pick<Probe, 'httpGet' | 'tcpSocket' | 'exec' | 'grpc'>

/** Runs a probe's check once (Kubernetes: Pod Lifecycle, "Check mechanisms"). Aborted: rejects, or reports a failure. */
export async function runCheck(
  check: Check,
  context: CheckContext,
  signal: AbortSignal,
): Promise<CheckResult> {
  const { httpGet, tcpSocket, exec, grpc } = check
  if (httpGet !== undefined) return checkHttp(httpTarget(httpGet, context), signal)
  if (tcpSocket !== undefined) {
    const target = hostAndPort(tcpSocket, context)
    return checkTcp(target.host, target.port, signal)
  }
  if (grpc !== undefined) {
    return checkGrpc(hostAndPort({ port: grpc.port }, context), grpc.service ?? '', signal)
  }
  const { exitCode, output } = await context.exec(exec?.command ?? [], signal)
  return { isSuccess: exitCode === 0, output: output.slice(0, 10 * 1024) }
}

/** Where a `httpGet` goes: without a host of its own to the pod, by the host port. */
export function httpTarget(action: HTTPGetAction, context: Pick<CheckContext, 'container' | 'hostPorts'>) {
  const { host, port } = hostAndPort(action, context)
  const headers = (action.httpHeaders ?? []).map(({ name, value }) => [name, value] as const)
  const scheme = action.scheme === 'HTTPS' ? ('https' as const) : ('http' as const)
  const path = action.path || '/'
  return { scheme, host, port, path: path.startsWith('/') ? path : `/${path}`, headers }
}

function hostAndPort(
  { host, port }: { host?: string; port: string | number },
  { container, hostPorts }: Pick<CheckContext, 'container' | 'hostPorts'>,
): { host: string; port: number } {
  const named = container.ports?.find(({ name }) => name === port)?.containerPort
  const number = named ?? Number(port)
  if (!Number.isInteger(number)) throw new Error(`couldn't find port: ${port}`)
  return host ? { host, port: number } : { host: podAddress, port: hostPorts.get(number) ?? number }
}

function checkTcp(host: string, port: number, signal: AbortSignal): Promise<CheckResult> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal })
    const finish = (result: CheckResult) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => finish({ isSuccess: true, output: '' }))
    socket.once('error', (error: NodeJS.ErrnoException) =>
      finish({
        isSuccess: false,
        output: `dial tcp ${host}:${port}: connect: ${describeNetworkError(error)}`,
      }),
    )
  })
}

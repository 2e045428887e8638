import { asArray, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { nonNegative, oneOf, portNumber, positive } from '../fields.ts'
import { portName } from '../names.ts'

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']

export function checkProbe(
  probe: JsonObject,
  kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe',
  field: string,
  causes: Causes,
): void {
  checkHandler(probe, field, causes)
  nonNegative(probe.initialDelaySeconds, `${field}.initialDelaySeconds`, causes)
  for (const name of ['timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold']) {
    positive(probe[name], `${field}.${name}`, causes)
  }
  if (kind !== 'readinessProbe' && probe.successThreshold !== 1) {
    causes.invalid(`${field}.successThreshold`, probe.successThreshold, 'must be 1')
  }
  const grace = probe.terminationGracePeriodSeconds
  if (kind === 'readinessProbe' && grace !== undefined) {
    causes.invalid(`${field}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes')
  }
}

/** What a probe or hook does: exactly one way. */
export function checkHandler(handler: JsonObject, field: string, causes: Causes): void {
  const given = handlers.filter((name) => isObject(handler[name]))
  if (given.length === 0) causes.required(field, 'must specify a handler type')
  for (const extra of given.slice(1))
    causes.forbidden(`${field}.${extra}`, 'may not specify more than 1 handler type')
  const { exec, httpGet, tcpSocket, grpc } = handler
  if (isObject(exec) && asArray(exec.command).length === 0) causes.required(`${field}.exec.command`)
  if (isObject(httpGet)) {
    if (asString(httpGet.path) === '') causes.required(`${field}.httpGet.path`)
    checkPort(httpGet.port, `${field}.httpGet.port`, causes)
    oneOf(httpGet.scheme, ['HTTP', 'HTTPS'], `${field}.httpGet.scheme`, causes)
  }
  if (isObject(tcpSocket)) checkPort(tcpSocket.port, `${field}.tcpSocket.port`, causes)
  if (isObject(grpc)) portNumber(grpc.port, `${field}.grpc.port`, causes)
}

/** A port by number or by name. */
export function checkPort(port: unknown, field: string, causes: Causes): void {
  if (typeof port !== 'string') {
    portNumber(port, field, causes)
    return
  }
  const wrong = portName(port)
  if (wrong !== undefined) causes.invalid(field, port, wrong)
}

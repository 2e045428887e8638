import type { Container, EnvFromSource, EnvVar, Pod } from '#kubernetes/core/v1'
import type { ClusterClient } from '../../client/cluster-client.ts'
import type { Live } from '../../machinery/objects.ts'
import { configError } from '../config-error.ts'
import { expand } from './expand.ts'
import { fieldValue } from './field-ref.ts'
import { resourceValue } from './resource-field-ref.ts'

export interface ContainerEnvInput {
  pod: Live<Pod>
  container: Container
  nodeName: string
  client: Pick<ClusterClient, 'get'>
  imageEnv: Readonly<Record<string, string>>
  serviceEnv: Readonly<Record<string, string>>
  /** Container port to host port, of every container of the pod. */
  hostPorts: ReadonlyMap<number, number>
  /** The value with a path inside the container turned into the path on this machine. */
  mapPath: (value: string) => string
}

/**
 * The variables that image and spec name for a container; later ones win: image, Services, `envFrom`, `env`. A value
 * that is a port of the pod becomes its host port, one that is a path of a volume mount the path on this machine.
 */
export function containerEnv(input: ContainerEnvInput): Record<string, string> {
  const { container, imageEnv, serviceEnv, hostPorts, mapPath } = input
  const ported = (value: string) => String(hostPorts.get(Number(/^\d+$/.exec(value)?.[0])) ?? value)
  const own: Record<string, string> = {}
  for (const source of container.envFrom ?? []) {
    for (const [name, value] of Object.entries(envFrom(input, source))) own[name] = mapPath(ported(value))
  }
  const lookup = (name: string) => own[name] ?? serviceEnv[name]
  for (const variable of container.env ?? []) {
    const value = envValue(input, variable, lookup)
    if (value !== undefined) own[variable.name] = mapPath(ported(value))
  }
  const fromImage = Object.fromEntries(
    Object.entries(imageEnv).map(([name, value]) => [name, mapPath(ported(value))]),
  )
  return { ...fromImage, ...serviceEnv, ...own }
}

function envFrom(
  { client, pod }: ContainerEnvInput,
  { prefix = '', configMapRef, secretRef }: EnvFromSource,
): Record<string, string> {
  const namespace = pod.metadata.namespace ?? ''
  let data: Record<string, string> = {}
  if (configMapRef !== undefined) {
    const { name = '', optional } = configMapRef
    const configMap = client.get('configmaps', namespace, name)
    if (configMap === undefined && !optional) throw configError(`configmap "${name}" not found`)
    data = configMap?.data ?? {}
  } else if (secretRef !== undefined) {
    const { name = '', optional } = secretRef
    const secret = client.get('secrets', namespace, name)
    if (secret === undefined && !optional) throw configError(`secret "${name}" not found`)
    data = decoded(secret?.data)
  }
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [prefix + key, value]))
}

function envValue(
  input: ContainerEnvInput,
  { value, valueFrom }: EnvVar,
  lookup: (name: string) => string | undefined,
): string | undefined {
  const { client, pod, container, nodeName } = input
  if (valueFrom === undefined) return expand(value ?? '', lookup)
  const namespace = pod.metadata.namespace ?? ''
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom
  if (fieldRef !== undefined) return fieldValue(pod, nodeName, fieldRef.fieldPath)
  if (resourceFieldRef !== undefined && pod.spec !== undefined) {
    return resourceValue(pod.spec, container, resourceFieldRef)
  }
  if (configMapKeyRef !== undefined) {
    const { name = '', key, optional } = configMapKeyRef
    const configMap = client.get('configmaps', namespace, name)
    const data = configMap === undefined ? undefined : (configMap.data ?? {})
    return keyOf('ConfigMap', 'configmap', data, { namespace, name, key, optional })
  }
  if (secretKeyRef !== undefined) {
    const { name = '', key, optional } = secretKeyRef
    const secret = client.get('secrets', namespace, name)
    const data = secret === undefined ? undefined : decoded(secret.data)
    return keyOf('Secret', 'secret', data, { namespace, name, key, optional })
  }
  throw configError(`unsupported source of a variable: ${Object.keys(valueFrom).join(', ')}`)
}

interface KeyReference {
  namespace: string
  name: string
  key: string
  optional: boolean | undefined
}

function keyOf(
  kind: string,
  word: string,
  data: Readonly<Record<string, string>> | undefined,
  { namespace, name, key, optional }: KeyReference,
): string | undefined {
  const value = data?.[key]
  if (value !== undefined || optional) return value
  if (data === undefined) throw configError(`${word} "${name}" not found`)
  throw configError(`couldn't find key ${key} in ${kind} ${namespace}/${name}`)
}

function decoded(data: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  )
}

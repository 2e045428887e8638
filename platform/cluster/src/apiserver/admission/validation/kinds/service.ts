import { isIP } from 'node:net'
import { asArray, asObject, asString, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { oneOf, portNumber } from '../fields.ts'
import { validateLabels } from '../metadata.ts'
import { dnsLabel, dnsSubdomain } from '../names.ts'
import type { KindRules } from './kind-rules.ts'
import { checkPort } from './probe.ts'

const notAnAddress = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

export const serviceRules: KindRules = {
  check(object, causes) {
    const spec = asObject(object.spec)
    const ports = asArray(spec.ports)
    const isHeadless = spec.clusterIP === 'None'
    oneOf(spec.type, types, 'spec.type', causes)
    oneOf(spec.sessionAffinity, ['ClientIP', 'None'], 'spec.sessionAffinity', causes)
    oneOf(spec.internalTrafficPolicy, ['Cluster', 'Local'], 'spec.internalTrafficPolicy', causes)
    validateLabels(asObject(spec.selector), 'spec.selector', causes)
    if (spec.type === 'ExternalName') checkExternalName(spec, causes)
    else if (ports.length === 0 && !isHeadless) causes.required('spec.ports')
    const address = asString(spec.clusterIP)
    if (address !== '' && !isHeadless && isIP(address) === 0) {
      causes.invalid('spec.clusterIPs[0]', address, notAnAddress)
    }
    if (isHeadless && (spec.type === 'NodePort' || spec.type === 'LoadBalancer')) {
      causes.invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)
    }
    checkPorts(ports, causes)
  },
  checkUpdate(object, old, causes) {
    const [next, before] = [asObject(object.spec), asObject(old.spec)]
    if (before.type === 'ExternalName' || next.type === 'ExternalName') return
    const [was, is] = [asString(before.clusterIP), asString(next.clusterIP)]
    if (was !== '' && is !== was)
      causes.invalid('spec.clusterIPs[0]', asArray(next.clusterIPs), 'may not change once set')
  },
}

function checkExternalName({ externalName, clusterIP }: JsonObject, causes: Causes) {
  if (asString(clusterIP) !== '') {
    causes.forbidden('spec.clusterIPs[0]', 'may not be set for ExternalName services')
  }
  const name = asString(externalName).replace(/\.$/, '')
  const wrong = name === '' ? undefined : dnsSubdomain(name)
  if (name === '') causes.required('spec.externalName')
  if (wrong !== undefined) causes.invalid('spec.externalName', externalName, wrong)
}

function checkPorts(ports: readonly unknown[], causes: Causes) {
  const names = new Set<string>()
  const numbers = new Set<string>()
  for (const [index, item] of ports.entries()) {
    const port = asObject(item)
    const field = `spec.ports[${index}]`
    const name = asString(port.name)
    const wrong = name === '' ? undefined : dnsLabel(name)
    if (name === '' && ports.length > 1) causes.required(`${field}.name`)
    else if (wrong !== undefined) causes.invalid(`${field}.name`, name, wrong)
    else if (names.has(name)) causes.duplicate(`${field}.name`, name)
    names.add(name)
    portNumber(port.port, `${field}.port`, causes)
    oneOf(port.protocol, ['SCTP', 'TCP', 'UDP'], `${field}.protocol`, causes)
    if (port.targetPort !== undefined) checkPort(port.targetPort, `${field}.targetPort`, causes)
    const key = `${port.protocol}/${port.port}`
    if (numbers.has(key)) causes.duplicate(field, { port: port.port, protocol: port.protocol })
    numbers.add(key)
  }
}

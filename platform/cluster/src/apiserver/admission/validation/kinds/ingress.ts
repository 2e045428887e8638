import { isIP } from 'node:net'
import { asArray, asObject, asString, isObject, type JsonObject } from '../../../../machinery/json/json.ts'
import type { Causes } from '../causes.ts'
import { immutable, portNumber } from '../fields.ts'
import { dns1035Label, dnsSubdomain, portName, wildcardSubdomain } from '../names.ts'
import type { KindRules } from './kind-rules.ts'

const pathTypes = ['Exact', 'ImplementationSpecific', 'Prefix']

export const ingressRules: KindRules = {
  check(object, causes) {
    const { rules, defaultBackend, ingressClassName, tls } = asObject(object.spec)
    if (asArray(rules).length === 0 && defaultBackend === undefined) {
      causes.invalid('spec', [], 'either `defaultBackend` or `rules` must be specified')
    }
    if (isObject(defaultBackend)) checkBackend(defaultBackend, 'spec.defaultBackend', causes)
    for (const [index, rule] of asArray(rules).entries())
      checkRule(asObject(rule), `spec.rules[${index}]`, causes)
    for (const [index, entry] of asArray(tls).entries()) {
      for (const [at, host] of asArray(asObject(entry).hosts).entries()) {
        checkHost(asString(host), `spec.tls[${index}].hosts[${at}]`, causes)
      }
    }
    const wrong = typeof ingressClassName === 'string' ? dnsSubdomain(ingressClassName) : undefined
    if (wrong !== undefined) causes.invalid('spec.ingressClassName', ingressClassName, wrong)
  },
}

export const ingressClassRules: KindRules = {
  checkUpdate(object, old, causes) {
    immutable(asObject(object.spec).controller, asObject(old.spec).controller, 'spec.controller', causes)
  },
}

function checkHost(host: string, field: string, causes: Causes) {
  if (host === '') return
  const wrong = host.includes('*') ? wildcardSubdomain(host) : dnsSubdomain(host)
  if (isIP(host) !== 0) causes.invalid(field, host, 'must be a DNS name, not an IP address')
  else if (wrong !== undefined) causes.invalid(field, host, wrong)
}

function checkRule({ host, http }: JsonObject, field: string, causes: Causes) {
  checkHost(asString(host), `${field}.host`, causes)
  if (!isObject(http)) return
  const paths = asArray(http.paths)
  if (paths.length === 0) causes.required(`${field}.http.paths`)
  for (const [index, item] of paths.entries()) {
    const { path, pathType, backend } = asObject(item)
    const at = `${field}.http.paths[${index}]`
    checkPath(asString(path), pathType, at, causes)
    checkBackend(asObject(backend), `${at}.backend`, causes)
  }
}

function checkPath(path: string, pathType: unknown, field: string, causes: Causes) {
  if (pathType === undefined) {
    causes.required(`${field}.pathType`, 'pathType must be specified')
    return
  }
  if (!pathTypes.includes(asString(pathType))) {
    causes.unsupported(`${field}.pathType`, pathType, pathTypes)
    return
  }
  if (pathType === 'ImplementationSpecific' && path === '') return
  if (!path.startsWith('/')) {
    causes.invalid(`${field}.path`, path, 'must be an absolute path')
    return
  }
  if (pathType === 'ImplementationSpecific') return
  for (const wrong of ['//', '/./', '/../', '%2f', '%2F']) {
    if (path.includes(wrong)) causes.invalid(`${field}.path`, path, `must not contain '${wrong}'`)
  }
  for (const wrong of ['/..', '/.']) {
    if (path.endsWith(wrong)) causes.invalid(`${field}.path`, path, `cannot end with '${wrong}'`)
  }
}

function checkBackend(backend: JsonObject, field: string, causes: Causes) {
  const { service, resource } = backend
  if (isObject(resource)) {
    if (service !== undefined) causes.invalid(field, '', 'cannot set both resource and service backends')
    return
  }
  if (!isObject(service)) {
    causes.required(field, 'port name or number is required')
    return
  }
  const name = asString(service.name)
  const wrong = name === '' ? undefined : dns1035Label(name)
  if (name === '') causes.required(`${field}.service.name`)
  if (wrong !== undefined) causes.invalid(`${field}.service.name`, name, wrong)
  const port = asObject(service.port)
  const at = `${field}.service.port`
  if (asString(port.name) !== '' && port.number !== undefined && port.number !== 0) {
    causes.invalid(field, '', 'cannot set both port name & port number')
  } else if (asString(port.name) !== '') {
    const wrongName = portName(asString(port.name))
    if (wrongName !== undefined) causes.invalid(`${at}.name`, port.name, wrongName)
  } else if (port.number === undefined || port.number === 0) {
    causes.required(field, 'port name or number is required')
  } else {
    portNumber(port.number, `${at}.number`, causes)
  }
}

import { type Resource, storageName } from '../../../machinery/resource.ts'
import { badRequest, methodNotAllowed, StatusError, unknownPath } from '../../../machinery/status-error.ts'
import type { ResourceHandler } from '../resource-handler.ts'
import type { ResourceRequest } from '../resource-request.ts'
import { getObject } from '../verbs/get.ts'
import { patchObject } from '../verbs/patch.ts'
import { updateObject } from '../verbs/update.ts'
import { evict } from './eviction.ts'
import { finalizeNamespace } from './finalize.ts'
import { readLog } from './log.ts'
import { getScale, patchScale, updateScale } from './scale.ts'
import { createToken } from './token.ts'

export interface Subresource {
  readonly methods: { readonly [method: string]: ResourceHandler }
  /** Not listed by discovery: it is there to say that it is not. */
  readonly isHidden?: true
  /** What discovery says where it is another kind than the resource's. */
  readonly discovery?: { kind: string; group?: string; version?: string }
}

const status: Subresource = { methods: { GET: getObject, PUT: updateObject, PATCH: patchObject } }

const scale: Subresource = {
  methods: { GET: getScale, PUT: updateScale, PATCH: patchScale },
  discovery: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
}

/** Those of single resources, by the name under which these are stored. */
const own: { readonly [resource: string]: { readonly [name: string]: Subresource } } = {
  namespaces: { finalize: { methods: { PUT: finalizeNamespace } } },
  nodes: { proxy: unsupported('requests are not proxied to the node') },
  pods: {
    binding: unsupported('the one node of this cluster takes every pod by itself'),
    ephemeralcontainers: unsupported('debug containers cannot join the processes of a pod; use kubectl exec'),
    proxy: unsupported('requests are not proxied to pods; use kubectl port-forward'),
    resize: unsupported('resources of a running process do not change; restart the pod'),
    eviction: { methods: { POST: evict }, discovery: { group: 'policy', version: 'v1', kind: 'Eviction' } },
    attach: upgradeOnly('PodAttachOptions'),
    exec: upgradeOnly('PodExecOptions'),
    log: { methods: { GET: readLog } },
    portforward: upgradeOnly('PodPortForwardOptions'),
  },
  services: { proxy: unsupported('requests are not proxied to services; use kubectl port-forward') },
  serviceaccounts: {
    token: {
      methods: { POST: createToken },
      discovery: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
    },
  },
}

/** Without an upgrade there is nothing to answer; see upgrade/upgrades.ts. */
function upgradeOnly(kind: string): Subresource {
  const refuse: ResourceHandler = () => {
    throw badRequest('Upgrade request required')
  }
  return { methods: { GET: refuse, POST: refuse }, discovery: { kind } }
}

/** Refused by name, with what to do instead. */
function unsupported(because: string): Subresource {
  const refuse: ResourceHandler = (_context, _request, { resource, name = '', subresource = '' }) => {
    throw new StatusError(
      501,
      'NotImplemented',
      `${resource.resource} "${name}": ${subresource} is not supported: ${because}`,
    )
  }
  return {
    methods: { GET: refuse, POST: refuse, PUT: refuse, PATCH: refuse, DELETE: refuse },
    isHidden: true,
  }
}

/** What a resource offers below its objects, by name. */
export function subresourcesOf(resource: Resource): { readonly [name: string]: Subresource } {
  const name = storageName(resource)
  return {
    ...(resource.hasStatus && { status }),
    ...(resource.hasScale && { scale }),
    ...(Object.hasOwn(own, name) && own[name]),
  }
}

/** The handler of a path's subresource: 404 where the resource has none of that name, 405 for another method. */
export function findSubresource({ resource, subresource = '' }: ResourceRequest): ResourceHandler {
  const all = subresourcesOf(resource)
  const found = Object.hasOwn(all, subresource) ? all[subresource] : undefined
  if (found === undefined) throw unknownPath()
  return (context, request, asked) => {
    const handler = Object.hasOwn(found.methods, request.method) ? found.methods[request.method] : undefined
    if (handler === undefined) throw methodNotAllowed()
    return handler(context, request, asked)
  }
}

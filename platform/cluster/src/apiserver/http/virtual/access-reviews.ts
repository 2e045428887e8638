import { asObject, asString, type JsonObject } from '../../../machinery/json/json.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { requireObject } from '../decode-body.ts'
import { readBodyValue } from '../read-object.ts'
import type { ServerContext } from '../server-context.ts'
import type { VirtualHandler, VirtualResource } from './virtual-resource.ts'

const authorization = 'authorization.k8s.io'
const authentication = 'authentication.k8s.io'
const reason = 'whoever has the token of this cluster may do everything'

/** Every resource and path: roles are stored, nothing is refused by them. */
const allRules = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
}

type MakeStatus = (context: ServerContext, request: ApiRequest, spec: JsonObject) => object

/** Reviews are posted and answered with their status: who am I, may I, whose token is this. */
export const accessReviews: readonly VirtualResource[] = [
  review(authorization, 'SelfSubjectAccessReview', () => ({ allowed: true, reason })),
  review(authorization, 'SelfSubjectRulesReview', () => allRules),
  review(authorization, 'SubjectAccessReview', () => ({ allowed: true, reason })),
  review(authorization, 'LocalSubjectAccessReview', () => ({ allowed: true, reason }), true),
  review(authentication, 'SelfSubjectReview', (_context, { user }) => ({ userInfo: user })),
  review(authentication, 'TokenReview', ({ authenticator }, _request, { token }) => {
    const user = authenticator(asString(token))
    return user === undefined ? { authenticated: false } : { authenticated: true, user }
  }),
]

function review(group: string, kind: string, makeStatus: MakeStatus, namespaced = false): VirtualResource {
  const apiVersion = `${group}/v1`
  const answer: VirtualHandler = async (context, request): Promise<Answer> => {
    const given = requireObject((await readBodyValue(context, request)).value)
    const spec = asObject(given.spec)
    const status = makeStatus(context, request, spec)
    return { code: 201, json: { kind, apiVersion, metadata: { creationTimestamp: null }, spec, status } }
  }
  return {
    group,
    version: 'v1',
    discovery: {
      name: `${kind.toLowerCase()}s`,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: ['create'],
    },
    methods: { POST: answer },
  }
}

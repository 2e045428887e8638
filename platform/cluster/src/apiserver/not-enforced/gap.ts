import type { JsonObject } from '../../machinery/json/json.ts'

/** Why something is not enforced; a person is warned once for each reason, however many fields have it. */
export const reasons = {
  isolation: 'pods are processes of this machine',
  placement: 'there is one node',
  network: 'pods share the network of this machine',
  storage: 'nothing here provisions storage',
  access: 'whoever has the token may do everything',
  limits: 'namespaces share the machine without quotas',
  autoscaling: 'only CPU and memory are measured',
  definition: 'custom resources are checked by their OpenAPI schema alone',
} as const

/** A field or kind that the API takes, stores and gives back, and that changes nothing here. */
export interface Gap {
  because: keyof typeof reasons
  /** How a manifest names it: `securityContext.capabilities`, or a kind. */
  name: string
  /** What happens instead: one sentence for the page of limits. */
  instead: string
  /** Whether the object asks for it. */
  isAsked(object: JsonObject): boolean
  /** Nearly every manifest asks for it: listed on the page, not reported by a warning each time. */
  isQuiet?: boolean
}

import { canonicalJson } from '../../../../machinery/json/canonical-json.ts'
import {
  asArray,
  asObject,
  isObject,
  type JsonDraft,
  type JsonObject,
} from '../../../../machinery/json/json.ts'
import { sameJson } from '../../../../machinery/json/same.ts'
import type { KindRules } from './kind-rules.ts'
import { checkPodSpec } from './pod-spec.ts'

const changeable =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

export const podRules: KindRules = {
  check(object, causes) {
    checkPodSpec(asObject(object.spec), 'spec', causes)
  },
  checkUpdate(object, old, causes) {
    const [next, before] = [asObject(object.spec), asObject(old.spec)]
    const kept = fixedPart(before)
    const now = fixedPart(next)
    // Binding a pod to its node happens once.
    if (before.nodeName === undefined) delete now.nodeName
    const tolerations = new Set(asArray(next.tolerations).map(canonicalJson))
    const isAddition = asArray(before.tolerations).every((old) => tolerations.has(canonicalJson(old)))
    if (!sameJson(now, kept) || !isAddition) causes.forbidden('spec', changeable)
  },
}

function fixedPart(spec: JsonObject): JsonDraft {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...others } = spec
  const rest: JsonDraft = others
  for (const list of ['containers', 'initContainers']) {
    if (rest[list] !== undefined) rest[list] = asArray(rest[list]).map(withoutImage)
  }
  return rest
}

function withoutImage(container: unknown): unknown {
  if (!isObject(container)) return container
  const { image: _image, ...rest } = container
  return rest
}

import { asArray, asObject, type JsonObject } from '../../../machinery/json/json.ts'

const rbac = 'rbac.authorization.k8s.io'

export function roleBindingDefaults(binding: JsonObject): void {
  const role = asObject(binding.roleRef)
  if (Object.keys(role).length > 0) role.apiGroup ??= rbac
  for (const item of asArray(binding.subjects)) {
    const subject = asObject(item)
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ??= rbac
  }
}

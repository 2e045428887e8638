import { asArray, asDraft, type JsonDraft } from '../../../machinery/json/json.ts'

const rbac = 'rbac.authorization.k8s.io'

export function roleBindingDefaults(binding: JsonDraft): void {
  const role = asDraft(binding.roleRef)
  if (Object.keys(role).length > 0) role.apiGroup ??= rbac
  for (const item of asArray(binding.subjects)) {
    const subject = asDraft(item)
    if (subject.kind === 'User' || subject.kind === 'Group') subject.apiGroup ??= rbac
  }
}

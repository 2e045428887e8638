import { asArray, asObject, asString } from '../../../../machinery/json/json.ts'
import { sameJson } from '../../../../machinery/json/same.ts'
import type { KindRules } from './kind-rules.ts'

export const roleRules: KindRules = {
  check({ rules }, causes) {
    for (const [index, item] of asArray(rules).entries()) {
      const { verbs, apiGroups, resources, nonResourceURLs } = asObject(item)
      const at = `rules[${index}]`
      if (asArray(verbs).length === 0) causes.required(`${at}.verbs`, 'verbs must contain at least one value')
      if (asArray(nonResourceURLs).length > 0) continue
      if (asArray(apiGroups).length === 0)
        causes.required(`${at}.apiGroups`, 'resource rules must supply at least one api group')
      if (asArray(resources).length === 0)
        causes.required(`${at}.resources`, 'resource rules must supply at least one resource')
    }
  },
}

export const roleBindingRules: KindRules = {
  check({ kind, roleRef, subjects }, causes) {
    const reference = asObject(roleRef)
    const kinds = kind === 'RoleBinding' ? ['ClusterRole', 'Role'] : ['ClusterRole']
    if (!kinds.includes(asString(reference.kind)))
      causes.unsupported('roleRef.kind', reference.kind ?? '', kinds)
    if (asString(reference.name) === '') causes.required('roleRef.name')
    for (const [index, item] of asArray(subjects).entries()) {
      const subject = asObject(item)
      const at = `subjects[${index}]`
      if (asString(subject.name) === '') causes.required(`${at}.name`)
      if (subject.kind === 'ServiceAccount' && asString(subject.namespace) === '')
        causes.required(`${at}.namespace`)
      const known = ['Group', 'ServiceAccount', 'User']
      if (!known.includes(asString(subject.kind))) causes.unsupported(`${at}.kind`, subject.kind ?? '', known)
    }
  },
  checkUpdate(object, old, causes) {
    if (!sameJson(object.roleRef, old.roleRef))
      causes.invalid('roleRef', object.roleRef, 'cannot change roleRef')
  },
}

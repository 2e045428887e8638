import { asArray, asDraft, type JsonDraft } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

export function statefulSetDefaults(spec: JsonDraft): void {
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  spec.podManagementPolicy ??= 'OrderedReady'
  spec.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: 'Retain', whenScaled: 'Retain' }
  const strategy = asDraft(spec.updateStrategy)
  spec.updateStrategy = strategy
  strategy.type ??= 'RollingUpdate'
  if (strategy.type === 'RollingUpdate') {
    const rolling = asDraft(strategy.rollingUpdate)
    strategy.rollingUpdate = rolling
    rolling.partition ??= 0
  }
  for (const claim of asArray(spec.volumeClaimTemplates)) {
    const template = asDraft(claim)
    template.apiVersion ??= 'v1'
    template.kind ??= 'PersistentVolumeClaim'
    asDraft(template.spec).volumeMode ??= 'Filesystem'
    template.status ??= { phase: 'Pending' }
  }
  podTemplateDefaults(spec.template)
}

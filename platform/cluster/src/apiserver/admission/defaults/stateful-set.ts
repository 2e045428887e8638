import { asArray, asObject, type JsonObject } from '../../../machinery/json/json.ts'
import { podTemplateDefaults } from './pod.ts'

export function statefulSetDefaults(spec: JsonObject): void {
  spec.replicas ??= 1
  spec.revisionHistoryLimit ??= 10
  spec.podManagementPolicy ??= 'OrderedReady'
  spec.persistentVolumeClaimRetentionPolicy ??= { whenDeleted: 'Retain', whenScaled: 'Retain' }
  const strategy = asObject(spec.updateStrategy)
  spec.updateStrategy = strategy
  strategy.type ??= 'RollingUpdate'
  if (strategy.type === 'RollingUpdate') {
    const rolling = asObject(strategy.rollingUpdate)
    strategy.rollingUpdate = rolling
    rolling.partition ??= 0
  }
  for (const claim of asArray(spec.volumeClaimTemplates)) {
    const template = asObject(claim)
    template.apiVersion ??= 'v1'
    template.kind ??= 'PersistentVolumeClaim'
    asObject(template.spec).volumeMode ??= 'Filesystem'
    template.status ??= { phase: 'Pending' }
  }
  podTemplateDefaults(spec.template)
}

import { checkDefinition } from '../../../custom-resources/check-definition.ts'
import { checkDefinitionUpdate } from '../../../custom-resources/check-definition-update.ts'
import type { KindRules } from './kind-rules.ts'

export const customResourceDefinitionRules: KindRules = {
  check: checkDefinition,
  checkUpdate: checkDefinitionUpdate,
}

import type { KubeObject, ObjectRef } from '@gitops-example/kube-client/kube-object'
import type { Hook } from './hook.ts'
import type { ResourceOptions } from './resource-options.ts'

/** One object that git wants, ready to be applied. */
export interface DesiredResource {
  ref: ObjectRef
  object: KubeObject
  /** Changes with the object's content. */
  hash: string
  wave: number
  hook: Hook | undefined
  options: ResourceOptions
}

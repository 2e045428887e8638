import { baseEnv } from '@gitops-example/kit/process/exec'

/** The variables that `terraform` and `aws` read, and nothing else of ours. */
export function cloudEnv(source: NodeJS.ProcessEnv): Record<string, string> {
  const cloud = Object.entries(source).flatMap(([name, value]) =>
    value !== undefined && /^(AWS_|TF_)/.test(name) ? [[name, value] as const] : [],
  )
  return {
    ...baseEnv(source),
    ...Object.fromEntries(cloud),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    AWS_PAGER: '',
  }
}

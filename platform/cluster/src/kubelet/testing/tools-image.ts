import type { TestNode } from '../../testing/test-node.ts'
import type { ImageSpec } from './make-image.ts'

/** Has no program of its own: its containers run those of this machine. */
export const toolsImage = 'demo/tools:v1'

export function makeToolsImage(
  node: Pick<TestNode, 'image'>,
  files: ImageSpec['layers'][number] = { 'app/': '' },
  config: ImageSpec['config'] = {},
): Promise<string> {
  return node.image('demo/tools', 'v1', { layers: [files], config: { WorkingDir: '/app', ...config } })
}

/** What a container needs to run a shell script. */
export const shell = (script: string) => ({ image: toolsImage, command: ['sh', '-c', script] })

/** The spec of a pod whose containers run once. */
export const once = { restartPolicy: 'Never' as const }

import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { GitopsError } from '@gitops-example/kit/errors'

/** One Terraform root module of an environment, such as `02_rds`. Later layers depend on earlier ones. */
export interface Layer {
  number: number
  /** `02_rds` */
  name: string
  /** `rds`: the layer publishes its outputs as parameters under this word. */
  word: string
  dir: string
}

/** The layers of an environment's folder, in the order in which they are applied. */
export function layersIn(environmentDir: string): Layer[] {
  return readdirSync(environmentDir)
    .flatMap((name) => {
      const [, number, word] = /^(\d\d)_(\w+)$/.exec(name) ?? []
      const dir = join(environmentDir, name)
      if (number === undefined || word === undefined || !existsSync(join(dir, 'terraform.tf'))) return []
      return [{ number: Number(number), name, word, dir }]
    })
    .sort((a, b) => a.number - b.number)
}

export interface LayerChoice {
  /** Only this layer: its number or its name. */
  only?: string
  /** This layer and those after it. */
  from?: string
}

/** The chosen layers in order, all without a choice. Throws `unknown-layer`. */
export function chooseLayers(layers: readonly Layer[], { only, from }: LayerChoice): Layer[] {
  const wanted = only ?? from
  if (wanted === undefined) return [...layers]
  const index = layers.findIndex(
    ({ number, name }) => name === wanted || String(number) === wanted.replace(/^0/, ''),
  )
  if (index === -1) {
    const known = layers.map(({ number, name }) => `${number} (${name})`).join(', ')
    throw new GitopsError('unknown-layer', `There is no layer "${wanted}"; layers are ${known}.`, {
      hint: '05_applications is not a layer: Argo CD deploys it from git.',
    })
  }
  return layers.slice(index, only === undefined ? undefined : index + 1)
}

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { ops } from './programs.ts'

/** Names of the environments on AWS: those with Terraform layers. */
export const environments = readdirSync(join(ops, 'environments'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && layersOf(entry.name).length > 0)
  .map(({ name }) => name)

export const modules = readdirSync(join(ops, 'tf_modules'))

/** The Terraform layers of an environment, in the order in which they are applied. */
export function layersOf(environment: string): string[] {
  const folder = join(ops, 'environments', environment)
  return readdirSync(folder)
    .filter((name) => /^\d\d_/.test(name) && readdirSync(join(folder, name)).includes('terraform.tf'))
    .sort()
}

export interface EnvironmentFile {
  project: string
  environment: string
  region: string
  availability_zones: string[]
  cidr: string
}

export function readEnvironment(environment: string): EnvironmentFile {
  return parse(readFileSync(join(ops, 'environments', environment, 'environment.yaml'), 'utf8'))
}

import { GitObjectReader } from '@gitops-example/kit/git/git-object-reader'
import { textField } from '@gitops-example/kit/json/fields'
import { readYaml, YamlFault } from '@gitops-example/kit/yaml/read-yaml'
import type { Application } from '../apps/applications.ts'

/** Applications of one chart share its values file. */
const keptFiles = 200

/** Which Secret with a database each Application asks for, by its values in git. */
export class DatabaseSecretNames implements Disposable {
  readonly #branch: string
  readonly #reader: GitObjectReader
  /** By the id of the values file. */
  #known = new Map<string, string | undefined>()

  constructor(gitDir: string, branch: string) {
    this.#branch = branch
    this.#reader = new GitObjectReader(gitDir)
  }

  /** The chart's own `database.secretName`, unless a values file of the Application sets another. */
  async of(application: Application): Promise<string | undefined> {
    let secretName: string | undefined
    for (const file of valuesFilesOf(application)) {
      const object = await this.#reader.read(`${this.#branch}:${file}`)
      if (object?.type === 'blob') secretName = this.#in(object.id, object.content) ?? secretName
    }
    return secretName
  }

  [Symbol.dispose](): void {
    this.#reader.close()
  }

  #in(id: string, content: Buffer): string | undefined {
    if (this.#known.has(id)) return this.#known.get(id)
    const secretName = secretNameIn(content.toString('utf8'))
    this.#known.set(id, secretName)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= keptFiles) break
      this.#known.delete(oldest)
    }
    return secretName
  }
}

/** Changes with everything that decides which Secret an Application asks for: its source and the commit it is at. */
export function databaseInputs(application: Application): string {
  const { revision, revisions } = application.status?.sync ?? {}
  const { namespace } = application.spec?.destination ?? {}
  return JSON.stringify([namespace, valuesFilesOf(application), revision, revisions])
}

/** From the root of the repository; later ones win. */
function valuesFilesOf(application: Application): string[] {
  const { source, sources = [source] } = application.spec ?? {}
  const { path, helm } = sources.find((one) => one?.path !== undefined) ?? {}
  if (path === undefined) return []
  // A file of another source ($ref/...) has what runs, not what it needs.
  const own = (helm?.valueFiles ?? []).filter((file) => !file.startsWith('$'))
  return [`${path}/values.yaml`, ...own.map((file) => file.replace(/^\//, ''))]
}

function secretNameIn(values: string): string | undefined {
  try {
    const [document] = readYaml(values, { merge: true })
    return textField(document?.value, 'database', 'secretName')
  } catch (error) {
    if (error instanceof YamlFault) return undefined // the Application that is rendered with it says so
    throw error
  }
}

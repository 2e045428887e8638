import { appsAt, releasesDir, valuesFile } from '@gitops-example/release/apps/app'
import { imageContent } from '@gitops-example/release/apps/app-content'
import { releasedAt } from '@gitops-example/release/releases/released-at'
import { assert, platformEmail } from './claims.ts'
import type { Hub } from './hub.ts'

/** Watches the hub: it holds what people pushed, and the releases of CD to dev. */
export class HubOracle {
  readonly #hub: Hub
  #head = ''

  constructor(hub: Hub) {
    this.#hub = hub
  }

  async check(): Promise<void> {
    const head = await this.#hub.head()
    if (head === this.#head) return
    const since = this.#head === '' ? [head] : [head, `^${this.#head}`]
    const args = ['log', '-m', '--name-only', '--format=%x00%H %ae %ce', ...since, '--']
    for (const entry of (await this.#hub.git.run(args)).split('\0').slice(1)) {
      const [who = '', ...paths] = entry.split('\n').filter(Boolean)
      const [commit = '', ...emails] = who.split(' ')
      const isMade = emails.includes(platformEmail)
      assert(isMade === this.#hub.releases.has(commit), `${commit} on the hub is of a person or of CD`)
      for (const path of paths) {
        assert(!path.startsWith(releasesDir('local')), `${path} of ${commit} is not on the hub`)
        assert(!isMade || path.startsWith(releasesDir('dev')), `CD writes releases of dev, not ${path}`)
      }
    }
    await this.#checkDev(head)
    this.#head = head
  }

  async #checkDev(head: string): Promise<void> {
    const { objects } = this.#hub
    for (const app of await appsAt(objects, head)) {
      if ((await objects.blob(`${head}:${valuesFile('dev', app.name)}`)) === undefined) continue
      const { tag } = await releasedAt(objects, head, 'dev', app.name)
      const isSame = (await imageContent(objects, tag, app)) === (await imageContent(objects, head, app))
      assert(isSame, `dev runs the content of ${app.name} at ${head}, not ${tag}`)
    }
  }
}

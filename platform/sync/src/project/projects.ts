import { controlNamespace } from '@gitops-example/applications/parse/application'
import type { LiveObjects } from '../live/live-objects.ts'
import { defaultProject, type Project, parseProject } from './project.ts'

/** The AppProjects of the cluster, by name; `default` is there even where nobody made it. */
export class Projects {
  readonly #live: LiveObjects

  constructor(live: LiveObjects) {
    this.#live = live
  }

  get(name: string): { project: Project; problems: string[] } | undefined {
    const ref = { group: 'argoproj.io', kind: 'AppProject', namespace: controlNamespace, name }
    const object = this.#live.get(ref)
    if (object !== undefined) return parseProject(object)
    return name === defaultProject.name ? { project: defaultProject, problems: [] } : undefined
  }
}

import { isRecord, listField, textField } from '@gitops-example/kit/json/fields'

/** The images of every container in these objects' pod templates, sorted. */
export function imagesOf(objects: readonly unknown[]): string[] {
  const images = new Set<string>()
  for (const object of objects) collect(object, images)
  return [...images].sort()
}

function collect(value: unknown, images: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, images)
  } else if (isRecord(value)) {
    for (const name of ['containers', 'initContainers']) {
      for (const container of listField(value, name)) {
        const image = textField(container, 'image')
        if (image !== undefined) images.add(image)
      }
    }
    for (const name of ['spec', 'template', 'jobTemplate']) collect(value[name], images)
  }
}

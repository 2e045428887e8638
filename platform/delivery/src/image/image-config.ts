/** The metadata of an image. */
export interface ImageMeta {
  /** Of the app, such as `webapp`. */
  title: string
  /** The full hash of the commit that it was built from. */
  revision: string
  /** When that commit was made, in milliseconds since the Unix epoch. */
  createdAt: number
  /** Where the sources are, if there is an address of them. */
  source?: string
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64' }

/** The names of the OCI annotation spec (pre-defined annotation keys). */
export function imageLabels({ title, revision, createdAt, source }: ImageMeta): Record<string, string> {
  return {
    'org.opencontainers.image.created': new Date(createdAt).toISOString(),
    'org.opencontainers.image.revision': revision,
    ...(source === undefined ? {} : { 'org.opencontainers.image.source': source }),
    'org.opencontainers.image.title': title,
  }
}

/**
 * The image configuration (OCI image-spec, config.md) of an app's image, as its Dockerfile makes it: everything below
 * /app, started by `node main.js`. `node` itself is the base image's, on one machine the platform's.
 */
export function imageConfig(meta: ImageMeta, layerDigest: string) {
  return {
    created: new Date(meta.createdAt).toISOString(),
    architecture: architectures[process.arch] ?? process.arch,
    os: 'linux',
    config: {
      User: '10001:10001',
      Env: ['NODE_ENV=production', `APP_COMMITTED_AT=${new Date(meta.createdAt).toISOString()}`],
      Entrypoint: ['node', 'main.js'],
      WorkingDir: '/app',
      Labels: imageLabels(meta),
    },
    rootfs: { type: 'layers', diff_ids: [layerDigest] },
    history: [{ created: new Date(meta.createdAt).toISOString(), created_by: 'gitops build' }],
  }
}

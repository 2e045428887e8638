import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Where Swagger UI's files are; build.ts replaces this module by the place that they have in the image. */
export function swaggerUiDirectory(): string {
  return join(dirname(createRequire(import.meta.url).resolve('@fastify/swagger-ui')), 'static')
}

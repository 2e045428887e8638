import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FastifyInstance, fastify } from 'fastify'
import { swaggerUiDirectory } from './swagger-ui-directory.ts'

export interface DocsOptions {
  readonly version: string
  /** Registers the routes to describe. */
  readonly serveOperations: (app: FastifyInstance) => void
}

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Guestbook API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`

const startScript = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', tryItOutEnabled: true })\n`

/** Swagger UI writes styles into its elements and has images in its stylesheet. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "connect-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The OpenAPI document and a page that shows it. Both are made and loaded when somebody asks. */
export function serveDocs(parent: FastifyInstance, { version, serveOperations }: DocsOptions): void {
  parent.register(async (app) => {
    let document: Promise<object> | undefined
    app.get('/openapi.json', async () => {
      document ??= import('./openapi.ts').then(({ describeOperations }) =>
        describeOperations(fastify(), version, serveOperations),
      )
      return document
    })

    app.get('/docs', async (_request, reply) =>
      reply.type('text/html').header('content-security-policy', contentSecurityPolicy).send(page),
    )
    app.get('/docs/start.js', async (_request, reply) => reply.type('text/javascript').send(startScript))

    for (const [file, type] of [
      ['swagger-ui.css', 'text/css'],
      ['swagger-ui-bundle.js', 'text/javascript'],
    ] as const) {
      app.get(`/docs/${file}`, async (_request, reply) => {
        const content = await readFile(join(swaggerUiDirectory(), file))
        return reply.type(type).header('cache-control', 'max-age=3600').send(content)
      })
    }
  })
}

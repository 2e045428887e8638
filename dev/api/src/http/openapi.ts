import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { problemContentType, problemSchema } from './problem.ts'

/**
 * The OpenAPI document of some routes. `server` is one that never listens: they are registered there once more,
 * because the plugin that collects them costs more than it may at the start of a service.
 */
export async function describeOperations(
  server: FastifyInstance,
  version: string,
  serveOperations: (app: FastifyInstance) => void,
): Promise<object> {
  server.setValidatorCompiler(() => () => true)
  server.setSerializerCompiler(() => JSON.stringify)
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Guestbook API',
        description: 'Entries of the guestbook. Every error is a problem document (RFC 9457).',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      tags: [{ name: 'entries' }],
    },
    transform: ({ schema, url }) => ({
      url,
      schema: { ...schema, response: { ...responsesOf(schema), default: anyProblem } },
    }),
  })
  await server.register(async (app) => serveOperations(app))
  await server.ready()
  try {
    return server.swagger()
  } finally {
    await server.close()
  }
}

const anyProblem = {
  description: 'Any error.',
  content: { [problemContentType]: { schema: problemSchema } },
}

function responsesOf(schema: { response?: unknown }): object {
  return typeof schema.response === 'object' && schema.response !== null ? schema.response : {}
}

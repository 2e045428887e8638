import { forbiddenOption } from '../../registry/options-error.ts'
import { readVersion } from '../../registry/versions.ts'
import type { Answer } from '../answer.ts'
import type { ApiRequest } from '../api-request.ts'
import { encoderFor } from '../encode/encoder-for.ts'
import { objectFilter } from '../object-filter.ts'
import { boolParameter, countParameter } from '../query.ts'
import type { ResourceRequest } from '../resource-request.ts'
import type { ServerContext } from '../server-context.ts'
import { WatchStream } from '../watch-stream.ts'

/** As upstream's `--min-request-timeout`: between half an hour and an hour, so that clients do not return at once. */
const defaultTimeoutSeconds = () => 1800 + Math.floor(Math.random() * 1800)

/** `?watch=true` on a collection (Kubernetes: API Concepts, "Efficient detection of changes"). */
export function watchCollection(context: ServerContext, request: ApiRequest, asked: ResourceRequest): Answer {
  const { query } = request
  const encoder = encoderFor(context, request, asked.served)
  const filter = objectFilter(asked, query)
  const sendInitialEvents = initialEvents(query)
  const timeoutSeconds = countParameter(query, 'timeoutSeconds') || defaultTimeoutSeconds()
  const options = {
    resourceVersion: query.get('resourceVersion') ?? '',
    ...(sendInitialEvents !== undefined && { sendInitialEvents }),
  }
  readVersion(options.resourceVersion)
  return {
    contentType: 'application/json',
    run: (response) =>
      new WatchStream({
        context,
        response,
        resource: asked.resource,
        filter,
        encoder,
        bookmarks: boolParameter(query, 'allowWatchBookmarks'),
        marksInitialEnd: sendInitialEvents === true,
        timeoutMs: timeoutSeconds * 1000,
        signal: request.signal(),
      }).run(options),
  }
}

/** The streaming list: `sendInitialEvents` and `resourceVersionMatch=NotOlderThan` go together. */
function initialEvents(query: URLSearchParams): boolean | undefined {
  const field = 'resourceVersionMatch'
  const match = query.get(field) ?? ''
  if (!query.has('sendInitialEvents')) {
    if (match === '') return undefined
    throw forbiddenOption(
      'ListOptions',
      field,
      `${field} is forbidden for watch unless sendInitialEvents is provided`,
    )
  }
  if (match !== 'NotOlderThan') {
    throw forbiddenOption(
      'ListOptions',
      field,
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    )
  }
  return boolParameter(query, 'sendInitialEvents')
}

import { maxDepth } from '../../machinery/json/depth.ts'
import { isObject, type JsonObject } from '../../machinery/json/json.ts'
import { wellFormed } from '../../machinery/json/well-formed.ts'
import { badRequest, unsupportedMediaType } from '../../machinery/status-error.ts'
import { isTooDeep } from './nesting.ts'
import { decodeProtobuf } from './protobuf/decode-protobuf.ts'
import { Messages } from './protobuf/messages.ts'

export interface DecodedBody {
  value: unknown
  /** What was sent, for findings that the parsed value no longer shows; absent in other forms than JSON. */
  jsonText?: string
}

const jsonTypes = ['application/json']
const yamlTypes = ['application/yaml', 'text/yaml', 'application/x-yaml']
const protobufType = 'application/vnd.kubernetes.protobuf'

/** A text that comes as UTF-8 can have a half of a pair only by an escape. */
const surrogateEscape = /\\u[dD][89a-fA-F]/

/** Reads bodies in the forms that clients send. */
export class BodyDecoder {
  #messages: Messages | undefined

  /** Parses by the content type; JSON when the client names none. 400 and 415 as upstream. */
  async decode(bytes: Uint8Array, contentType: string | undefined): Promise<DecodedBody> {
    const type = mediaType(contentType) || 'application/json'
    if (jsonTypes.includes(type)) return decodeJson(bytes)
    if (yamlTypes.includes(type)) return decodeYaml(bytes)
    if (type !== protobufType)
      throw unsupportedMediaType([...jsonTypes, ...yamlTypes.slice(0, 1), protobufType])
    // The table of messages is read when the first client sends one.
    this.#messages ??= new Messages()
    return { value: decodeProtobuf(this.#messages, bytes) }
  }
}

/** The media type of a header without its parameters. */
export function mediaType(header: string | undefined): string {
  return (header ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

export function decodeJson(bytes: Uint8Array): DecodedBody {
  const jsonText = textOf(bytes)
  if (isTooDeep(jsonText)) throw badRequest(`the object is nested more than ${maxDepth} levels deep`)
  try {
    const value: unknown = JSON.parse(jsonText)
    return { value: surrogateEscape.test(jsonText) ? wellFormed(value) : value, jsonText }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw badRequest(`couldn't get version/kind; json parse error: ${reason}`)
  }
}

/** JSON is tried first: what kubectl sends as YAML is JSON, and its parser is a hundred times faster. */
export async function decodeYaml(bytes: Uint8Array): Promise<DecodedBody> {
  const text = textOf(bytes)
  if (/^\s*\{/.test(text)) {
    try {
      return decodeJson(bytes)
    } catch {
      // A flow mapping of YAML may look like JSON; the YAML parser has the last word.
    }
  }
  const [{ readYaml, YamlFault }, { goYaml }] = await yamlReader()
  try {
    const [document] = readYaml(text, goYaml)
    return { value: document?.value ?? null }
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
    throw badRequest(`error parsing the body: yaml: line ${error.line}: ${error.message}`)
  }
}

/** Loaded with the first body that is YAML: most clients send JSON. */
function yamlReader() {
  return Promise.all([
    import('@gitops-example/kit/yaml/read-yaml'),
    import('@gitops-example/kit/yaml/go-yaml'),
  ])
}

export function requireObject(value: unknown): JsonObject {
  if (isObject(value)) return value
  const found = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
  throw badRequest(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${found} into an object`,
  )
}

function textOf(bytes: Uint8Array): string {
  if (bytes.length === 0) throw badRequest('the body of the request is empty')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badRequest('the body of the request is not valid UTF-8')
  }
}

/** The one form of OpenAPI v2 that kubectl asks for. */
export const v2ProtobufRequest = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'

/** The same without the `@`, which no media type may have, as upstream answers. */
export const v2ProtobufType = v2ProtobufRequest.replace('@', '.')

/**
 * An OpenAPI v2 document without definitions, in protobuf. kubectl reads it for kinds that it cannot find in v3, such as
 * `List`, and leaves the checks of kinds that are not in it to the server, which does them anyway.
 */
export function emptyV2Protobuf(title: string, version: string): Buffer {
  const info = Buffer.concat([text(1, title), text(2, version)])
  return Buffer.concat([text(1, '2.0'), bytes(2, info), bytes(8, Buffer.alloc(0))])
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value))
}

/** A length-delimited field; every value here is shorter than 128 bytes. */
function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([field * 8 + 2, value.length]), value])
}

import { type Dockerfile, DockerfileParser } from 'dockerfile-ast'
import { ValidationCode, validate } from 'dockerfile-utils'
import type { Finding } from './findings/finding.ts'

/** `DiagnosticSeverity.Error` of the Language Server Protocol; the others are matters of style. */
const errorSeverity = 1

/** What a builder would refuse in the Dockerfile `text`: its grammar, its flags, and stages that are not there. */
export function dockerfileFindings(text: string, file: string): Finding[] {
  const errors = validate(text).filter(({ severity }) => severity === errorSeverity)
  // A misspelled FROM is no FROM at all, which the validator says of line 1.
  const isMisspelled = errors.some(({ code }) => code === ValidationCode.UNKNOWN_INSTRUCTION)
  const findings = errors
    .filter(({ code }) => !(isMisspelled && code === ValidationCode.NO_SOURCE_IMAGE))
    .map(({ message, range: { start } }) => finding(file, start, textOf(message)))
  return [...findings, ...missingStages(DockerfileParser.parse(text), file)].toSorted(
    (a, b) => (a.line ?? 0) - (b.line ?? 0),
  )
}

/**
 * `COPY --from` takes a stage or an image (docs.docker.com/reference/dockerfile/#copy---from). A word without registry,
 * tag and digest that is no stage is taken for a misspelled one: as an image it would be whatever is newest.
 */
function missingStages(dockerfile: Dockerfile, file: string): Finding[] {
  const stages = dockerfile.getFROMs().map((from) => from.getBuildStage()?.toLowerCase())
  return dockerfile.getCOPYs().flatMap((copy) => {
    const flag = copy.getFromFlag()
    const from = flag?.getValue()?.toLowerCase()
    if (!flag || !from || !/^[\w-]+$/.test(from)) return []
    if (/^\d+$/.test(from) ? Number(from) < stages.length : stages.includes(from)) return []
    const start = flag.getRange().start
    return [finding(file, start, `There is no stage ${from}. An image needs its tag: --from=${from}:TAG`)]
  })
}

function textOf(message: ReturnType<typeof validate>[number]['message']): string {
  return typeof message === 'string' ? message : message.value
}

function finding(file: string, start: { line: number; character: number }, message: string): Finding {
  return { file, line: start.line + 1, column: start.character + 1, message, rule: 'Dockerfile' }
}

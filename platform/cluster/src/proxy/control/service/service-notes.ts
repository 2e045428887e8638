import type { Service } from '#kubernetes/core/v1'
import type { Live } from '../../../machinery/objects.ts'

export interface ServiceNote {
  reason: string
  message: string
}

/** What a Service asks for and host ports do not give, for events on it. */
export function serviceNotes({ spec }: Live<Service>): ServiceNote[] {
  const notes: ServiceNote[] = []
  if (spec?.type === 'ExternalName') {
    const message = `No port of this machine leads to an ExternalName: clients must use ${spec.externalName} itself.`
    notes.push({ reason: 'NoHostPort', message })
    return notes
  }
  if (spec?.clusterIP === 'None') {
    const message = 'A headless Service has no host port: clients take its pods from the EndpointSlices.'
    notes.push({ reason: 'NoHostPort', message })
    return notes
  }
  const others = (spec?.ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') !== 'TCP')
  for (const { port, protocol } of others) {
    notes.push({
      reason: 'ProtocolNotSupported',
      message: `Port ${port}/${protocol} has no host port: only TCP has.`,
    })
  }
  return notes
}

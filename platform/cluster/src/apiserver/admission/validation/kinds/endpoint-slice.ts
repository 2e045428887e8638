import { asString } from '../../../../machinery/json/json.ts'
import { immutable } from '../fields.ts'
import type { KindRules } from './kind-rules.ts'

const addressTypes = ['FQDN', 'IPv4', 'IPv6']

export const endpointSliceRules: KindRules = {
  check({ addressType }, causes) {
    if (asString(addressType) === '') causes.required('addressType')
    else if (!addressTypes.includes(asString(addressType)))
      causes.unsupported('addressType', addressType, addressTypes)
  },
  checkUpdate(object, old, causes) {
    immutable(object.addressType, old.addressType, 'addressType', causes)
  },
}

/**
 * Where the addresses of Services come from. Nothing beyond the machine has such an address, so what a process sends to
 * one never leaves it.
 */
export const serviceRange = '127.96.0.0/12'

/** What the range begins with; the API's Service has its first address, as kubeadm's does. */
export const apiServiceAddress = '127.96.0.1'

const first = (127 << 24) + (96 << 16)
const size = 1 << 20

/** Left to addresses that manifests name. */
const reserved = 256

/** How many addresses are given to Services that name none. */
export const allocatedCount = size - reserved - 1

/** The address with this number among those that are given, from 0. */
export function allocatedAddress(number: number): string {
  return dotted(first + reserved + number)
}

/** Whether Services may have the address: not the range's first, which names it, nor its last. */
export function isServiceAddress(address: string): boolean {
  const number = numberOf(address)
  return number !== undefined && number > first && number < first + size - 1
}

/** An IPv4 address in its one canonical form, as a number. */
function numberOf(address: string): number | undefined {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) {
    return undefined
  }
  return parts.reduce((number, part) => number * 256 + Number(part), 0)
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

/** The addresses of an IPv4 range such as `10.10.0.0/16`, as numbers. */
export function rangeOf(cidr: string): { first: number; last: number } {
  const [address = '', bits = ''] = cidr.split('/')
  const first = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  return { first, last: first + 2 ** (32 - Number(bits)) - 1 }
}

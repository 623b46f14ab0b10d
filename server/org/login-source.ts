/** Where a login comes from. */
export interface LoginSource {
  /** Network address, as the connection (or a proxy that is trusted) has it. */
  readonly address: string
  readonly userAgent: string
}

const LONGEST_AGENT = 300

/** The first 64 bits of an IPv6 address are one customer's; the rest is theirs to change. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address
  const [head = '', tail = ''] = address.split('%')[0]?.split('::') ?? []
  const given = head.split(':').filter(part => part !== '')
  const rest = tail.split(':').filter(part => part !== '')
  const zeros = new Array<string>(Math.max(0, 8 - given.length - rest.length)).fill('0')
  return [...given, ...zeros, ...rest].slice(0, 4).join(':')
}

export function shortAgent(userAgent: string | undefined): string {
  return (userAgent ?? '').replace(/\p{Cc}/gu, '').slice(0, LONGEST_AGENT)
}

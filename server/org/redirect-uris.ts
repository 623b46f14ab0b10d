const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** Schemes in which an address does something in a browser instead of leading to an app. */
const ACTIVE = /^(?:javascript|data|vbscript|file|blob|about|ftp|ws|wss):$/

/** May people be sent there with a code: over TLS, to the machine itself, or to an app by its own scheme? */
export function isSafeRedirect(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#') || /\s/.test(text)) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  if (protocol === 'http:') return LOCAL.test(hostname)
  return protocol === 'https:' || !ACTIVE.test(protocol)
}

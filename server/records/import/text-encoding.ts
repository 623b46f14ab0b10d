import { AtelierError } from '../../kernel/errors.ts'

/** Says whether bytes that come in parts are UTF-8. */
export function createUtf8Check(): { take(part: Uint8Array): void; end(): boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let valid = true
  const attempt = (part?: Uint8Array): void => {
    if (!valid) return
    try {
      decoder.decode(part, { stream: part !== undefined })
    } catch {
      valid = false
    }
  }
  return {
    take: attempt,
    end: () => {
      attempt()
      return valid
    },
  }
}

/** Decodes bytes that come in parts; none: the end. Throws for bytes that the encoding does not have. */
export function createDecoder(encoding: string): (part?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding, { fatal: true })
  return part => {
    try {
      return part ? decoder.decode(part, { stream: true }) : decoder.decode()
    } catch (cause) {
      const message = `The file is not ${encoding} text. Name its encoding (--encoding windows-1251), or save it as "CSV UTF-8".`
      throw new AtelierError('INVALID_INPUT', message, undefined, { cause })
    }
  }
}

/** Bytes that Windows-1252 gives no character. */
const UNDEFINED_IN_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])
/** Western European text has few letters outside ASCII; Cyrillic or Georgian text has mostly such. */
const MOST_HIGH_LETTERS = 0.3

/**
 * The encoding of a text file: named by the caller, by its byte order mark, UTF-16 by its zero bytes, UTF-8 when it
 * is valid, else Windows-1252 when it reads like Western European text. Anything else is refused.
 */
export function recogniseEncoding(head: Buffer, isUtf8: boolean, given?: string): string {
  if (given !== undefined) return checkEncoding(given)
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const wide = zeroBytes(head)
  if (wide) return wide
  if (head.includes(0)) throw notText()
  if (isUtf8) return 'utf-8'
  if (isWestern(head)) return 'windows-1252'
  throw new AtelierError(
    'INVALID_INPUT',
    'The file is not UTF-8 text, and its encoding cannot be told. Save it as "CSV UTF-8", or name its encoding (--encoding windows-1251).',
  )
}

function checkEncoding(label: string): string {
  try {
    return new TextDecoder(label).encoding
  } catch (cause) {
    const message = `There is no encoding "${label}": use utf-8, utf-16le, windows-1252 or windows-1251.`
    throw new AtelierError('INVALID_INPUT', message, undefined, { cause })
  }
}

/** UTF-16 without a mark: every other byte of Latin text is zero. */
function zeroBytes(head: Buffer): string | undefined {
  let even = 0
  let odd = 0
  for (let at = 0; at < head.length; at++) if (head[at] === 0) at % 2 ? odd++ : even++
  const many = head.length / 5
  if (odd > many && even === 0) return 'utf-16le'
  if (even > many && odd === 0) return 'utf-16be'
  return undefined
}

function isWestern(head: Buffer): boolean {
  let high = 0
  let letters = 0
  for (const byte of head) {
    if (UNDEFINED_IN_1252.has(byte)) return false
    if (byte >= 0x80) high++
    if (byte >= 0x80 || (byte >= 0x41 && byte <= 0x7a)) letters++
  }
  return letters === 0 || high / letters <= MOST_HIGH_LETTERS
}

function notText(): AtelierError {
  return new AtelierError(
    'INVALID_INPUT',
    'The file is not text: it holds zero bytes. Send a CSV file, or an XLSX workbook with a name that ends in .xlsx.',
  )
}

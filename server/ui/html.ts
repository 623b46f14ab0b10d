/** Text that is HTML already. Nothing that comes from data is made one without being escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
}
const SIGN = /[&<>"'`=]/

export function escapeHtml(value: unknown): string {
  if (value instanceof Html) return value.text
  if (value === null || value === undefined) return ''
  const text = String(value)
  return SIGN.test(text) ? text.replace(/[&<>"'`=]/g, sign => SIGNS[sign] as string) : text
}

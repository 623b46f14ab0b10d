/**
 * What XML cannot hold or does not keep (carriage returns), what the writing library drops (U+FFFD), and text that
 * looks like an escape itself.
 */
const UNSAFE = /_(?=x[0-9a-f]{4}_)|(?![\t\n])[\p{Cc}\p{NChar}\ufffd]/giu

/** Text of a cell with the escapes of the format (`_x000D_`) for what it could not hold otherwise. */
export function escapeXlsxText(text: string): string {
  // The library looks texts up in a plain object, which has these before any is put in.
  if (Object.hasOwn(Object.prototype, text)) return escapeUnits(text.charAt(0)) + text.slice(1)
  return text.replace(UNSAFE, escapeUnits)
}

function escapeUnits(text: string): string {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
  return units.map(unit => `_x${unit.toString(16).toUpperCase().padStart(4, '0')}_`).join('')
}

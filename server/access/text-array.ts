const OID_OF_TEXT = 25
const HEADER = 20

/**
 * Ids as a `text[]` in PostgreSQL's binary form, which is read faster than text: dimensions, nulls, type of the
 * elements, their number, the first one's index; then each with its length.
 */
export function toTextArray(ids: readonly string[]): Buffer {
  const header = Buffer.alloc(HEADER)
  for (const [at, number] of [1, 0, OID_OF_TEXT, ids.length, 1].entries()) header.writeInt32BE(number, at * 4)
  const elements = ids.map(id => {
    const element = Buffer.alloc(4 + id.length)
    element.writeInt32BE(id.length)
    element.write(id, 4, 'latin1')
    return element
  })
  return Buffer.concat([header, ...elements])
}

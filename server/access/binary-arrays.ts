const OID_OF_TEXT = 25
const OID_OF_BIGINT = 20
const HEADER = 20

/** Ids as a `text[]` in PostgreSQL's binary form, which is read faster than text. */
export function toTextArray(ids: readonly string[]): Buffer {
  const elements = ids.map(id => {
    const element = Buffer.alloc(4 + id.length)
    element.writeInt32BE(id.length)
    element.write(id, 4, 'latin1')
    return element
  })
  return toArray(OID_OF_TEXT, elements)
}

/** Numbers as a `bigint[]`. */
export function toBigintArray(numbers: readonly number[]): Buffer {
  const elements = numbers.map(number => {
    const element = Buffer.alloc(12)
    element.writeInt32BE(8)
    element.writeBigInt64BE(BigInt(number), 4)
    return element
  })
  return toArray(OID_OF_BIGINT, elements)
}

/** Dimensions, nulls, type of the elements, their number, the first one's index; then each with its length. */
function toArray(oid: number, elements: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER)
  for (const [at, number] of [1, 0, oid, elements.length, 1].entries()) header.writeInt32BE(number, at * 4)
  return Buffer.concat([header, ...elements])
}

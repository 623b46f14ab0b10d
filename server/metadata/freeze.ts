/** Freezes a plain value with everything in it; maps lose `set`, `delete` and `clear`. Returns the same value. */
export function freezeDeep<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) {
    for (const entry of value.values()) freezeDeep(entry)
    for (const method of ['set', 'delete', 'clear']) Object.defineProperty(value, method, { value: refuse })
    return Object.freeze(value)
  }
  Object.freeze(value)
  for (const entry of Object.values(value)) freezeDeep(entry)
  return value
}

function refuse(): never {
  throw new TypeError('The org model is frozen: a deploy makes a new one.')
}

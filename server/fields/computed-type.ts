import { say } from '../kernel/message.ts'
import type { FieldSpec } from './field-spec.ts'
import type { FieldType, Parsed } from './field-type.ts'
import { refuse } from './problems.ts'

/** A type whose values the engine makes and nobody sets. */
export function computed(result: FieldType): FieldType {
  const { convert: _convert, specialize: _specialize, ...rest } = result
  const refuseInput = (_input: unknown, spec: FieldSpec): Parsed =>
    refuse('INVALID_FIELD_FOR_INSERT_UPDATE', spec, say('the value is computed and cannot be set'))
  return { ...rest, writable: false, parse: refuseInput, parseCell: refuseInput }
}

/** One result for each key: models made one after another share their types. */
export function remembered<Key extends object, Result>(make: (key: Key) => Result): (key: Key) => Result {
  const known = new WeakMap<Key, Result>()
  return key => {
    let result = known.get(key)
    if (result === undefined) {
      result = make(key)
      known.set(key, result)
    }
    return result
  }
}

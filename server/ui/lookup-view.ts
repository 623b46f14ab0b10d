import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { decidesIdentity } from '../records/write/identity-fields.ts'
import { objectPath, withParameters } from './addresses.ts'
import { compileCell } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { targetsOf } from './find-target.ts'
import { mayCreate } from './may.ts'
import { sourcePaths } from './source-paths.ts'

/** What the control of a lookup needs beside its value. */
export interface LookupView {
  /** The record that is edited; empty: a new one. */
  readonly record: string
  /** Names of the fields that its filter asks for, with blanks between. */
  readonly sources: string
  /** Forms for records that it may lead to, where there is no script: they come back. */
  readonly create: readonly { readonly label: string; readonly address: string }[]
}

interface Asked {
  readonly session: Session
  readonly object: ObjectModel
  readonly id: string
  /** Address of the form; undefined: nobody comes back to it. */
  readonly page: string | undefined
}

/** Null for fields that are no lookups. */
export function lookupView({ session, object, id, page }: Asked, field: FieldModel): LookupView | null {
  if (!field.referenceTo) return null
  const { sources, targets } = compiledOnce(session, `lookup ${object.name} ${field.name}`, () => ({
    sources: sourcePaths(field)
      .filter(path => compileCell(session, object, path))
      .join(' '),
    targets: creatableTargets(session, field),
  }))
  const create = page === undefined ? [] : targets
  return {
    record: id,
    sources,
    create: create.map(({ name, label }) => ({
      label,
      address: withParameters(objectPath(name, 'new'), { retURL: page, retField: field.name }),
    })),
  }
}

/** Objects of which whoever asks may make a record for the lookup. Users and groups are nothing to be made in passing. */
export function creatableTargets(session: Session, field: FieldModel): readonly ObjectModel[] {
  return targetsOf(session, field).filter(object => mayCreate(session, object) && !decidesIdentity(object))
}

/** A form for a new record with what was typed as its name, where the name can be typed. */
export function createAddress({ name, nameField, fields }: ObjectModel, text: string): string {
  const named = nameField.createable ? nameField : fields.get('lastname')
  return withParameters(objectPath(name, 'new'), named ? { [named.name]: text } : {})
}

import type { JSONPath } from 'jsonc-parser'
import type { Problem } from '../kernel/errors.ts'

/** One file of metadata as it was read. */
export interface SourceFile {
  /** Name of the package: the first folder of the path. */
  readonly package: string
  /** Relative to the metadata folder, with `/`: `manufaktura/objects/Order/fields/proposal__c.json`. */
  readonly path: string
  readonly text: string
  /** Why the file could not be read as text; `text` is empty then. */
  readonly problem?: Problem
}

/** One metadata file that was parsed and fits its type's schema. Frozen, plain data. */
export interface Component<Source = unknown> {
  /** Name of the metadata type: `field`. */
  readonly type: string
  /** Unique in its type: `Order.proposal__c`, `Account.Manufacturer`, `ManufacturerSelectJob`. */
  readonly fullName: string
  /** Last part of `fullName`. */
  readonly name: string
  /** API name of the object that it belongs to, as the folder spells it. */
  readonly object?: string
  readonly package: string
  readonly path: string
  readonly text: string
  /** SHA-256 of the text, hexadecimal. */
  readonly hash: string
  /** What the file says, without `$schema`; the text itself for types without a schema. */
  readonly source: Source
  /** Earlier names (the last part), for renames. */
  readonly formerly?: readonly string[]
}

/** Names a component: type and full name. */
export interface ComponentKey {
  readonly type: string
  readonly fullName: string
}

/** Something wrong in one place of one component. */
export interface Finding {
  /** Id of the check, stable: `field.unknown-object`. */
  readonly check: string
  readonly component: Component
  /** Where in the JSON; the whole file when left out. */
  readonly at?: JSONPath
  /** Line and column inside the file, for types that are not JSON. Wins over `at`. */
  readonly line?: number
  readonly column?: number
  readonly message: string
  readonly hint?: string
  /** What the place names but does not find: removals are reported once, with all who still name it. */
  readonly missing?: ComponentKey
}

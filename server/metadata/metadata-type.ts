import type { JSONPath } from 'jsonc-parser'
import type { Problem } from '../kernel/errors.ts'
import type { ModelDraft } from './model-draft.ts'

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

/** One thing that is checked across components, with the sentence that documentation shows. */
export interface Check {
  readonly id: string
  readonly description: string
  /** Left out when `compile` reports it on its way. */
  find?(draft: ModelDraft, components: readonly Component[]): Iterable<Finding>
}

export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * How names of a type are checked: `custom` ends in `__c` outside the package `standard`; `developer` is letters,
 * digits and single underscores; `free` is anything a file can be called.
 */
export type Naming = 'custom' | 'developer' | 'free'

/**
 * A kind of metadata, whole in its folder under `types/`. `index.ts` has it as default export; the registry finds
 * it there. Methods get all components of the type at once.
 */
export interface MetadataType<Source = unknown> {
  /** The folder's name under `types/`: `validation-rule`. */
  readonly name: string
  /** The type's name in the Metadata API: `ValidationRule`. */
  readonly metadataName: string
  /**
   * Path inside a package. `{object}` and `{name}` are the parts of the full name:
   * `objects/{object}/fields/{name}.json` has full names like `Order.proposal__c`.
   */
  readonly path: string
  readonly naming: Naming
  /** Null for files that are not JSON: `source` is then the text. */
  readonly schema: JsonSchema | null
  /** A file of the same name in a package that depends on the first one's replaces it (value sets). */
  readonly replaceable?: boolean
  /** Types that are compiled before this one. */
  readonly after: readonly string[]
  /** Adds the components to the draft of the model; reports and refers on its way. */
  compile(components: readonly Component<Source>[], draft: ModelDraft): void | Promise<void>
  readonly checks: readonly Check[]
}

import type { Component, Finding } from './component.ts'
import type { ModelDraft } from './model-draft.ts'

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
  /** Each package may have one of the name: its full name is the package's and its own (`manufaktura.pl`). */
  readonly perPackage?: boolean
  /** Types that are compiled before this one. */
  readonly after: readonly string[]
  /** Adds the components to the draft of the model; reports and refers on its way. */
  compile(components: readonly Component<Source>[], draft: ModelDraft): void | Promise<void>
  readonly checks: readonly Check[]
}

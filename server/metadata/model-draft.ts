import type { JSONPath } from 'jsonc-parser'
import type { Component, ComponentKey, Finding } from './component.ts'
import type { FieldModel, ObjectModel, OrgModel, Reference } from './org-model.ts'

/** What the org gives to a compile: everything that must stay the same from deploy to deploy. */
export interface CompileContext {
  /** Number of the deploy that will publish the model. */
  readonly version: number
  /** Record id of a component that is mirrored as a record (record type, profile …), or '' while it has none. */
  idOf(type: string, fullName: string): string
  /** Key prefix of an object without one in its file; the same for the same object, always. */
  prefixOf(fullName: string): string
  /** The files were checked when they were deployed: an engine that checks more by now opens them all the same. */
  readonly isDeployed?: boolean
  /** Components of the deploy before: what is gone since then is reported once, with all who still use it. */
  readonly before?: readonly Component[]
  /** What is wrong with SOQL text of a hook, against the new model; the records room knows. */
  readonly checkSoql?: (
    model: Pick<OrgModel, 'objects' | 'objectsByPrefix'>,
    text: string,
  ) => string | undefined
}

type Open<T> = T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T extends readonly (infer E)[] ? E[] : T

/** The same shape with maps and lists that can still be filled. */
export type Draft<T> = { -readonly [K in keyof T]: Open<T[K]> }

export type ObjectDraft = Draft<ObjectModel>
export type FieldDraft = { -readonly [K in keyof FieldModel]: FieldModel[K] }

/** The model while it is put together. Types fill it in the order of their `after`. */
export interface ModelDraft extends Omit<Draft<OrgModel>, 'objects' | 'objectsByPrefix' | 'parts'> {
  readonly objects: Map<string, ObjectDraft>
  readonly objectsByPrefix: Map<string, ObjectDraft>
  readonly parts: Map<string, Map<string, unknown>>
  readonly context: CompileContext
  /** All valid components by type name. */
  readonly components: ReadonlyMap<string, readonly Component[]>
  readonly brokenFormulas: Set<FieldModel>
  report(finding: Finding): void
  /** Notes that the component uses another one, and where; who uses what is answered from these. */
  refer(component: Component, at: JSONPath, to: ComponentKey): void
  /** The part of a type that has no place of its own in the model, by lower-case full name. */
  part(type: string): Map<string, unknown>
}

export type { Reference }

import type { Component } from '../../component.ts'
import type { TranslationSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import { type Kind, keyOf } from './texts.ts'

export type Path = readonly string[]

/** What one file is compiled with. */
export interface Place {
  readonly component: Component<TranslationSource>
  readonly draft: ModelDraft
  readonly texts: Map<string, string>
}

export type Named = Readonly<Record<string, string>> | undefined

export interface Sought {
  /** `There is no app`, `Order has no field`. */
  readonly what: string
  readonly names: readonly string[]
  /** Type of the component, and the object that it belongs to: where its own file is wrong, that is said there. */
  readonly type?: string
  readonly owner?: string
}

/** One of the names in whatever case; reported when there is none. */
export function find(place: Place, at: Path, { what, names, type, owner }: Sought): string | undefined {
  const name = at.at(-1) as string
  const found = names.find(one => one.toLowerCase() === name.toLowerCase())
  if (found !== undefined) return found
  const { component, draft } = place
  const hint = suggest(name, names)
  draft.report({
    ...{ check: 'translation.unknown', component, at: [...at], message: `${what} "${name}".` },
    ...(hint && { hint }),
    ...(type && { missing: { type, fullName: owner ? `${owner}.${name}` : name } }),
  })
  return undefined
}

export function put(place: Place, kind: Kind, owner: string, text: string | undefined, name = ''): void {
  if (text !== undefined) place.texts.set(keyOf(kind, owner, name), text)
}

/** Texts by name, each of which has to be one of `names`. */
export function putAll(
  place: Place,
  given: Named,
  sought: Sought & { readonly at: Path },
  keep: (name: string, text: string) => void,
): void {
  for (const [name, text] of Object.entries(given ?? {})) {
    const found = find(place, [...sought.at, name], sought)
    if (found !== undefined) keep(found, text)
  }
}

export const namesOf = (all: Iterable<{ readonly name: string }>): readonly string[] =>
  [...all].map(({ name }) => name)

import type { Component } from '../../component.ts'
import type { TranslationSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { dependenciesOf } from '../../package-order.ts'
import type { ValueSetModel } from '../value-set/compile.ts'
import { find, type Named, namesOf, type Place, put, putAll } from './place.ts'

/** The values of a set are those of each field that takes them. */
export function compileValueSets(place: Place, given: TranslationSource['valueSets']): void {
  const sets = place.draft.components.get('value-set') ?? []
  for (const [name, values] of Object.entries(given ?? {})) {
    const at = ['valueSets', name]
    const found = find(place, at, { what: 'There is no value set', names: namesOf(sets), type: 'value-set' })
    if (found === undefined) continue
    const fields = fieldsOfSet(place.draft, found)
    const names = valuesOfSet(place.draft, found)
    const given = isReplaced(place, sets, found) ? onlyOf(values, names) : values
    putAll(place, given, { at, what: `${found} has no value`, names }, (value, text) => {
      for (const { fullName } of fields) put(place, 'value', fullName, text, value)
    })
  }
}

/** Is the set the one of a package further up, which stands for the set that the translation was written for? */
function isReplaced({ component, draft }: Place, sets: readonly Component[], name: string): boolean {
  const owner = sets.find(set => set.name === name)?.package ?? component.package
  const used = dependenciesOf(draft.components.get('package') ?? []).get(component.package)
  return owner !== component.package && used?.has(owner) !== true
}

function onlyOf(values: Readonly<Record<string, string>>, names: readonly string[]): Named {
  return Object.fromEntries(Object.entries(values).filter(([value]) => names.includes(value)))
}

function valuesOfSet(draft: ModelDraft, name: string): readonly string[] {
  const set = draft.part('value-set').get(name.toLowerCase()) as ValueSetModel | undefined
  return (set?.values ?? []).map(({ fullName }) => fullName)
}

function fieldsOfSet(draft: ModelDraft, name: string) {
  return (draft.components.get('field') ?? []).flatMap(({ source, fullName, object: owner, name: own }) => {
    const { valueSet } = source as { readonly valueSet?: { readonly valueSetName?: string } }
    const field = draft.objects.get(owner?.toLowerCase() ?? '')?.fields.get(own.toLowerCase())
    return field && valueSet?.valueSetName?.toLowerCase() === name.toLowerCase() ? [{ field, fullName }] : []
  })
}

import type { ComponentKey } from './component.ts'
import { keyText } from './component-key.ts'
import type { Reference } from './org-model.ts'

/** A component that uses another one, with every place in its file that does. */
export interface Referrer {
  readonly type: string
  readonly fullName: string
  /** File, relative to the metadata folder. */
  readonly path: string
  /** Paths inside its JSON. */
  readonly places: readonly (readonly (string | number)[])[]
}

/**
 * Everyone who uses the component: rules, formulas, lookup filters, layouts, list views, record types, summaries,
 * profiles, jobs, hooks. Who uses a field of an object uses the object; its own parts do not count.
 */
export function findReferrers(
  model: { readonly references: readonly Reference[] },
  target: ComponentKey,
): readonly Referrer[] {
  const wanted = keyText(target)
  const own = target.type === 'object' ? `${target.fullName.toLowerCase()}.` : undefined
  const isOwn = (fullName: string) => own !== undefined && fullName.toLowerCase().startsWith(own)
  const found = new Map<string, Referrer & { places: (readonly (string | number)[])[] }>()
  for (const { from, at, to } of model.references) {
    if (keyText(to) !== wanted && !isOwn(to.fullName)) continue
    const key = keyText(from)
    if (key === wanted || isOwn(from.fullName)) continue
    const referrer = found.get(key) ?? { ...from, places: [] }
    referrer.places.push(at)
    found.set(key, referrer)
  }
  return [...found.values()]
}

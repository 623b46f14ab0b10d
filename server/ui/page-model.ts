import type { Org } from '../org/session.ts'

export interface StartPage {
  readonly title: string
  readonly org: string
  readonly url: string
  readonly version: number
  readonly packages: readonly { readonly label: string; readonly version: string; readonly objects: number }[]
}

/** What the start page shows: no records, nothing that needs a login. */
export function startPageModel(org: Org, url: string): StartPage {
  const objects = [...org.model.objects.values()]
  return Object.freeze({
    title: `${org.name} · Atelier`,
    org: org.name,
    url,
    version: org.model.version,
    packages: org.model.packages.map(({ name, label, version }) => ({
      label,
      version,
      objects: objects.filter(object => object.package === name).length,
    })),
  })
}

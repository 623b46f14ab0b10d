import type { Component } from '../../component.ts'
import type { PackageSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'

export function compilePackages(components: readonly Component<PackageSource>[], draft: ModelDraft): void {
  for (const component of components) {
    const { label, version, dependsOn = [] } = component.source
    draft.packages.push({ name: component.name, label, version, dependsOn })
  }
}

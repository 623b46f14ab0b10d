import type { Rule } from '../../../rules/rule.ts'
import { whyNotSql } from '../../../rules/rule-to-sql.ts'
import { compileReference } from '../../compile-path.ts'
import { compileRuleOf } from '../../compile-rule-of.ts'
import type { Component } from '../../component.ts'
import type { AccessMappingSource, SharingSetSource } from '../../component-types.d.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'

type SetComponent = Component<SharingSetSource>

export function compileSharingSets(components: readonly SetComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const profiles = profilesOf(component, draft)
    for (const [index, mapping] of component.source.accessMappings.entries()) {
      const object = mappedObject(component, mapping, index, draft)
      const rule = object && compileMapping(component, mapping, index, object, draft)
      if (!object || !rule) continue
      object.sharingSets.push({
        name: component.name,
        label: component.source.label,
        profiles,
        edit: mapping.accessLevel === 'Edit',
        rule,
      })
    }
  }
}

function profilesOf(component: SetComponent, draft: ModelDraft): readonly string[] {
  return component.source.profiles.flatMap((name, index) => {
    const at = ['profiles', index]
    const declared = compileReference(draft, component, {
      type: 'profile',
      name,
      at,
      check: 'sharing-set.unknown-profile',
      known: lower => draft.profiles.get(lower)?.name,
      hint: suggest(
        name,
        [...draft.profiles.values()].map(one => one.name),
      ),
    })
    const profile = declared === undefined ? undefined : draft.profiles.get(declared.toLowerCase())
    if (profile?.userType === 'Standard') {
      const message = `Users of ${profile.name} come from inside: sharing rules and roles are for them.`
      draft.report({ check: 'sharing-set.internal-profile', component, at, message })
    }
    return declared?.toLowerCase() ?? []
  })
}

function mappedObject(
  component: SetComponent,
  { object: name }: AccessMappingSource,
  index: number,
  draft: ModelDraft,
): ObjectDraft | undefined {
  const declared = compileReference(draft, component, {
    type: 'object',
    name,
    at: ['accessMappings', index, 'object'],
    check: 'sharing-set.unknown-object',
    known: lower => draft.objects.get(lower)?.name,
    hint: suggest(
      name,
      [...draft.objects.values()].map(one => one.name),
    ),
  })
  return declared === undefined ? undefined : draft.objects.get(declared.toLowerCase())
}

/** The record belongs to the user when both fields have the same value. Blank belongs to nobody. */
function compileMapping(
  component: SetComponent,
  { objectField, userField, filter }: AccessMappingSource,
  index: number,
  object: ObjectDraft,
  draft: ModelDraft,
) {
  const [own, user]: readonly Rule[] = [{ var: objectField }, { var: `$User.${userField}` }]
  const belongs: readonly Rule[] = [{ '!=': [own as Rule, null] }, { '==': [own as Rule, user as Rule] }]
  const place = { object, type: 'boolean', allowPrior: false } as const
  const at = ['accessMappings', index]
  const rule = compileRuleOf(draft, component, {
    ...place,
    rule: { and: belongs },
    at: [...at, 'objectField'],
  })
  const only =
    filter === undefined
      ? undefined
      : compileRuleOf(draft, component, { ...place, rule: filter as Rule, at: [...at, 'filter'] })
  const problem = only && whyNotSql(only)
  if (problem)
    draft.report({ check: problem.code, component, at: [...at, 'filter'], message: problem.message })
  if (!rule || (filter !== undefined && !only)) return undefined
  if (!only) return rule
  return {
    ...rule,
    logic: { and: [rule.logic, only.logic] },
    references: [...new Set([...rule.references, ...only.references])],
    types: { ...rule.types, ...only.types },
  }
}

import { createHash } from 'node:crypto'
import type { Problem } from '../kernel/errors.ts'
import { check } from './check.ts'
import type { Component, Finding, SourceFile } from './component.ts'
import { freezeDeep } from './freeze.ts'
import { loadComponents } from './load-components.ts'
import type { CompileContext, ModelDraft } from './model-draft.ts'
import type { OrgModel, Reference } from './org-model.ts'
import { metadataTypes } from './registry.ts'
import { reportFindings } from './report-findings.ts'
import { selectComponents } from './select-components.ts'

export interface CompileResult {
  /** Undefined when there is any problem. */
  readonly model?: OrgModel
  /** All components that are well-formed by themselves, replaced ones left out. */
  readonly components: readonly Component[]
  /** By file, line and column. */
  readonly problems: readonly Problem[]
  readonly references: readonly Reference[]
}

/**
 * Metadata files → org model: parse and validate each, compile type by type, check across components. Never throws
 * for bad metadata: `problems` has everything that is wrong in all files.
 */
export async function compileModel(
  files: readonly SourceFile[],
  context: CompileContext,
): Promise<CompileResult> {
  const loaded = loadComponents(files, context.isDeployed)
  const findings: Finding[] = []
  const components = selectComponents(loaded.components, context.before ?? [], finding =>
    findings.push(finding),
  )
  const draft = makeDraft(components, context, findings)
  for (const type of metadataTypes) await type.compile(draft.components.get(type.name) ?? [], draft)
  if (!context.isDeployed) check(draft)
  const problems = reportFindings(findings, loaded, draft)
  const model = problems.length === 0 ? { model: finish(draft) } : {}
  return { ...model, components, problems, references: draft.references }
}

function makeDraft(
  components: readonly Component[],
  context: CompileContext,
  findings: Finding[],
): ModelDraft {
  const byType = new Map<string, Component[]>(metadataTypes.map(type => [type.name, []]))
  for (const component of components) byType.get(component.type)?.push(component)
  const references: Reference[] = []
  const parts = new Map<string, Map<string, unknown>>()
  return {
    version: context.version,
    hash: hashOf(components),
    packages: [],
    objects: new Map(),
    objectsByPrefix: new Map(),
    profiles: new Map(),
    permissionSets: new Map(),
    apps: new Map(),
    jobs: new Map(),
    hooks: new Map(),
    parts,
    references,
    context,
    components: byType,
    brokenFormulas: new Set(),
    report: finding => void findings.push(finding),
    refer: ({ type, fullName, path }, at, to) =>
      void references.push({ from: { type, fullName, path }, at, to }),
    part: type => {
      const part = parts.get(type) ?? new Map<string, unknown>()
      parts.set(type, part)
      return part
    },
  }
}

function hashOf(components: readonly Component[]): string {
  const lines = components.map(({ type, fullName, hash }) => `${type} ${fullName} ${hash}`).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}

function finish(draft: ModelDraft): OrgModel {
  const {
    context: _context,
    components: _components,
    brokenFormulas: _brokenFormulas,
    report: _report,
    refer: _refer,
    part: _part,
    ...model
  } = draft
  return freezeDeep<OrgModel>(model)
}

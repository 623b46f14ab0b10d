import { type CompileResult, compileModel } from '../../server/metadata/compile.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import type { CompileContext } from '../../server/metadata/model-draft.ts'
import type { OrgModel } from '../../server/metadata/org-model.ts'
import { formatProblem } from '../../server/metadata/report-findings.ts'

/** Files by path under the metadata folder: JSON text, or what it says. */
export type Files = Readonly<Record<string, unknown>>

/** A package with two objects that look each other up. */
export const BASE: Files = {
  'base/package.json': { label: 'Base', version: '1.0.0' },
  'base/objects/maker__c/object.json': { label: 'Maker', pluralLabel: 'Makers' },
  'base/objects/maker__c/fields/city__c.json': { label: 'City', type: 'Text', length: 80 },
  'base/objects/bid__c/object.json': {
    label: 'Bid',
    pluralLabel: 'Bids',
    nameField: { type: 'AutoNumber', displayFormat: 'B-{0000}' },
  },
  'base/objects/bid__c/fields/price__c.json': { label: 'Price', type: 'Currency', required: true },
  'base/objects/bid__c/fields/maker__c.json': {
    label: 'Maker',
    type: 'Lookup',
    referenceTo: 'maker__c',
    relationshipName: 'bids',
  },
  'base/objects/bid__c/fields/state__c.json': {
    label: 'State',
    type: 'Picklist',
    valueSet: {
      restricted: true,
      valueSetDefinition: {
        value: [{ fullName: 'Open', default: true }, { fullName: 'Won' }, { fullName: 'Lost' }],
      },
    },
  },
}

export function toSourceFiles(files: Files): SourceFile[] {
  return Object.entries(files).map(([path, content]) => ({
    package: path.split('/')[0] as string,
    path,
    text: typeof content === 'string' ? content : JSON.stringify(content, null, 2),
  }))
}

export function compileFiles(files: Files, context: Partial<CompileContext> = {}): Promise<CompileResult> {
  const prefixes = new Map<string, string>()
  return compileModel(toSourceFiles(files), {
    version: 7,
    idOf: (type, fullName) => `${type}:${fullName}`,
    prefixOf: fullName => {
      const prefix = prefixes.get(fullName) ?? `a0${prefixes.size}`
      prefixes.set(fullName, prefix)
      return prefix
    },
    ...context,
  })
}

/** The model of the base files and these; fails with every problem when there are any. */
export async function modelOf(files: Files): Promise<OrgModel> {
  const { model, problems } = await compileFiles({ ...BASE, ...files })
  if (!model) throw new Error(problems.map(formatProblem).join('\n'))
  return model
}

/** Problems of the base files and these, as people see them. */
export async function problemsOf(files: Files, context: Partial<CompileContext> = {}): Promise<string[]> {
  const { model, problems } = await compileFiles({ ...BASE, ...files }, context)
  if (problems.length > 0 === (model !== undefined)) throw new Error('A model comes without problems only.')
  return problems.map(formatProblem)
}

import type { MetadataType } from '../../metadata-type.ts'
import { compileHooks } from './compile.ts'

const hookType: MetadataType<string> = {
  name: 'hook',
  metadataName: 'ApexClass',
  path: 'hooks/{name}.ts',
  naming: 'developer',
  schema: null,
  after: ['field', 'record-type'],
  compile: compileHooks,
  checks: [
    {
      id: 'hook.syntax',
      description: "A hook is TypeScript that imports 'atelier' and files of hooks/ only.",
    },
    {
      id: 'hook.load',
      description: 'A hook can be loaded: its top level ends, quickly and without an error.',
    },
    { id: 'hook.no-hook', description: 'A hook exports trigger, schedulable or queueable as its default.' },
    { id: 'hook.unknown-object', description: 'A trigger names an object that is there.' },
    { id: 'hook.unknown-event', description: 'A trigger names events that there are.' },
    { id: 'hook.type', description: "A hook's types are right, with the fields that the org has." },
    { id: 'hook.soql', description: 'SOQL text of a hook names objects and fields that are there.' },
  ],
}

export default hookType

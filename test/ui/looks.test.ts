import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { fieldTypes } from '../../server/fields/registry.ts'
import { lookNames } from '../../server/ui/look.ts'

const TEMPLATES = join(import.meta.dirname, '..', '..', 'ui-templates')

describe('looks', () => {
  for (const type of fieldTypes.values()) {
    it(`${type.name} names one that is there`, () => {
      expect(lookNames).to.include(type.look)
    })
  }

  for (const name of lookNames) {
    it(`${name} has a template to read and one to edit`, () => {
      for (const mode of ['read', 'edit'])
        expect(existsSync(join(TEMPLATES, 'looks', name, `${mode}.hbs`)), mode).to.equal(true)
    })
  }
})

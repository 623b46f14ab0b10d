import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { inEnglish, say, tell } from '../../server/kernel/message.ts'
import profile from '../../server/metadata/types/profile/schema.json' with { type: 'json' }
import { messageCatalogues, messageIn } from '../../server/ui/messages.ts'
import { plainErrors, saidWords } from '../support/said-words.ts'

const TEMPLATES = join(import.meta.dirname, '..', '..', 'ui-templates')

/** Words that a template shows by itself: besides the product's name, keys and commands. */
function ownWords(template: string): readonly string[] {
  const drawn = readFileSync(join(TEMPLATES, template), 'utf8').replaceAll(/\{\{[\s\S]*?\}\}/g, '')
  const named = [...drawn.matchAll(/(?:aria-label|title|alt|placeholder)="?(\p{L}[^">]*)/gu)]
  const texts = drawn
    .replaceAll(/<(pre|kbd)\b[\s\S]*?<\/\1>/g, '')
    .replaceAll(/[\w-]+="[^"]*"|<[^>]*>|&\w+;/g, ' ')
    .replaceAll('Atelier', '')
  return [...named.map(([, words = '']) => words), ...(texts.match(/\p{L}{2,}/gu) ?? [])]
}

const namesIn = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(/\{\w+\}/g, ''))

describe('message catalogues', () => {
  const english = messageCatalogues().get('en') ?? {}
  const said = [...saidWords()]
  const keys = Object.keys(english).filter(key => !said.includes(key))

  for (const [language, catalogue] of messageCatalogues()) {
    it(`${language} has every text, with the same values in it`, () => {
      const own = Object.keys(catalogue).filter(key => !said.includes(key))
      expect(own).to.deep.equal(keys)
      for (const key of keys)
        expect(namesIn(catalogue[key] ?? ''), key).to.deep.equal(namesIn(english[key] ?? ''))
    })

    it(`${language} has the words of every problem and reason, with no values but theirs`, () => {
      // What the server says is English, and the key of its translations: English has what is better said to people.
      if (language !== 'en')
        expect(said.filter(words => hasWords(words) && catalogue[words] === undefined)).to.deep.equal([])
      for (const words of said)
        expect(namesIn(words), words).to.include.members([...namesIn(catalogue[words] ?? '')])
    })
  }

  it('have a name for every permission', () => {
    const { name } = profile.properties.userPermissions.items.properties
    for (const permission of name.enum) expect(english).to.have.property(`permission.${permission}`)
  })

  it('have all words of templates', () => {
    const files = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' })
    const templates = files.filter(file => file.endsWith('.hbs'))
    expect(templates)
      .to.include('start.hbs')
      .and.include(join('looks', 'date', 'edit.hbs'))
    expect(templates.flatMap(file => ownWords(file).map(words => `${file}: ${words}`))).to.deep.equal([])
  })

  it('are asked for whatever pages refuse', () => {
    expect(plainErrors('ui')).to.deep.equal([])
  })
})

describe('a message', () => {
  const translations: Readonly<Record<string, string>> = {
    'is not {what}.': 'nie jest {what}.',
    'a number': 'liczbą',
  }
  const inPolish = (words: string): string => translations[words] ?? words

  it('is told in a language with all messages in it', () => {
    const message = say('"{value}" {why}', {
      value: '{what}',
      why: say('is not {what}.', { what: say('a number') }),
    })
    expect(inEnglish(message)).to.equal('"{what}" is not a number.')
    expect(tell(message, inPolish)).to.equal('"{what}" nie jest liczbą.')
  })

  it('takes other values for those that whoever reads it calls otherwise', () => {
    const message = say('You may not change records of {object}.', { object: 'Order' })
    const rename = (name: string) => (name === 'object' ? 'Zamówienie' : '')
    expect(tell(message, words => words, rename)).to.include('Zamówienie')
  })

  it('is told in its own words where a language has none', () => {
    expect(messageIn('xx', 'is not a number.')).to.equal('is not a number.')
  })
})

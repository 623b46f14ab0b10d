import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import Handlebars from 'handlebars'
import { Html, textOf } from '../../server/ui/html.ts'
import { compileTemplates, GAP } from '../../server/ui/template.ts'

const PAGE = {
  title: `<b>"Tom" & 'Jerry'</b>`,
  none: null,
  no: false,
  zero: 0,
  yes: true,
  empty: [],
  list: [
    { label: 'one', inner: null },
    { label: 'two', inner: [{ label: 'deep', inner: [] }] },
  ],
  words: ['a', 'b'],
  parent: { label: 'Parent', child: { label: 'Child' } },
  partial: 'leaf',
}
const PARTS = {
  leaf: '<i>{{label}}</i>',
  frame: '<main>{{> @partial-block}}</main>',
  around: '{{#> frame}}[{{> @partial-block}}]{{/frame}}',
  titled: '{{title}}: {{label}}',
  root: '{{@root.parent.label}}',
  item: '{{#if inner}}{{#each inner}}{{> item}}{{/each}}{{else}}{{label}}{{/if}}',
}

/** Without what stands inside of `{{…}}`, where arguments have names. */
const htmlOf = (source: string): string => source.replace(/\{\{[^}]*\}\}/g, '{{}}')

const CASES: readonly string[] = [
  'plain',
  '{{title}} {{{title}}}',
  '{{none}}|{{no}}|{{zero}}',
  '{{parent.child.label}} {{#each list}}{{../parent.label}}{{/each}}',
  '{{#if none}}a{{else}}b{{/if}}{{#if empty}}a{{else}}b{{/if}}{{#if zero}}a{{/if}}{{#unless no}}c{{/unless}}',
  '{{#if no}}a{{else if yes}}b{{else}}c{{/if}}',
  '{{#each words}}{{this}},{{else}}none{{/each}}{{#each empty}}x{{else}}none{{/each}}{{#each none}}x{{/each}}',
  '{{#each list}}{{#if ../yes}}{{label}} {{../title}}{{/if}}{{/each}}',
  '{{#each list}}{{> leaf}}{{/each}}',
  '{{> leaf parent}}{{> leaf parent.child label="other"}}{{> titled label=parent.label}}',
  '{{> (lookup . "partial") parent}}',
  '{{#> frame}}{{title}}{{#each list}}{{label}}{{../zero}}{{/each}}{{/frame}}',
  '{{#> around}}{{parent.label}}{{/around}}',
  '{{#> frame label="given"}}{{label}}{{/frame}}',
  '{{#each list}}{{> root}}{{/each}}',
  '{{> item parent inner=list}}',
  '{{shout title}}{{shout title times=2}}{{shout (shout "a")}}{{markup}}',
  'a\n  {{#if yes}}\n  b\n  {{/if}}\n{{> leaf parent}}\nc {{~#if yes~}} d {{~/if~}} e\n{{! nothing }}\nf',
]

describe('templates are drawn', () => {
  const shout = (text: string, times: number): string => text.toUpperCase().repeat(times)
  const page = { ...PAGE, markup: '', fixed: Object.freeze({ label: 'Fixed' }) }
  const ours = (source: string) => {
    const sources = new Map(
      Object.entries({ ...PARTS, whole: source.replace('{{markup}}', '{{markup "b"}}') }),
    )
    const helpers = {
      shout: ([text]: readonly unknown[], { times = 1 }) => shout(String(text), Number(times)),
      markup: ([name]: readonly unknown[]) => new Html(`<${name}>`),
    }
    return textOf(compileTemplates(sources, { parse: Handlebars.parse, helpers }).draw('whole', page))
  }
  const theirs = (source: string): string => {
    const engine = Handlebars.create()
    engine.registerPartial(PARTS)
    engine.registerHelper('shout', (text: string, { hash }: Handlebars.HelperOptions) =>
      shout(text, Number(hash.times ?? 1)),
    )
    engine.registerHelper('markup', (name: string) => new engine.SafeString(`<${name}>`))
    const whole = source.replace('{{markup}}', '{{markup "b"}}')
    return engine.compile(whole, { strict: true, preventIndent: true })(page)
  }

  for (const source of CASES) {
    it(`as Handlebars draws ${JSON.stringify(source)}`, () => expect(ours(source)).to.equal(theirs(source)))
  }

  const WRONG: readonly { readonly source: string; readonly message: RegExp }[] = [
    { source: '{{missing}}', message: /has no "missing"/ },
    { source: '{{parent.missing}}', message: /has no "parent.missing"/ },
    { source: '{{none.label}}', message: /has no "none.label"/ },
    { source: '{{#if missing}}a{{/if}}', message: /has no "missing"/ },
    { source: '{{constructor}}', message: /has no "constructor"/ },
    { source: '{{words.toString}}', message: /has no "words.toString"/ },
    { source: '{{> nowhere}}', message: /no template "nowhere"/ },
    { source: '{{whisper title}}', message: /no helper "whisper"/ },
    { source: '{{#each words}}{{@index}}{{/each}}', message: /no "@index"/ },
    { source: '{{#with parent}}a{{/with}}', message: /no \{\{#with\}\}/ },
    { source: '{{#once parent}}a{{/once}}', message: /not frozen/ },
    { source: '{{#once fixed}}{{../title}}{{/once}}', message: /nothing around/ },
    { source: '{{#once fixed}}{{@root.title}}{{/once}}', message: /has no "@root.title"/ },
    {
      source: '{{#> frame}}{{#once fixed}}{{> @partial-block}}{{/once}}{{/frame}}',
      message: /no \{\{> @partial-block/,
    },
    { source: '{{lookup parent title}}', message: /name in quotation marks/ },
  ]
  describe('once', () => {
    const asked: string[] = []
    const sources = new Map([
      ['whole', '{{#each items}}{{#once this}}<i>{{label}}</i>{{note label}}{{/once}}{{../after}}{{/each}}'],
    ])
    const helpers = {
      note: ([label]: readonly unknown[], _: object, { language }: { language?: unknown }) => {
        asked.push(`${label} ${language}`)
        return language
      },
    }
    const templates = compileTemplates(sources, { parse: Handlebars.parse, helpers })
    const items = ['one', 'two', 'one'].map(label => Object.freeze({ label }))
    const draw = (language: string, after: string): string =>
      templates.draw('whole', { items, language, after })

    it('for each value that is drawn, and not for others that are like it', () => {
      expect(draw('en', '.')).to.equal('<i>one</i>en.<i>two</i>en.<i>one</i>en.')
      expect(asked).to.deep.equal(['one en', 'two en', 'one en'])
    })

    it('with what is around it as it is each time', () => {
      expect(draw('en', '!')).to.equal('<i>one</i>en!<i>two</i>en!<i>one</i>en!')
      expect(asked).to.have.lengthOf(3)
    })

    it('and again in another language', () => {
      expect(draw('pl', '.')).to.equal('<i>one</i>pl.<i>two</i>pl.<i>one</i>pl.')
      expect(asked.slice(3)).to.deep.equal(['one pl', 'two pl', 'one pl'])
    })
  })

  describe('once, with gaps for an id', () => {
    let drawn = 0
    const helpers = {
      count: () => {
        drawn++
        return ''
      },
    }
    const sources = new Map([
      ['whole', '{{#each ids}}{{#once ../card this}}<a href="{{href}}">{{count href}}</a>{{/once}}{{/each}}'],
    ])
    const templates = compileTemplates(sources, { parse: Handlebars.parse, helpers })
    const card = Object.freeze({ href: `/r/${GAP}/view?back=/r/${GAP}&` })
    const draw = (ids: readonly string[]): string => templates.draw('whole', { card, ids })

    it('for all records, each with its own in them', () => {
      const link = (id: string): string => `<a href="/r/${id}/view?back=/r/${id}&amp;"></a>`
      expect(draw(['001A', '001B'])).to.equal(link('001A') + link('001B'))
      expect(drawn).to.equal(1)
    })

    it('and with nothing else', () => {
      for (const wrong of ['001"', '<b>', 'a b', 'ż'])
        expect(() => draw([wrong]), wrong).to.throw(/fills gaps is no id/)
    })
  })

  it('as bytes: a character each, whatever was written in it', () => {
    const sources = new Map([['whole', 'ł{{name}}{{{markup}}}{{shout "ż"}}']])
    const helpers = { shout: ([text]: readonly unknown[]) => String(text).toUpperCase() }
    const page = { name: '<Łódź 🙂>', markup: '<b>ü</b>' }
    const drawn = compileTemplates(sources, { parse: Handlebars.parse, helpers }).draw('whole', page)
    expect([...drawn].every(one => one.charCodeAt(0) < 256)).to.equal(true)
    expect(Buffer.from(drawn, 'latin1').toString()).to.equal('ł&lt;Łódź 🙂&gt;<b>ü</b>Ż')
  })

  it('with all values of attributes in quotation marks, which is why "=" and "`" need no escaping', () => {
    const folder = join(import.meta.dirname, '..', '..', 'ui-templates')
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
      name.endsWith('.hbs'),
    )
    const bare = names.filter(name => /=\s*\{\{/.test(htmlOf(readFileSync(join(folder, name), 'utf8'))))
    expect(names).to.have.length.above(50)
    expect(bare).to.deep.equal([])
  })

  for (const { source, message } of WRONG) {
    it(`not for what is not there: ${source}`, () => expect(() => ours(source)).to.throw(message))
  }
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import Handlebars from 'handlebars'
import { Html } from '../../server/ui/html.ts'
import { compileTemplates } from '../../server/ui/template.ts'

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
  const page = { ...PAGE, markup: '' }
  const ours = (source: string) => {
    const sources = new Map(
      Object.entries({ ...PARTS, whole: source.replace('{{markup}}', '{{markup "b"}}') }),
    )
    const helpers = {
      shout: ([text]: readonly unknown[], { times = 1 }) => shout(String(text), Number(times)),
      markup: ([name]: readonly unknown[]) => new Html(`<${name}>`),
      lookup: ([of, name]: readonly unknown[]) => (of as Record<string, unknown>)[String(name)],
    }
    return compileTemplates(sources, { parse: Handlebars.parse, helpers }).draw('whole', page)
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
  ]
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

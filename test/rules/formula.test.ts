import { expect } from 'chai'
import { parseFormula } from '../../server/rules/formula/parse-formula.ts'
import type { Rule } from '../../server/rules/rule.ts'

const v = (path: string): Rule => ({ var: path })

/** given formula text, then: JsonLogic. */
const PARSED: readonly (readonly [string, Rule])[] = [
  ['1 + 2 * 3', { '+': [1, { '*': [2, 3] }] }],
  ['(1 + 2) * 3', { '*': [{ '+': [1, 2] }, 3] }],
  ['1 - 2 - 3', { '-': [{ '-': [1, 2] }, 3] }],
  ['2 ^ 3 * 4', { '*': [{ power: [2, 3] }, 4] }],
  ['-Amount + -2', { '+': [{ '-': [v('Amount')] }, -2] }],
  [
    'a = 1 && b <> 2 || !c',
    { or: [{ and: [{ '==': [v('a'), 1] }, { '!=': [v('b'), 2] }] }, { '!': [v('c')] }] },
  ],
  [
    'a == 1 || b != 2 || c >= 3',
    { or: [{ '==': [v('a'), 1] }, { '!=': [v('b'), 2] }, { '>=': [v('c'), 3] }] },
  ],
  ['a < 1 + 2', { '<': [v('a'), { '+': [1, 2] }] }],
  ['"a" & Name & \'b\'', { cat: ['a', v('Name'), 'b'] }],
  ['"say \\"hi\\"\\n\\\\d"', 'say "hi"\n\\d'],
  ["'it\\'s'", "it's"],
  ['/* why */ TRUE /* and */', true],
  ['false', false],
  ['NULL', null],
  ['.5', 0.5],
  ['12345678901234567.89', { value: ['12345678901234567.89'] }],
  ['order__r.Account.Name', v('order__r.Account.Name')],
  ['$User.Id', v('$User.Id')],
  ['TODAY()', { today: [] }],
  ['CloseDate - TODAY()', { '-': [v('CloseDate'), { today: [] }] }],
  ['AND(ISBLANK(a), NOT(ISNULL(b)))', { and: [{ isBlank: [v('a')] }, { '!': [{ isBlank: [v('b')] }] }] }],
  ['if(a, b, c)', { if: [v('a'), v('b'), v('c')] }],
  ['CASE(a, "x", 1, 2)', { case: [v('a'), 'x', 1, 2] }],
  ['ISPICKVAL(Status, "Draft")', { isPickVal: [v('Status'), 'Draft'] }],
  ['NULLVALUE(a, 0)', { blankValue: [v('a'), 0] }],
  ['MOD(a, 2)', { '%': [v('a'), 2] }],
  ['"a" & BR() & "b"', { cat: ['a', '\n', 'b'] }],
  ['ISOWEEK(d) + ISOYEAR(d)', { '+': [{ isoWeek: [v('d')] }, { isoYear: [v('d')] }] }],
  ['CASESAFEID(Id)', { text: [v('Id')] }],
  ['TIMENOW()', { timeValue: [{ now: [] }] }],
  ['PI() * r ^ 2', { '*': [{ value: ['3.141592653589793238'] }, { power: [v('r'), 2] }] }],
  ['LN(a) + LOG(b) + EXP(c)', { '+': [{ '+': [{ ln: [v('a')] }, { log10: [v('b')] }] }, { exp: [v('c')] }] }],
  ['PICKLISTCOUNT(Channels)', { count: [v('Channels')] }],
  ['REVERSE(Name)', { reverse: [v('Name')] }],
  ['$Profile.Name', v('$User.Profile.Name')],
  ['$UserRole.DeveloperName', v('$User.UserRole.DeveloperName')],
  ['$RecordType.DeveloperName', v('RecordType.DeveloperName')],
  ['$System.OriginDateTime', { datetimeValue: ['1900-01-01 00:00:00'] }],
  ['Owner:User.Manager.Email', v('Owner:User.Manager.Email')],
  ['CONTAINS("CA:NV", BillingState)', { contains: ['CA:NV', v('BillingState')] }],
  [
    'ISCHANGED(Status) && PRIORVALUE(Status) = "x"',
    { and: [{ isChanged: [v('Status')] }, { '==': [{ priorValue: [v('Status')] }, 'x'] }] },
  ],
]

/** given formula text, then: what the problem says. */
const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['', /Expected a value, but the formula ends. \(line 1, column 1\)/],
  ['1 +', /the formula ends. \(line 1, column 4\)/],
  ['AND(a,\n  b', /Expected ",", but the formula ends. \(line 2, column 4\)/],
  ['AND(a b)', /Expected ",", but there is "b". \(line 1, column 7\)/],
  ['AND(a,)', /Expected a value, but there is "\)"/],
  ['a b', /Expected an operator or the end, but there is "b". \(line 1, column 3\)/],
  ['TODAI()', /no function TODAI. Did you mean TODAY\? \(line 1, column 1\)/],
  ['"open', /The text has no end: " is missing. \(line 1, column 1\)/],
  ['1 /* open', /The comment has no end/],
  ['a # b', /"#" has no meaning here. \(line 1, column 3\)/],
  ['a.', /"." has no meaning here/],
  [
    'HYPERLINK("a", "b")',
    /HYPERLINK is not supported. Use a field of type Url, or a formula that gives the address as text. \(line 1, column 1\)/,
  ],
  ['1 + VLOOKUP(a, b, c)', /VLOOKUP is not supported. Follow a lookup instead: .* \(line 1, column 5\)/],
  ['IMAGE("a", "b")', /IMAGE is not supported. /],
  ['ISCLONE()', /ISCLONE is not supported. /],
  ['a : b', /":" has no meaning here. \(line 1, column 3\)/],
]

describe('Salesforce formula text', () => {
  for (const [given, then] of PARSED) {
    it(`${JSON.stringify(given)} becomes ${JSON.stringify(then)}`, () => {
      const parsed = parseFormula(given)
      expect('logic' in parsed ? parsed.logic : parsed.problems).to.deep.equal(then)
    })
  }
  for (const [given, then] of REFUSED) {
    it(`${JSON.stringify(given)} is refused`, () => {
      const parsed = parseFormula(given)
      expect('problems' in parsed ? parsed.problems[0]?.message : '').to.match(then)
    })
  }
})

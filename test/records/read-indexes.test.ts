import { expect } from 'chai'
import { planOfText } from '../../server/records/read/plan-cache.ts'
import { bindPlan, runValues } from '../../server/records/read/run.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'

const [ORDERS, PROPOSALS] = [2_000, 30_000]

/** The packages as they stand, with enough records that PostgreSQL would rather not read all of them. */
describe('what is asked every day is found through indexes', () => {
  let test: TestOrg
  before(async function () {
    this.timeout(60_000)
    test = await createTestOrg('metadata')
    const { userId } = test.session.principal
    const stamps = 'ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp'
    const values = `'${userId}', '${userId}', '${userId}', now(), now(), now()`
    const id = (prefix: string, number: string) => `'${prefix}' || lpad((${number})::text, 12, '0') || 'AAA'`
    await run(
      `INSERT INTO {s}.account (id, name, ${stamps}) SELECT ${id('001', 'n')}, 'Account ' || n, ${values} FROM generate_series(1, 500) n`,
    )
    await run(
      `INSERT INTO {s}."order" (id, name, accountid, status, effectivedate, ${stamps})
        SELECT ${id('801', 'n')}, 'Order ' || n, ${id('001', 'n % 500 + 1')}, CASE WHEN n % 200 = 0 THEN 'AWAITING PROPOSALS' ELSE 'DELIVERED' END, current_date + n % 7 - 5, ${values}
        FROM generate_series(1, ${ORDERS}) n`,
    )
    await run(
      `INSERT INTO {s}.order_proposal__c (id, name, order__c, manufacturer__c, price__c, ${stamps})
        SELECT ${id('a00', 'n')}, 'OP-' || n, ${id('801', `n % ${ORDERS - 50} + 1`)}, ${id('001', 'n % 500 + 1')}, n % 700, ${values}
        FROM generate_series(1, ${PROPOSALS}) n`,
    )
    await run('ANALYZE {s}.account; ANALYZE {s}."order"; ANALYZE {s}.order_proposal__c')
  })
  after(() => test.dispose())

  const run = (text: string) =>
    test.org.database.run({ text: text.replaceAll('{s}', `"${test.org.schema}"`), values: [] })

  /** The lines of the plan for a first page. */
  async function explain(text: string): Promise<readonly string[]> {
    const bound = planOfText(test.org, test.session.access, text)
    const { plan } = bound
    const prepared = plan.limit === undefined ? plan.paging?.first(2001) : plan.page(plan.limit)
    const statement = bindPlan(prepared ?? plan.page(2001), plan.sources, runValues(test.session, bound))
    const { rows } = await test.org.database.run({
      text: `EXPLAIN (COSTS OFF) ${statement.text}`,
      values: statement.values,
    })
    return rows.map(([line]) => String(line).trim())
  }

  const cases: Readonly<Record<string, readonly [soql: string, uses: readonly RegExp[]]>> = {
    'the proposals of tenders that have ended': [
      "SELECT Id, manufacturer__c, order__c FROM order_proposal__c WHERE order__r.EffectiveDate < TODAY AND order__r.Status = 'AWAITING PROPOSALS' ORDER BY order__c ASC, price__c ASC",
      [/Scan using order_proposal__c_order__c_idx|on order_proposal__c_order__c_idx/],
    ],
    'a day of a calendar': [
      "SELECT Id, Name FROM Order WHERE Status IN ('PENDING VALIDATION', 'DELIVERED') AND EffectiveDate < 2001-01-02 AND EffectiveDate >= 2001-01-01 ORDER BY EffectiveDate LIMIT 5",
      [/Scan Backward using order_effectivedate_idx/],
    ],
    'the tenders that nobody bid for': [
      "SELECT Id, Status FROM Order WHERE EffectiveDate < TODAY AND Status = 'AWAITING PROPOSALS' AND Id NOT IN (SELECT order__c FROM order_proposal__c)",
      [/Anti Join/, /order_status_effectivedate_idx/, /order_proposal__c_order__c_idx/],
    ],
    'a list view, with parents and children': [
      'SELECT Id, Name, Account.Name, (SELECT Id, price__c FROM order_proposals__r ORDER BY price__c LIMIT 3) FROM Order ORDER BY EffectiveDate DESC LIMIT 50',
      [/Index Scan using order_effectivedate_idx/, /account_pkey/, /order_proposal__c_order__c_idx/],
    ],
    'the orders of a customer': [
      "SELECT Id FROM Order WHERE AccountId = '001000000000007AAA'",
      [/order_accountid_idx/],
    ],
    'the newest': ['SELECT Id FROM Order ORDER BY CreatedDate DESC LIMIT 20', [/order_createddate_idx/]],
  }
  for (const [name, [soql, uses]] of Object.entries(cases)) {
    it(name, async () => {
      const lines = await explain(soql)
      const plan = lines.join('\n')
      for (const use of uses) expect(plan).to.match(use)
      expect(
        lines.filter(line => /Seq Scan on order_proposal__c/.test(line)),
        plan,
      ).to.deep.equal([])
    })
  }
})

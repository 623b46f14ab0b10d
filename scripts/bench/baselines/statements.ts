/** The six statements of both baselines, over the tables that the deploy made: what a good engineer writes by hand. */
export function statementsOf(schema: string) {
  const table = (name: string): string => `"${schema}"."${name}"`
  return {
    get: `SELECT o.id, o.ordernumber, o.title__c, o.status, o.effectivedate, o.expected_amount__c, o.accountid, a.name AS account_name
      FROM ${table('order')} o LEFT JOIN ${table('account')} a ON a.id = o.accountid WHERE o.id = $1 AND NOT o.isdeleted`,

    list: `SELECT o.id, o.ordernumber, o.title__c, o.status, o.effectivedate, o.expected_amount__c, o.accountid, a.name AS account_name
      FROM ${table('order')} o LEFT JOIN ${table('account')} a ON a.id = o.accountid
      WHERE o.status = $1 AND NOT o.isdeleted ORDER BY o.effectivedate NULLS FIRST, o.id LIMIT 50`,

    children: `SELECT p.id, p.name, p.price__c, p.currency__c, p.submitted_at__c, p.manufacturer__c, a.name AS manufacturer_name
      FROM ${table('order_proposal__c')} p LEFT JOIN ${table('account')} a ON a.id = p.manufacturer__c
      WHERE p.order__c = $1 AND NOT p.isdeleted ORDER BY p.price__c, p.id`,

    numbers: `SELECT nextval('${schema}._record_number') AS first`,

    create: `INSERT INTO ${table('order')} (id, ordernumber, accountid, status, effectivedate, title__c, expected_amount__c, currency__c, totalamount,
        ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp)
      SELECT u.id, lpad(nextval('${schema}.order_ordernumber_seq')::text, 8, '0'), u.accountid, u.status, u.effectivedate, u.title, u.amount, u.currency, 0,
        $8, $8, $8, now(), now(), now()
      FROM (SELECT $1::text AS id, $2::text AS accountid, $3::text AS status, $4::date AS effectivedate, $5::text AS title, $6::numeric AS amount, $7::text AS currency) u`,

    createMany: `INSERT INTO ${table('order')} (id, ordernumber, accountid, status, effectivedate, title__c, expected_amount__c, currency__c, totalamount,
        ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp)
      SELECT u.id, lpad(nextval('${schema}.order_ordernumber_seq')::text, 8, '0'), u.accountid, u.status, u.effectivedate, u.title, u.amount, u.currency, 0,
        $8, $8, $8, now(), now(), now()
      FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::text[], $6::numeric[], $7::text[]) AS u(id, accountid, status, effectivedate, title, amount, currency)`,

    update: `WITH old AS (SELECT id, status, effectivedate FROM ${table('order')} WHERE id = $1 AND NOT isdeleted FOR NO KEY UPDATE),
      written AS (UPDATE ${table('order')} o SET effectivedate = $2, title__c = $3, lastmodifieddate = now(), systemmodstamp = now(), lastmodifiedbyid = $4
        FROM old WHERE o.id = old.id AND (old.status <> 'AWAITING PROPOSALS' OR $2::date >= current_date + 3)
        RETURNING o.id, old.effectivedate AS before, o.effectivedate AS after),
      kept AS (INSERT INTO ${table('_field_history')} (object, record, field, old_value, new_value, changed_by, changed)
        SELECT 'Order', id, 'EffectiveDate', before::text, after::text, $4, now() FROM written WHERE before IS DISTINCT FROM after)
      SELECT id FROM written`,
  } as const
}

/**
 * The selection as one statement, for whoever writes SQL by hand: of each ended tender the proposal of the lowest
 * price, the earliest of equal ones; the order's status, manufacturer, proposal, date of selection and stamps; and the
 * history of the three fields that keep one. Orders that nobody bid for are cancelled. No rule and no lookup filter
 * is checked, foreign keys are. $1: the user, $2: today.
 */
export function selectionStatement(schema: string): string {
  const table = (name: string): string => `"${schema}"."${name}"`
  return `WITH ended AS (
      SELECT id FROM ${table('order')}
      WHERE status = 'AWAITING PROPOSALS' AND effectivedate < $2::date AND NOT isdeleted),
    winner AS (
      SELECT DISTINCT ON (p.order__c) p.order__c, p.id, p.manufacturer__c
      FROM ${table('order_proposal__c')} p JOIN ended e ON e.id = p.order__c
      WHERE NOT p.isdeleted
      ORDER BY p.order__c, p.price__c, p.submitted_at__c NULLS LAST, p.createddate, p.id),
    written AS (
      UPDATE ${table('order')} o SET
        status = CASE WHEN w.id IS NULL THEN 'CANCELLED NO PROPOSALS' ELSE 'MANUFACTURER SELECTED' END,
        proposal__c = w.id, manufacturer__c = w.manufacturer__c,
        manufacturer_selected_date__c = CASE WHEN w.id IS NOT NULL THEN $2::date END,
        lastmodifieddate = now(), systemmodstamp = now(), lastmodifiedbyid = $1
      FROM ended e LEFT JOIN winner w ON w.order__c = e.id
      WHERE o.id = e.id
      RETURNING o.id, o.status, o.proposal__c, o.manufacturer__c)
    INSERT INTO ${table('_field_history')} (object, record, field, old_value, new_value, changed_by, changed)
    SELECT 'Order', w.id, h.field, h.before, h.after, $1, now()
    FROM written w CROSS JOIN LATERAL (VALUES
      ('Status', 'AWAITING PROPOSALS', w.status),
      ('proposal__c', NULL, w.proposal__c),
      ('manufacturer__c', NULL, w.manufacturer__c)) h(field, before, after)
    WHERE h.after IS NOT NULL`
}

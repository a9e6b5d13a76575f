-- Statements past the actions, each with the rule that refuses it; {names} are keys of the test.

-- case_moves_by_its_steps: draft is called final
UPDATE programs_grant SET state = 'in_payment' WHERE id = {final}

-- case_moves_by_its_steps: decided case goes back
UPDATE programs_grant SET state = 'draft' WHERE id = {paid}

-- case_moves_by_its_steps: case begins decided
INSERT INTO programs_grant SELECT (jsonb_populate_record(NULL::programs_grant, to_jsonb(g) -
'sort_title' || '{"id": 99999, "file_reference": "neu"}')).* FROM programs_grant g WHERE id =
{paid}

-- entry_names_its_act: commitment without people
INSERT INTO programs_ledgerentry (kind, amount_eur, line_id, grant_id, document, reason,
booked_on) VALUES ('commitment', 1, {line}, {final}, 'x', '', '2026-11-23')

-- entry_names_its_act: commitment of no decision
INSERT INTO programs_ledgerentry (kind, amount_eur, line_id, grant_id, document, reason,
booked_on, recorded_by_id, approved_by_id) VALUES ('commitment', 1, {line}, {final}, 'x', '',
'2026-11-23', {officer}, {approver})

-- entry_names_its_act: appropriation of no booking
INSERT INTO programs_ledgerentry (kind, amount_eur, line_id, document, reason, booked_on,
recorded_by_id, approved_by_id) VALUES ('appropriation', 1000000, {line}, 'x', '', '2026-11-23',
{officer}, {approver})

-- signed_by_who_may: booking inserted confirmed
INSERT INTO programs_budgetbooking (kind, line_id, amount_eur, booked_on, document, reason,
prepared_by_id, confirmed_by_id, confirmed_at, return_reason, cancel_reason, is_demo) VALUES
('appropriation', {line}, 1, '2026-11-23', 'x', '', {officer}, {approver}, now(), '', '', false)

-- decision_frozen: decision cancelled without correction
UPDATE programs_decision SET notified_on = NULL, notification_kind = '', delivered_on = NULL,
final_on = NULL, appeal_waived_on = NULL, cancelled_at = now() WHERE grant_id = {final}

-- shares_as_decided: share moved to another partner
UPDATE programs_participation SET share_eur = CASE WHEN id = (SELECT min(id) FROM
programs_participation WHERE grant_id = {final}) THEN 50000 ELSE 0 END WHERE grant_id = {final}

-- shares_as_decided: partner taken out
DELETE FROM programs_participation WHERE grant_id = {final}

-- booked_as_signed: cost taken back past the ledger
UPDATE programs_efacost SET reversal_reason = 'x', reversal_prepared_by_id = {officer},
reversed_by_id = {approver}, reversed_at = now()

-- booked_as_signed: payment cancelled past the ledger
UPDATE programs_payment SET cancel_reason = 'x', cancel_prepared_by_id = {officer},
cancelled_by_id = {approver}, cancelled_at = now()

-- signed_by_who_may: payment ordered by who may not
INSERT INTO programs_payment (drawdown_id, amount_eur, booking_reference, is_final_instalment,
prepared_by_id, prepared_at, cancel_reason) SELECT min(id), 1, '', false, {approver}, now(), ''
FROM programs_drawdown;
UPDATE programs_payment SET ordered_at = now(), paid_on = '2026-11-23',
ordered_by_id = {officer} WHERE ordered_at IS NULL

-- booked_as_signed: payment ordered past the ledger
INSERT INTO programs_payment (drawdown_id, amount_eur, booking_reference, is_final_instalment,
prepared_by_id, prepared_at, cancel_reason) SELECT min(id), 1, '', false, {officer}, now(), ''
FROM programs_drawdown WHERE grant_id = {paid};
UPDATE programs_payment SET ordered_at = now(),
paid_on = '2026-11-23', ordered_by_id = {approver} WHERE ordered_at IS NULL

-- booked_as_signed: drawdown given back past the ledger
UPDATE programs_drawdown SET released_eur = 1

-- entry_names_its_act: shadow of a table
CREATE TEMP TABLE programs_decision (id int, grant_id int, approved_at timestamptz, cancelled_at
timestamptz, prepared_by_id int, approved_by_id int);
INSERT INTO programs_decision VALUES (1,
{final}, now(), NULL, {officer}, {approver});
SET LOCAL search_path = pg_temp, public;
INSERT INTO
programs_ledgerentry (kind, amount_eur, line_id, grant_id, decision_id, document, reason,
booked_on, recorded_by_id, approved_by_id) VALUES ('commitment', 1, {line}, {final}, 1, 'x', '',
'2026-11-23', {officer}, {approver})

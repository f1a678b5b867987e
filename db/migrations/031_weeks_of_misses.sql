-- Up Migration

-- Without it Postgres takes every moment for a week of its own, and sorts what it could add up.
create statistics duty_outcome_weeks on (date_bin('7 days', at, '2000-01-03 00:00:00+08'::timestamptz)) from duty_outcome;
analyze duty_outcome;

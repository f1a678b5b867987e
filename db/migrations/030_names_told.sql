-- Up Migration

-- Each process of the API keeps people's names for a while: all are told when one changes, above all when it is erased.
create function tell_name() returns trigger language plpgsql as $$
begin
  notify desk_name;
  return null;
end
$$;
create trigger name_changed after update of name on person for each row
  when (old.name is distinct from new.name) execute function tell_name();

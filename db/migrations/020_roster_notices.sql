-- A gap in the roster is told of too, and belongs to no ticket.
alter table notice alter column no drop not null;

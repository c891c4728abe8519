-- Each minute what was written since is looked up. An index of page ranges does not know the newest pages until a
-- vacuum has been there, and all of them were read: of a large table up to a fifth. A tree finds the news alone.
-- Nothing else needs a time looked up in all of the table: what is left is by month, and so is the table.
-- Locks recommendations.behaviour against writes while the tree is built, then for a moment against everything.

create index behaviour_noted_at on recommendations.behaviour (noted_at);
drop index recommendations.behaviour_noted;
drop index recommendations.behaviour_time;

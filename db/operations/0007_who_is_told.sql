-- Those who may look after the installation are told of incidents: they are found by what their roles allow, and a
-- notice may be of a topic of theirs. Which topics there are stands in the contract alone, so that another one is no
-- migration. Blocks giving and taking roles while the index is built; takes notices for a moment, no row is looked at.

create index account_role_held on accounts.account_role (role, account_id, region);

alter table notifications.notice drop constraint notice_topic_known;
alter table notifications.notice add constraint notice_topic_shaped check (topic ~ '^[a-z][a-z_-]{1,29}$') not valid;

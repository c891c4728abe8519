-- Who holds a permission is looked up, to be told what only they can put right. Blocks giving and taking roles while it
-- is built.

create index account_role_held on accounts.account_role (role, account_id, region);

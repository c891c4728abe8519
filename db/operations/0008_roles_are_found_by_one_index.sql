-- Who holds a role is found by accounts.account_role_holders, which has everybody but buyers: nobody asks for those.
-- This one had all of them once more. Here, as it was made here. Locks accounts.account_role for an instant.

drop index accounts.account_role_held;

-- Carts of accounts are found by when they were last touched, to the hour: so a cart that is changed often touches the
-- index once an hour, and not at each change. Rewrites orders.cart, and locks it against everything meanwhile.
alter table orders.cart
    add column touched_hour timestamp not null
        generated always as (date_trunc('hour', changed_at at time zone 'UTC')) stored;
create index cart_of_account_touched on orders.cart (touched_hour, id) where account_id is not null;

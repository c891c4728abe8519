-- What became of what a store sells, by product and day (UTC). Locks nothing: all objects are new.
-- Each table has one writer. The row of the product 00000000-… is the store as a whole: an order of two products is one
-- order of the store, and whoever asks for the store reads a row a day however much it sells.

create schema insights;

create table insights.sale (
    store_id uuid not null,
    product_id uuid not null,
    day date not null,
    currency text not null,
    orders int not null,
    units int not null,
    -- Prices of what was bought, without delivery.
    revenue_minor bigint not null,
    -- Of orders that were sales and no longer are, by the day they ended.
    undone_orders int not null,
    undone_units int not null,
    undone_minor bigint not null,
    constraint sale_pk primary key (store_id, product_id, day)
);
create index sale_of_store on insights.sale (store_id, day);
create index sale_day on insights.sale (day);

create table insights.visit (
    store_id uuid not null,
    product_id uuid not null,
    day date not null,
    views int not null,
    adds int not null,
    constraint visit_pk primary key (store_id, product_id, day)
);
create index visit_of_store on insights.visit (store_id, day);
create index visit_day on insights.visit (day);

-- Everything written until then is counted. Counted anew, what was done before first_day is counted already up to
-- first_until.
create table insights.visit_position (
    one boolean not null default true,
    until timestamptz not null,
    first_day date,
    first_until timestamptz,
    constraint visit_position_pk primary key (one),
    constraint visit_position_one_row check (one)
);
insert into insights.visit_position (until) values (now() - interval '90 days');

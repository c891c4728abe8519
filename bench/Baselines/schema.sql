-- What the baselines run on: the least a shop can write for an order, and products as full text.
create table inventory(
    sku bigint primary key,
    qty bigint not null check (qty >= 0)) with (fillfactor = 70);
create table orders(
    id bigint generated always as identity primary key,
    customer bigint not null,
    status smallint not null,
    total numeric(12,2) not null,
    address jsonb not null,
    created timestamptz not null default now());
create table order_item(
    id bigint generated always as identity primary key,
    order_id bigint not null references orders,
    sku bigint not null,
    qty int not null,
    price numeric(12,2) not null);
create table payment(
    id bigint generated always as identity primary key,
    order_id bigint not null references orders,
    amount numeric(12,2) not null,
    provider text not null,
    ref text not null,
    created timestamptz not null default now());
create index on order_item(order_id);
create index on payment(order_id);
create index on orders(customer);
create table doc(
    id bigint generated always as identity primary key,
    title text not null,
    body text not null,
    price bigint not null,
    in_stock boolean not null,
    tsv tsvector);
create table word(
    kind text not null,
    number bigint not null,
    word text not null,
    primary key (kind, number));
insert into inventory select g, 1000000000 from generate_series(1, 100000) g;
vacuum analyze;

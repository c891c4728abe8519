-- The search index: one narrow row a product, and the dictionaries. Every process that searches holds the documents in
-- memory and follows them by their version. Everything here but search.sale is a copy that RebuildIndex makes again
-- from the catalogue.
-- Locks nothing: all objects are new.

create schema search;

create table search.term (
    id int generated always as identity,
    text text not null,
    -- In how many documents it stands.
    documents int not null default 0,
    constraint term_pk primary key (id),
    constraint term_text unique (text),
    constraint term_documents_range check (documents >= 0)
);
create index term_prefix on search.term (text text_pattern_ops) where documents > 0;

-- Words as shops write them, for spelling and for completing what is being typed.
create table search.word (
    word text not null,
    term_id int not null,
    -- Hashes of the word with up to two letters left out: two words that share one are at most a few slips apart.
    slips int[] not null,
    constraint word_pk primary key (word, term_id),
    constraint word_term foreign key (term_id) references search.term (id)
);
create index word_slips on search.word using gin (slips);
create index word_prefix on search.word (word text_pattern_ops);

create table search.corpus (
    one boolean not null default true,
    documents bigint not null,
    constraint corpus_pk primary key (one),
    constraint corpus_one_row check (one)
);
insert into search.corpus (documents) values (0);

create table search.brand (
    number int generated always as identity,
    name text not null,
    constraint brand_pk primary key (number),
    constraint brand_name unique (name)
);

-- Drawn by the one writer at a time, so that versions become visible in their order.
create sequence search.version;

create table search.document (
    product_id uuid not null,
    -- Drawn anew at each change.
    version bigint not null default nextval('search.version'),
    terms int[] not null,
    -- One byte a term, after a leading zero: how much the product is about it.
    impacts bytea not null,
    -- Hashes of neighbouring title words.
    pairs int[] not null,
    categories int[] not null,
    brand int,
    price_minor bigint,
    currency text,
    -- Which step of 1, 2, 5, 10, 20 … minor units the price has reached; prices are counted by it.
    price_step smallint not null,
    -- Mean in hundredths of a star; 0 without reviews.
    rating smallint not null,
    in_stock boolean not null,
    -- What stands apart from words: sales, ratings, being in stock.
    prior smallint not null,
    sold int not null,
    created_at timestamptz not null,
    constraint document_pk primary key (product_id),
    constraint document_brand foreign key (brand) references search.brand (number),
    constraint document_price_has_currency check ((price_minor is null) = (currency is null))
);
create index document_version on search.document (version);

-- Documents that are no more, for whoever still holds them.
create table search.gone (
    product_id uuid not null,
    version bigint not null default nextval('search.version'),
    constraint gone_pk primary key (product_id)
);
create index gone_version on search.gone (version);

create function search.note_gone() returns trigger language plpgsql set search_path = '' as $$
begin
    insert into search.gone (product_id) values (old.product_id)
    on conflict (product_id) do update set version = excluded.version;
    return null;
end
$$;
create trigger document_gone after delete on search.document for each row execute function search.note_gone();

-- What a result shows.
create table search.card (
    product_id uuid not null,
    slug text not null,
    title text not null,
    language text not null,
    picture text,
    offer_id uuid,
    store_id uuid,
    list_price_minor bigint,
    rating_count int not null,
    constraint card_pk primary key (product_id),
    constraint card_document foreign key (product_id) references search.document (product_id) on delete cascade
);

-- SKUs and product codes, folded: found exactly or not at all.
create table search.code (
    code text not null,
    product_id uuid not null,
    constraint code_pk primary key (code, product_id),
    constraint code_document foreign key (product_id) references search.document (product_id) on delete cascade
);
create index code_of_product on search.code (product_id);

create table search.listing (
    offer_id uuid not null,
    product_id uuid not null,
    constraint listing_pk primary key (offer_id),
    constraint listing_document foreign key (product_id) references search.document (product_id) on delete cascade
);
create index listing_of_product on search.listing (product_id);

-- Units sold, counted from confirmed orders: the one thing here that a rebuild keeps.
create table search.sale (
    product_id uuid not null,
    units int not null,
    constraint sale_pk primary key (product_id)
);

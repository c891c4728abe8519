-- As in orders: a partition holds one region, so an index that begins with it may be read whole.
-- Locks the tables of flash sales against all else while the indexes are made anew.
alter table flashsales.sale
    drop constraint sale_slug_unique, add constraint sale_slug_unique unique (slug, region);
drop index flashsales.sale_open;
create index sale_open on flashsales.sale (starts_at) where closed_at is null;

alter table flashsales.spot
    drop constraint spot_of_account, add constraint spot_of_account unique (sale_id, account_id, region),
    drop constraint spot_of_guest, add constraint spot_of_guest unique (sale_id, guest, region),
    drop constraint spot_number_unique, add constraint spot_number_unique unique (sale_id, number, region);
drop index flashsales.spot_to_number, flashsales.spot_in_use;
create index spot_to_number on flashsales.spot (sale_id) where number is null;
create index spot_in_use on flashsales.spot (sale_id) where allowed + taken > 0;

drop index flashsales.taking_of_sale, flashsales.taking_of_spot;
create index taking_of_sale on flashsales.taking (sale_id, taken_at);
create index taking_of_spot on flashsales.taking (spot_id);

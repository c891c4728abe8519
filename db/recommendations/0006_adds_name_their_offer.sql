-- What is put into a cart is one store's offer: its store counts it, and no other that sells the same product.
-- Locks recommendations.behaviour for a moment against everything.

alter table recommendations.behaviour add column offer_id uuid;
comment on column recommendations.behaviour.offer_id is 'Of an add made here; null for all else.';

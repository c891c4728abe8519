-- Pictures and PDF files that are sent with messages. The bytes stand in the object store, under the attachment's id.
-- Takes community.message for a moment: a column with a constant default is written nowhere.
alter table community.message add column files smallint not null default 0;

create table community.attachment (
    region text not null,
    id uuid not null,
    order_id uuid not null,
    -- The message it was sent with; null until then.
    number int,
    side text not null,
    -- Who of the side sent it; null for a guest.
    account_id uuid,
    kind text not null,
    name_sealed bytea,
    bytes int not null,
    width int,
    height int,
    made_at timestamptz not null default now(),
    -- Its bytes stand in the object store.
    is_ready boolean not null default false,
    -- Since when its bytes are taken away.
    going_at timestamptz,
    constraint attachment_pk primary key (region, id),
    constraint attachment_conversation foreign key (region, order_id)
        references community.conversation (region, order_id),
    constraint attachment_message foreign key (region, order_id, number)
        references community.message (region, order_id, number),
    constraint attachment_side_known check (side in ('buyer', 'store')),
    constraint attachment_kind_known check (kind in ('picture', 'pdf')),
    constraint attachment_picture_has_size check ((kind = 'picture') = (width is not null and height is not null))
) partition by list (region);
create table community.attachment_main partition of community.attachment for values in ('main');
create index attachment_of_message on community.attachment (order_id, number);
create index attachment_of_author on community.attachment (account_id) where account_id is not null;
create index attachment_unsent on community.attachment (made_at) where number is null;
create index attachment_going on community.attachment (going_at) where going_at is not null;

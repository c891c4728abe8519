-- Promotions as a topic, which nobody is told of by letter, SMS or push before they asked for it; and what many people
-- are written at once: docs/decisions/0321. Locks notifications.notice for a moment, and the rows of
-- notifications.wish.
-- Where topics are no longer listed (operations 0007) there is nothing to add.
do $$
begin
    if exists (
        select from pg_constraint
        where conrelid = 'notifications.notice'::regclass and conname = 'notice_topic_known') then
        alter table notifications.notice drop constraint notice_topic_known;
        alter table notifications.notice add constraint notice_topic_known
            check (topic in (
                'orders', 'parcels', 'messages', 'questions', 'reviews', 'stock', 'prices', 'promotions')) not valid;
    end if;
end $$;
update notifications.wish
set declined = declined || array['promotions.email', 'promotions.sms', 'promotions.push'];

-- Who is still to be told something by a mailing; a row goes when that has ended. handed_at: given to the carrier, and
-- nobody yet said what became of it.
create table notifications.mailing (
    region text not null,
    batch_id uuid not null,
    id uuid not null,
    account_id uuid not null,
    sender text not null,
    channel text not null,
    due_at timestamptz not null default now(),
    has_waited boolean not null default false,
    handed_at timestamptz,
    tries smallint not null default 0,
    constraint mailing_pk primary key (region, batch_id, id),
    constraint mailing_channel_known check (channel in ('email', 'push', 'in_app'))
) partition by list (region);
create table notifications.mailing_main partition of notifications.mailing for values in ('main')
    with (fillfactor = 80);
create index mailing_due on notifications.mailing (batch_id, due_at);

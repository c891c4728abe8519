-- Pictures people sent. The bytes stand in the object store, under names made of their digest.
-- Locks nothing: all objects are new.
create schema media;

create table media.picture (
    -- The first 16 bytes of the SHA-256 of what was sent: the same picture is one, whoever sends it.
    digest bytea not null,
    width int not null,
    height int not null,
    made_by uuid,
    made_at timestamptz not null default now(),
    -- Its sizes stand in the object store.
    is_ready boolean not null default false,
    -- Since when something shows it; null while nothing does.
    kept_at timestamptz,
    -- Since when its sizes are taken away: until that is done it is not taken in again.
    going_at timestamptz,
    constraint picture_pk primary key (digest),
    constraint picture_digest_length check (length(digest) = 16),
    constraint picture_size check (width between 1 and 1920 and height between 1 and 99999),
    constraint picture_kept_stays check (kept_at is null or going_at is null)
);
-- What shows a picture: a product, a review. One row each, so that whoever goes last takes the picture along.
create table media.use (
    owner_id uuid not null,
    digest bytea not null,
    constraint use_pk primary key (owner_id, digest),
    constraint use_picture foreign key (digest) references media.picture (digest)
);
create index use_of_picture on media.use (digest);

create index picture_shown_nowhere on media.picture (made_at) where kept_at is null;

-- Room for bytes that go to the object store without coming through the application.
create table media.upload (
    id uuid not null,
    account_id uuid not null,
    length int not null,
    granted_at timestamptz not null default now(),
    constraint upload_pk primary key (id)
);
create index upload_by_age on media.upload (granted_at);

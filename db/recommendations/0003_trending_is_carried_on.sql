-- What is trending was weighed anew from a fortnight of behaviour each minute. A sum whose parts all fade alike can be
-- carried on instead: only what was written since is added.
-- Locks recommendations.behaviour against everything while it is written once more.

alter table recommendations.behaviour add column noted_at timestamptz;
update recommendations.behaviour set noted_at = at;
alter table recommendations.behaviour
    alter column noted_at set default now(),
    alter column noted_at set not null;
create index behaviour_noted on recommendations.behaviour using brin (noted_at);
comment on column recommendations.behaviour.noted_at is 'When it was written, which may be later than it was done.';

-- Everything until then is in trending.score.
create table recommendations.trending_until (
    one boolean not null default true,
    until timestamptz not null,
    constraint trending_until_pk primary key (one),
    constraint trending_until_one_row check (one)
);
insert into recommendations.trending_until (until) values (now() - interval '14 days');

delete from recommendations.trending;
create index trending_cold on recommendations.trending (score);
comment on column recommendations.trending.score is
    'Binary logarithm of the sum of what was done, where what is done two days later counts twice as much: it changes '
    'only when something is done, and orders by what all of it weighs at any time.';

-- To weigh what is trending anew it was emptied, and filled by the next minute's job: home showed none meanwhile. Now
-- it is noted that it is to begin anew, and the job empties and fills it in one transaction.
-- Locks recommendations.trending_until for a moment against everything.

alter table recommendations.trending_until add column begins_anew boolean not null default false;
comment on column recommendations.trending_until.begins_anew is
    'Everything in trending.score is of no account: it is to be weighed anew.';

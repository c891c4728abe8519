-- Processes that search hold the dictionary in memory and follow words by their number, as terms and brands by theirs:
-- they are only ever added, by one writer at a time, so numbers become visible in their order.
-- Locks search.word while it is written anew; a hundred thousand words take about a second.

alter table search.word add column number int generated always as identity;
create unique index word_number on search.word (number);

-- Words that begin so and words a slip away are looked for in memory.
drop index search.word_prefix;
drop index search.word_slips;
alter table search.word drop column slips;

-- Two words, both needed, ranked.
\set a random(1,30)
\set b random(1,50)
SELECT d.id,d.title,ts_rank(d.tsv,q) r FROM (SELECT to_tsquery('english',(SELECT word FROM word WHERE kind='trait' AND number=:a)||' & '||(SELECT word FROM word WHERE kind='thing' AND number=:b)) q) t, doc d WHERE d.tsv @@ q ORDER BY r DESC LIMIT 20;

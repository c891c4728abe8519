-- One word of very many products, of a price and in stock, ranked.
\set b random(1,50)
SELECT d.id,d.title,ts_rank(d.tsv,q) r FROM (SELECT to_tsquery('english',(SELECT word FROM word WHERE kind='thing' AND number=:b)) q) t, doc d WHERE d.tsv @@ q AND d.price BETWEEN 1000 AND 20000 AND d.in_stock ORDER BY r DESC LIMIT 20;

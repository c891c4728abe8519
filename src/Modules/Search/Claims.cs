namespace Feria.Search;

/// <summary>What holds within the index: its counters are what counting gives.</summary>
static class Claims
{
    public static readonly IReadOnlyList<Claim> All =
    [
        new("search.terms-are-counted",
            "A term stands in as many documents as it says.", "search.term", TermsSql),
        new("search.corpus-is-counted",
            "The index has as many documents as it says.", "search.document", CorpusSql),
        new("search.what-is-gone-is-gone",
            "A product is a document or gone, never both with the same version.", "search.gone", GoneSql),
    ];

    const string TermsSql = """
        -- search.claims.terms
        select coalesce(t.text, c.id::text) as offender
        from search.term t
        full join (
            select s.id, count(*) as documents
            from search.document d
            cross join unnest(d.terms) as s(id)
            group by s.id
        ) c on c.id = t.id
        where coalesce(t.documents, -1) <> coalesce(c.documents, 0)
        """;

    const string CorpusSql = """
        -- search.claims.corpus
        select c.documents::text as offender
        from search.corpus c
        where c.documents <> (select count(*) from search.document)
        """;

    const string GoneSql = """
        -- search.claims.gone
        select g.product_id::text as offender
        from search.gone g
        join search.document d on d.product_id = g.product_id
        where d.version <= g.version
        """;
}

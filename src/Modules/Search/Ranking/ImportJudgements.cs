using System.Text;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Feria.Search;

/// <summary>
/// Takes judgements in from CSV: the columns query, product (id or SKU) and grade, 0 to 3. The same file again
/// changes nothing.
/// </summary>
public static class ImportJudgements
{
    public const int MostBytes = 5 << 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/search/judgements/import", Handle)
        .WithName(nameof(ImportJudgements))
        .Accepts<Stream>("text/csv", "application/octet-stream")
        .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
        .RequireAccess(Permission.ManageSearch)
        .Refuses(Refusals.JudgementsMalformed, Refusals.TooManyRules)
        .WithExample("query,product,grade\r\ndesk lamp,LAMP-1,3\r\n");

    /// <param name="Refused">Rows that say nothing of use.</param>
    /// <param name="Unknown">Rows of products that are not in the index.</param>
    public sealed record Answer(int Read, int Put, int Unchanged, int Unknown, int Refused);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Stream body, Database database, CancellationToken stop)
    {
        if (await Bounded.ReadAsync(body, MostBytes, stop) is not { } sent
            || JudgementRows.Read(Encoding.UTF8.GetString(sent)) is not { } file)
            return Refusals.JudgementsMalformed.AsProblem();
        await using var tx = await database.WriteAsync(stop);
        await PutJudgement.AloneAsync(tx);
        var known = await KnownAsync(tx, file.Rows);
        // Of several judgements of one product the last counts.
        var judged = file.Rows.Where(row => known.ContainsKey(row.Product))
            .GroupBy(row => (Normal: Curation.NormalOf(row.Query), Product: known[row.Product]))
            .Select(same => (same.Key, Row: same.Last())).ToList();
        var put = await tx.ExecuteAsync(PutSql, new
        {
            normals = judged.Select(one => one.Key.Normal).ToArray(),
            products = judged.Select(one => one.Key.Product).ToArray(),
            queries = judged.Select(one => one.Row.Query).ToArray(),
            grades = judged.Select(one => (short)one.Row.Grade).ToArray(),
        });
        // Counted with what is put: a judgement that stood before is not one more.
        if (await PutJudgement.CountAsync(tx) > PutJudgement.Most) return Refusals.TooManyRules.AsProblem();
        var answer = new Answer(
            file.Rows.Count + file.Refused, put, judged.Count - put,
            file.Rows.Count(row => !known.ContainsKey(row.Product)), file.Refused);
        tx.Audit("search.judgements", "import", null, answer);
        return await tx.CommitAsync(TypedResults.Ok(answer));
    }

    static async Task<IReadOnlyDictionary<string, Guid>> KnownAsync(
        Session session, IReadOnlyList<JudgementRows.Row> rows)
    {
        string[] names = [.. rows.Select(row => row.Product).Distinct()];
        var found = await session.ListAsync<Known>(KnownSql, new
        {
            names,
            ids = names.Select(name => Guid.TryParse(name, out var id) ? id : (Guid?)null).ToArray(),
            codes = names.Select(Codes.Fold).ToArray(),
        });
        return found.DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => one.Product);
    }

    sealed record Known(string Name, Guid Product);

    const string KnownSql = """
        -- search.import-judgements.known
        select n.name, coalesce(
            (select c.product_id from search.card c where c.product_id = n.id),
            (select k.product_id from search.code k where k.code = n.code order by k.product_id limit 1)) as product
        from unnest(@names::text[], @ids::uuid[], @codes::text[]) as n(name, id, code)
        where exists (select from search.card c where c.product_id = n.id)
            or exists (select from search.code k where k.code = n.code)
        """;

    const string PutSql = """
        -- search.import-judgements.put
        insert into search.judgement as j (normal, product_id, query, grade)
        select * from unnest(@normals::text[], @products::uuid[], @queries::text[], @grades::smallint[])
        on conflict (normal, product_id) do update set grade = excluded.grade
        where j.grade <> excluded.grade
        """;
}

using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>The versions of a landing page, newest first: who saved them, and when.</summary>
public static class ListLandingVersions
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/admin/marketing/landing-pages/{page:guid}/versions", Handle)
        .WithName(nameof(ListLandingVersions))
        .RequireAccess(Permission.ManageCampaigns)
        .Refuses(KernelRefusals.MalformedCursor);

    static async Task<Results<Ok<Page<LandingVersion>>, ProblemHttpResult>> Handle(
        Guid page, int? limit, string? cursor, Database database, IAccountBook accounts, CancellationToken stop)
    {
        if (!Cursor.TryRead<int?>(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        var many = Cursor.Limit(limit);
        IReadOnlyList<Row> rows;
        await using (var session = await database.ReadFreshAsync(stop))
            rows = await session.ListAsync<Row>(
                ListSql, new { page, before = before ?? int.MaxValue, limit = many + 1 });
        Guid[] people = [.. rows.Select(row => row.MadeBy).OfType<Guid>().Distinct()];
        var names = people.Length == 0
            ? new Dictionary<Guid, Contact>()
            : await accounts.ContactsAsync(people, stop);
        return TypedResults.Ok(Cursor.Cut(
            [
                .. rows.Select(row => new LandingVersion(
                    row.Version, row.Name, row.MadeAt, row.MadeBy,
                    row.MadeBy is { } by ? names.GetValueOrDefault(by)?.FullName : null)),
            ], many, one => one.Version));
    }

    sealed record Row(int Version, string Name, DateTime MadeAt, Guid? MadeBy);

    const string ListSql = """
        -- marketing.list-landing-versions.list
        select version, name, made_at, made_by
        from marketing.landing_page_version
        where landing_page_id = @page and version < @before
        order by version desc
        limit @limit
        """;
}

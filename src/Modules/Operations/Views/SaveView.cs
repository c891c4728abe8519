using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Operations;

/// <summary>Keeps a view under a name; one of the same name is replaced.</summary>
public static class SaveView
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPut("/admin/views", Handle)
        .WithName(nameof(SaveView))
        .RequireStaff()
        .Refuses(Refusals.ViewUnclear, Refusals.TooManyViews)
        .WithExample(new Body("/operations/audit", "Denied lately", "outcome=denied"));

    public sealed record Body(
        [Required, StringLength(100), RegularExpression(SavedView.PlaceShape)] string Place,
        [OneLine(60)] string Name,
        [Required(AllowEmptyStrings = true), StringLength(1000)] string Query);

    static async Task<Results<Ok<SavedView>, ProblemHttpResult>> Handle(
        Body body, Caller caller, Database database, CancellationToken stop)
    {
        if (!SavedView.IsQuery(body.Query)) return Refusals.ViewUnclear.AsProblem();
        var view = new SavedView(body.Place, body.Name.Trim(), body.Query);
        await using var tx = await database.WriteAsync(stop);
        await tx.ExecuteAsync(AloneSql, new { caller.Account });
        if (await tx.OneAsync<long>(OthersSql, new { caller.Account, view.Place, view.Name }) >= SavedView.Most)
            return Refusals.TooManyViews.AsProblem();
        await tx.ExecuteAsync(SaveSql, new { caller.Account, view.Place, view.Name, view.Query });
        tx.Audit("view", view.Name, null, new { view.Place, view.Query });
        return await tx.CommitAsync(TypedResults.Ok(view));
    }

    // Twenty are twenty, also of a person who saves in two windows at once.
    const string AloneSql = """
        -- operations.save-view.alone
        select pg_advisory_xact_lock(hashtextextended('operations.saved_view ' || @Account::text, 0))
        """;

    const string OthersSql = """
        -- operations.save-view.others
        select count(*) from operations.saved_view where account_id = @Account and place = @Place and name <> @Name
        """;

    const string SaveSql = """
        -- operations.save-view.save
        insert into operations.saved_view (account_id, place, name, query) values (@Account, @Place, @Name, @Query)
        on conflict (account_id, place, name) do update set query = excluded.query, saved_at = now()
        """;
}

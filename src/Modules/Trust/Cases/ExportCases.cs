using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Trust;

/// <summary>The same cases for a spreadsheet, all of them in the same order, sent while they are read.</summary>
public static class ExportCases
{
    static readonly string[] Columns =
    [
        "kind", "title", "reason", "reports", "flags", "appeal", "handed_up", "opened_at", "taken", "decided_at",
        "outcome", "thing", "id",
    ];

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/cases.csv", Handle)
        .WithName(nameof(ExportCases))
        .RequireAccess(Permission.Moderate)
        .Produces(StatusCodes.Status200OK, contentType: "text/csv");

    /// <param name="which">waiting, mine, appeals, handed_up or decided; waiting where nothing is asked.</param>
    /// <param name="kind">Of what waits: product, review, question, answer, message, store or change.</param>
    /// <param name="reason">Of what waits: the reason most gave.</param>
    static PushStreamHttpResult Handle(
        string? which, string? kind, string? reason, Caller caller, Database database, Vault vault,
        CancellationToken stop) => Csv.Answer(
            "cases.csv", Columns,
            Csv.AllAsync<ListCases.Row>(async (last, limit) =>
            {
                await using var session = await database.ReadAsync(stop);
                return await ListCases.ReadAsync(
                    session, new(which, kind, reason, caller.Account), last?.Place, limit);
            }),
            row => FieldsOf(row.Shown(vault)));

    static IEnumerable<string> FieldsOf(ListCases.Listed one) =>
    [
        one.Kind, Csv.Field(one.Title), one.Reason, Csv.Field(one.Reports), Csv.Field(one.Flags),
        Csv.Field(one.IsAppeal), Csv.Field(one.IsHandedUp), Csv.Field(one.OpenedAt),
        Csv.Field(one.TakenBy is not null), Csv.Field(one.DecidedAt), one.Outcome ?? "", Csv.Field(one.Thing),
        $"{one.Id}",
    ];
}

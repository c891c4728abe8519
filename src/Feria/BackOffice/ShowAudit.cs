using Feria.Contracts;
using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Feria.BackOffice;

/// <summary>Who did what, and what was denied: looked up, and taken along as a file.</summary>
static class ShowAudit
{
    public const string Place = "/operations/audit";

    public static void Map(IEndpointRouteBuilder pages) =>
        pages.MapGet(Place, Show).RequireAccess(Permission.ReadAudit);

    static async Task<IResult> Show(
        string? actor, string? subject, string? operation, string? outcome, string? from, string? to, string? cursor,
        Inside inside)
    {
        // A form sends what was left empty as well.
        var asked = new AuditPage.Look(
            Given(actor), Given(subject), Given(operation), Given(outcome), Given(from), Given(to));
        var answer = await inside.CallAsync(nameof(ListAudit), new
        {
            asked.Actor, asked.Subject, asked.Operation, asked.Outcome, asked.From, asked.To, cursor, limit = 50,
        });
        if (answer.Problem is { Status: not 400 } problem) return problem.AsProblem();
        return new RazorComponentResult<AuditPage>(new
        {
            Asked = asked,
            Found = answer.Problem is null ? answer.Read<Page<ListAudit.Listed>>() : new([], null),
            IsUnclear = answer.Problem is not null,
        })
        {
            StatusCode = answer.Status,
        };
    }

    static string? Given(string? field) => string.IsNullOrWhiteSpace(field) ? null : field.Trim();
}

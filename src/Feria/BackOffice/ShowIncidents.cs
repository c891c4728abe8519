using Feria.Contracts;
using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>What broke, and what is done about it; looked at again every ten seconds.</summary>
static class ShowIncidents
{
    public const string Place = "/operations/incidents";

    public static readonly string[] States = ["open", "acknowledged", "resolved"];
    public static readonly string[] Severities = ["info", "warning", "error", "critical"];
    public static readonly string[] Sources =
        [Mishap.Error, Mishap.Job, Mishap.Parked, Mishap.Lag, Mishap.Outage, Mishap.Startup, Mishap.Verification];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageOperations);
        pages.MapGet(Place + "/{incident:guid}", (Guid incident, string? done, Visit visit, Inside inside) =>
            OneAsync(incident, done, new Filled(), 200, visit, inside)).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{incident:guid}/acknowledge", Acknowledge).RequireAccess(Permission.ManageOperations);
        pages.MapPost(Place + "/{incident:guid}/resolve", Resolve).RequireAccess(Permission.ManageOperations);
    }

    public static string PathOf(Guid incident) => $"{Place}/{incident}";

    static async Task<IResult> ShowAll(
        string? state, string? source, string? severity, string? cursor, Inside inside)
    {
        // What is none of the words asks for all there is.
        var asked = new IncidentsPage.Asked(
            States.Contains(state) ? state! : States[0], Sources.Contains(source) ? source : null,
            Severities.Contains(severity) ? severity : null);
        var answer = await inside.CallAsync(nameof(ListIncidents), new
        {
            state = asked.State, source = asked.Source, severity = asked.Severity, cursor, limit = 50,
        });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<IncidentsPage>(new
        {
            Found = answer.Read<ListIncidents.Found>(), Chosen = asked, IsFirst = cursor is null,
        });
    }

    static Task<IResult> Acknowledge(
        Guid incident, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
        MoveAsync(nameof(AcknowledgeIncident), "acknowledged", incident, sent, visit, inside);

    static Task<IResult> Resolve(
        Guid incident, [FromForm] IFormCollection sent, Visit visit, Inside inside) =>
        MoveAsync(nameof(ResolveIncident), "resolved", incident, sent, visit, inside);

    static async Task<IResult> MoveAsync(
        string slice, string done, Guid incident, IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "note");
        var answer = await inside.CallAsync(slice, new { incident }, new { note = form["note"] });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{PathOf(incident)}?done={done}"));
        if (answer.Status == 404) return problem.AsProblem();
        form.Take(problem, visit);
        return await OneAsync(incident, null, form, answer.Status, visit, inside);
    }

    static async Task<IResult> OneAsync(
        Guid incident, string? done, Filled form, int status, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetIncident), new { incident });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<IncidentPage>(new
        {
            File = answer.Read<IncidentFile>(), Form = form,
            Done = done is "acknowledged" or "resolved" ? visit.Say("incidents.done-" + done) : null,
        })
        { StatusCode = status };
    }
}

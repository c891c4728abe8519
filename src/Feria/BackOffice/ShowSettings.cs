using System.Globalization;
using System.Text.Json;
using Feria.Contracts;
using Feria.Operations;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>What an operator can set, in groups; each with what it is, was and can be.</summary>
static class ShowSettings
{
    public const string Place = "/operations/settings";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, ShowAll).RequireAccess(Permission.ManageSettings);
        pages.MapGet(Place + "/{key}", (string key, string? cursor, string? done, Visit visit, Inside inside) =>
            OneAsync(key, cursor, done, null, 200, visit, inside)).RequireAccess(Permission.ManageSettings);
        pages.MapPost(Place + "/{key}", Save).RequireAccess(Permission.ManageSettings);
        pages.MapPost(Place + "/{key}/undo", Undo).RequireAccess(Permission.ManageSettings);
    }

    public static string PathOf(string key) => $"{Place}/{key}";

    static async Task<IResult> ShowAll(string? q, Visit visit, Inside inside, Database database)
    {
        var answer = await inside.CallAsync(nameof(ListSettings));
        if (answer.Problem is { } problem) return problem.AsProblem();
        var sought = (q ?? "").Trim();
        return new RazorComponentResult<SettingsPage>(new
        {
            Found = answer.Read<Page<SettingFile>>().Items.Where(one => Tells(one.Key, sought, visit)).ToList(),
            Sought = sought, database.Region,
        });
    }

    // All words of what is sought, wherever they stand.
    static bool Tells(string key, string sought, Visit visit)
    {
        var text = $"{key} {visit.Say("setting." + key)} {visit.Say($"setting.{key}.more")}";
        return sought.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            visit.Culture.CompareInfo.IndexOf(
                text, word, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0);
    }

    static async Task<IResult> Save(string key, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetSetting), new { key });
        if (found.Problem is { } lost) return lost.AsProblem();
        var setting = found.Read<SettingFile>();
        var form = SettingForm.Sent(setting, sent);
        var answer = await inside.CallAsync(nameof(PutSetting), new { key }, new
        {
            value = sent["do"] == "usual" ? (JsonElement?)null : SettingForm.ValueOf(setting, form),
            version = SettingForm.NumberOf(form["version"]) ?? 0,
            why = form["why"],
            from = form.InstantOf("from"),
        });
        return await AfterAsync(key, "set", form, answer, visit, inside);
    }

    static async Task<IResult> Undo(string key, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "version", "why");
        var answer = await inside.CallAsync(nameof(UndoSetting), new { key }, new
        {
            version = SettingForm.NumberOf(form["version"]) ?? 0, why = form["why"],
        });
        return await AfterAsync(key, "undone", null, answer, visit, inside);
    }

    static async Task<IResult> AfterAsync(
        string key, string done, Filled? form, Inside.Answer answer, Visit visit, Inside inside)
    {
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{PathOf(key)}?done={done}"));
        if (answer.Status == 404) return problem.AsProblem();
        form ??= new Filled();
        form.Take(problem, visit);
        return await OneAsync(key, null, null, form, answer.Status, visit, inside);
    }

    static async Task<IResult> OneAsync(
        string key, string? cursor, string? done, Filled? form, int status, Visit visit, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetSetting), new { key });
        if (found.Problem is { } lost) return lost.AsProblem();
        var history = await inside.CallAsync(nameof(ListSettingChanges), new { key, cursor, limit = 20 });
        if (history.Problem is { } problem) return problem.AsProblem();
        var setting = found.Read<SettingFile>();
        return new RazorComponentResult<SettingPage>(new
        {
            One = setting,
            History = history.Read<Page<SettingChange>>(),
            // What somebody typed stays; what it is made on is what stands now.
            Form = SettingForm.Of(setting, form),
            Done = done is "set" or "undone" ? visit.Say("settings.done-" + done) : null,
        })
        { StatusCode = status };
    }
}

using System.Globalization;
using Feria.Catalog;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>
/// Files of listings and bulk edits: sent, their columns told, what they would do looked at, applied, put right and
/// undone.
/// </summary>
static class ShowSheets
{
    const string Place = "/sell/{store:guid}/sheets";
    const string One = Place + "/{sheet:guid}";
    const int Lines = 50;

    /// <summary>What is shown of a sheet's rows, and the states that are it.</summary>
    public static readonly IReadOnlyList<(string Name, string[] States)> Shown =
    [
        ("faults", [SheetRow.Error, SheetRow.Failed, SheetRow.Kept]),
        ("changes", [SheetRow.Change, SheetRow.Changed]),
        ("new", [SheetRow.Create, SheetRow.Created]),
        ("proposed", [SheetRow.Proposed]),
        ("same", [SheetRow.Same]),
        ("undone", [SheetRow.Undone]),
    ];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (Guid store, Inside inside) => ListAsync(store, null, 200, inside)).RequireAccount();
        pages.MapPost(Place, Send)
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload)).RequireAccount();
        pages.MapGet(Place + "/template.csv", Template).RequireAccount();
        pages.MapPost(Place + "/edits", Edit).RequireAccount();
        pages.MapGet(One, (Guid store, Guid sheet, string? show, string? cursor, Inside inside) =>
            OneAsync(store, sheet, show, cursor, null, 200, inside)).RequireAccount();
        pages.MapPost(One + "/mapping", TellColumns).RequireAccount();
        foreach (var (move, slice) in new[]
        {
            ("apply", MoveSheet.Apply), ("retry", MoveSheet.Retry), ("undo", MoveSheet.Undo),
        })
            pages.MapPost($"{One}/{move}", (Guid store, Guid sheet, Visit visit, Inside inside) =>
                MoveAsync(store, sheet, slice, visit, inside)).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/sheets";

    /// <summary>Where the API sends a file while it is read.</summary>
    public static string FileOf(Guid store, string path) => $"/api/v1/store/{store}/{path}";

    static async Task<IResult> ListAsync(Guid store, string? trouble, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(ListSheets), new { store });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<SheetsPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<ListSheets.Answer>().Items,
            Trouble = trouble,
        })
        { StatusCode = status };
    }

    static async Task<IResult> Send(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var file = sent.Files.GetFile("file");
        if (file is null || file.Length == 0)
            return await ListAsync(store, visit.Say("sheets.no-file"), 400, inside);
        await using var bytes = file.OpenReadStream();
        if (file.Length > Sheet.MostBytes || await Bounded.ReadAsync(bytes, Sheet.MostBytes, default) is not { } read)
            return await ListAsync(store, visit.Refused(Catalog.Refusals.SheetTooLarge.Code), 413, inside);
        var name = file.FileName[Math.Max(0, file.FileName.Length - 200)..];
        var answer = await inside.CallAsync(nameof(AddSheet), new { store, name }, new Inside.Raw(read));
        return answer.Problem is { } problem
            ? await ListAsync(store, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{PathOf(store)}/{answer.Read<Sheet>().Id}"));
    }

    // One listing alone and one with two variants: what can be copied explains itself.
    static async Task<IResult> Template(Guid store, Visit visit, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var (currency, language) = (file.Read<StoreFile>().Currency, file.Read<StoreFile>().Language);
        // As the store's own listings are written; else as its page is read.
        var words = Words.Find(language) ?? visit.Language;
        string Example(string key, params ReadOnlySpan<object?> with) =>
            words.Say(CultureInfo.InvariantCulture, "sheets.example." + key, with);
        string[][] rows =
        [
            [
                "", "LAMP-1", "active", Example("lamp"), "", "129", "149", currency, "12", "", "900", "Taller",
                language, "", Example("lamp-details"), "", Example("lamp-more"),
            ],
            [
                "shirt", "SHIRT-S", "active", Example("shirt"), Example("shirt-options", "S"), "59", "", currency, "5",
                "", "250", "Taller", language, "", "", "", Example("shirt-more"),
            ],
            [
                "shirt", "SHIRT-M", "", "", Example("shirt-options", "M"), "59", "", currency, "7", "", "260", "", "",
                "", "", "", "",
            ],
        ];
        return Csv.Answer(
            "listings-template.csv", SheetFields.All, rows.ToAsyncEnumerable(), row => row.Select(Csv.Field));
    }

    static async Task<IResult> OneAsync(
        Guid store, Guid sheet, string? show, string? cursor, string? trouble, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetSheet), new { store, sheet });
        if (found.Problem is { } problem) return problem.AsProblem();
        var read = found.Read<Sheet>();
        var some = Shown.FirstOrDefault(one => one.Name == show);
        var rows = read.Status == Sheet.Mapping || Sheet.IsBusy(read.Status)
            ? null
            : await inside.CallAsync(nameof(ListSheetRows), new
            {
                store, sheet, cursor, limit = Lines,
                states = some.Name is null ? null : string.Join(',', some.States),
            });
        if (rows?.Problem is { } unread) return unread.AsProblem();
        return new RazorComponentResult<SheetPage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = read,
            Rows = rows?.Read<Page<SheetRow>>() ?? new Page<SheetRow>([], null),
            Show = some.Name,
            Trouble = trouble,
        })
        { StatusCode = status };
    }

    static async Task<IResult> TellColumns(
        Guid store, Guid sheet, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var fields = new List<string>();
        for (var column = 0; column < Sheet.MostColumns && sent.ContainsKey($"field.{column}"); column++)
            fields.Add(sent[$"field.{column}"].ToString());
        var answer = await inside.CallAsync(nameof(MapSheet), new { store, sheet }, new { fields });
        return await AfterAsync(store, sheet, answer, visit, inside);
    }

    static async Task<IResult> MoveAsync(Guid store, Guid sheet, string slice, Visit visit, Inside inside) =>
        await AfterAsync(store, sheet, await inside.CallAsync(slice, new { store, sheet }), visit, inside);

    static async Task<IResult> AfterAsync(Guid store, Guid sheet, Inside.Answer answer, Visit visit, Inside inside) =>
        answer.Problem is { } problem
            ? await OneAsync(
                store, sheet, null, null, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{PathOf(store)}/{sheet}"));

    // Comes from the list of listings: those that are chosen, or all of that page.
    static async Task<IResult> Edit(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var currency = file.Read<StoreFile>().Currency;
        var chosen = sent[sent.ContainsKey("all") ? "shown" : "listing"];
        var listings = chosen.Select(one => Guid.TryParse(one, out var id) ? id : (Guid?)null).OfType<Guid>()
            .Distinct().ToList();
        if (listings.Count == 0) return await BackAsync(store, visit.Say("sheets.none-chosen"), 400, inside);
        var change = Number(sent["change"]);
        var stock = Number(sent["stock"]);
        if ((change is null && sent["change"].ToString().Trim().Length > 0)
            || (stock is null && sent["stock"].ToString().Trim().Length > 0))
            return await BackAsync(store, visit.Say("sheets.wrong-number"), 400, inside);
        var isPercent = sent["by"] != "amount";
        var answer = await inside.CallAsync(nameof(EditListings), new { store }, new
        {
            listings,
            pricePercent = isPercent ? change : null,
            priceAmount = isPercent || change is null ? null : Currency.Minor(change.Value, currency),
            state = sent["state"].ToString() is { Length: > 0 } state ? state : null,
            category = sent["category"].ToString().Trim() is { Length: > 0 } category ? category : null,
            stock,
        });
        return answer.Problem is { } problem
            ? await BackAsync(store, visit.Refused(problem.Code, problem.Title), answer.Status, inside)
            : new SeeOther(visit.To($"{PathOf(store)}/{answer.Read<Sheet>().Id}"));
    }

    // To the listings, where the form stands.
    static Task<IResult> BackAsync(Guid store, string trouble, int status, Inside inside) =>
        ShowListings.ShowAsync(store, null, null, null, trouble, [], status, inside);

    static decimal? Number(string? text) => decimal.TryParse(
        text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite
            | NumberStyles.AllowTrailingWhite,
        CultureInfo.InvariantCulture, out var number) && Math.Abs(number) <= 1_000_000_000 ? number : null;

    public static string MoodOf(string state) => state switch
    {
        SheetRow.Error or SheetRow.Failed => "off",
        SheetRow.Kept or SheetRow.Proposed => "warn",
        SheetRow.Created or SheetRow.Changed or SheetRow.Undone => "good",
        _ => "",
    };
}

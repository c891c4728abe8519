using System.Globalization;
using Feria.Catalog;
using Feria.Contracts;
using Feria.Storefront;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>
/// The category tree: a level at a time or by words, and each category with all that can be done to it.
/// </summary>
public static class ShowTree
{
    public const string Place = "/operations/categories";
    const int PerPage = 100;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, (string? q, string? cursor, Inside inside) =>
            TopAsync(q, cursor, new(), 200, inside)).RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place, Make).RequireAccess(Permission.ManageCategories);
        pages.MapGet(Place + "/{category:guid}", (Guid category, string? said, string? cursor, Inside inside) =>
            OneAsync(category, new(), 200, inside, said, cursor)).RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place + "/{category:guid}", Save)
            .WithMetadata(new RequestSizeLimitAttribute(Marketplace.LargestUpload))
            .RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place + "/{category:guid}/move", Move).RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place + "/{category:guid}/place", Reorder).RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place + "/{category:guid}/merge", Merge).RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place + "/{category:guid}/remove", Remove).RequireAccess(Permission.ManageCategories);
        pages.MapPost(Place + "/{category:guid}/attributes", Ask).RequireAccess(Permission.ManageCategories);
    }

    public static string PathOf(Guid category) => $"{Place}/{category}";

    static async Task<IResult> TopAsync(string? q, string? cursor, Filled form, int status, Inside inside)
    {
        var words = q?.Trim() is { Length: > 0 } typed ? typed[..Math.Min(120, typed.Length)] : null;
        var answer = await inside.CallAsync(nameof(ListTree), new { q = words, cursor, limit = PerPage });
        if (answer.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<TreePage>(new
        {
            Found = answer.Read<Page<ListTree.Node>>(),
            Sought = words,
            Form = form,
        })
        {
            StatusCode = status,
        };
    }

    /// <summary>The forms of a category's page by their names; those not said are filled from the category.</summary>
    public sealed record Forms
    {
        public Filled? Texts { get; init; }
        public Filled? Move { get; init; }
        public Filled? Merge { get; init; }
        public Filled? Child { get; init; }
        public AttributeForm? Attributes { get; init; }

        /// <summary>What a form that only has a button was told.</summary>
        public string? Problem { get; init; }

        /// <summary>Categories that what was typed may mean.</summary>
        public IReadOnlyList<ListTree.Node> Meant { get; init; } = [];
    }

    static async Task<IResult> OneAsync(
        Guid category, Forms forms, int status, Inside inside, string? said = null, string? cursor = null)
    {
        var answer = await inside.CallAsync(nameof(GetCategoryFile), new { category });
        if (answer.Problem is { } problem) return problem.AsProblem();
        var children = await inside.CallAsync(
            nameof(ListTree), new { parent = category, cursor, limit = PerPage });
        if (children.Problem is { } lost) return lost.AsProblem();
        var file = answer.Read<CategoryFile>();
        return new RazorComponentResult<CategoryPage>(new
        {
            File = file,
            Children = children.Read<Page<ListTree.Node>>(),
            Forms = forms with
            {
                Texts = forms.Texts ?? CategoryForm.Of(file),
                Move = forms.Move ?? new Filled { ["to"] = file.Path.LastOrDefault()?.Slug },
                Merge = forms.Merge ?? new(),
                Child = forms.Child ?? new(),
                Attributes = forms.Attributes ?? AttributeForm.Of(file),
            },
            Told = said,
        })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> Make([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = CategoryForm.Read(sent);
        var parent = Guid.TryParse(form["parent"], out var above) ? above : (Guid?)null;
        var answer = await inside.CallAsync(
            nameof(AddCategory), body: new { parent, texts = CategoryForm.Texts(form) });
        if (answer.Problem is not { } problem)
            return new SeeOther(visit.To(PathOf(answer.Read<CategoryFile>().Id) + "?said=made"));
        CategoryForm.Take(form, problem, visit);
        return parent is { } id
            ? await OneAsync(id, new() { Child = form }, answer.Status, inside)
            : await TopAsync(null, null, form, answer.Status, inside);
    }

    static async Task<IResult> Save(
        Guid category, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = CategoryForm.Read(sent);
        var taken = await SentPictures.TakeAsync(sent, form, "picture", visit, inside);
        if (taken.Count > 0) form["picture"] = taken[0];
        if (sent["picture-gone"] == "1") form["picture"] = "";
        if (!form.Fine) return await OneAsync(category, new() { Texts = form }, 400, inside);
        var answer = await inside.CallAsync(nameof(PutCategory), new { category }, new
        {
            version = VersionOf(form),
            texts = CategoryForm.Texts(form),
            hidden = form["hidden"] == "1",
            picture = form["picture"] is { Length: > 0 } picture ? picture : null,
        });
        if (answer.Problem is not { } problem) return Done(category, "saved", visit);
        CategoryForm.Take(form, problem, visit);
        return await OneAsync(category, new() { Texts = form }, answer.Status, inside);
    }

    static async Task<IResult> Move(
        Guid category, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "version", "to", "to-id");
        var (parent, meant) = await MeantAsync(form, visit, inside);
        if (!form.Fine) return await OneAsync(category, new() { Move = form, Meant = meant }, 400, inside);
        var answer = await inside.CallAsync(
            nameof(MoveCategory), new { category }, new { version = VersionOf(form), parent });
        if (answer.Problem is not { } problem) return Done(category, "moved", visit);
        form.Blame("to", visit.Refused(problem.Code, problem.Title));
        return await OneAsync(category, new() { Move = form }, answer.Status, inside);
    }

    // Up or down among its siblings; the page of their parent is looked at again.
    static async Task<IResult> Reorder(
        Guid category, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "version", "parent", "place");
        var parent = Guid.TryParse(form["parent"], out var above) ? above : (Guid?)null;
        var place = int.TryParse(form["place"], CultureInfo.InvariantCulture, out var wished) ? wished : 0;
        var answer = await inside.CallAsync(
            nameof(MoveCategory), new { category }, new { version = VersionOf(form), parent, place });
        if (answer.Problem is { } problem)
            return await OneAsync(
                category, new() { Problem = visit.Refused(problem.Code, problem.Title) }, answer.Status, inside);
        return new SeeOther(visit.To(parent is { } id ? PathOf(id) : Place));
    }

    static async Task<IResult> Merge(
        Guid category, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "version", "to", "to-id");
        var (into, meant) = await MeantAsync(form, visit, inside);
        if (form.Fine && into is null) form.Blame("to", visit.Say("tree.say-which"));
        if (!form.Fine) return await OneAsync(category, new() { Merge = form, Meant = meant }, 400, inside);
        var answer = await inside.CallAsync(
            nameof(MergeCategories), new { category }, new { version = VersionOf(form), into });
        if (answer.Problem is not { } problem) return Done(into!.Value, "merged", visit);
        form.Blame("to", visit.Refused(problem.Code, problem.Title));
        return await OneAsync(category, new() { Merge = form }, answer.Status, inside);
    }

    static async Task<IResult> Remove(
        Guid category, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "version", "parent");
        var answer = await inside.CallAsync(nameof(DeleteCategory), new { category, version = VersionOf(form) });
        if (answer.Problem is { } problem)
            return await OneAsync(
                category, new() { Problem = visit.Refused(problem.Code, problem.Title) }, answer.Status, inside);
        return new SeeOther(visit.To(Guid.TryParse(form["parent"], out var parent) ? PathOf(parent) : Place));
    }

    static async Task<IResult> Ask(
        Guid category, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = AttributeForm.Read(sent);
        if (sent["do"] == "row")
            return await OneAsync(category, new() { Attributes = form.WithRow() }, 200, inside);
        var answer = await inside.CallAsync(
            nameof(PutCategoryAttributes), new { category },
            new { version = VersionOf(form.Fields), attributes = form.Body() });
        if (answer.Problem is not { } problem) return Done(category, "asked", visit);
        form.Fields.Problem = problem.All.TryGetProperty("attribute", out var which)
            ? $"{which.GetString()}: {visit.Refused(problem.Code, problem.Title)}"
            : visit.Refused(problem.Code, problem.Title);
        return await OneAsync(category, new() { Attributes = form }, answer.Status, inside);
    }

    // What people type is an address or a name; of several that have it they choose.
    static async Task<(Guid? Id, IReadOnlyList<ListTree.Node> Meant)> MeantAsync(
        Filled form, Visit visit, Inside inside)
    {
        if (Guid.TryParse(form["to-id"], out var chosen)) return (chosen, []);
        if (form["to"] is not { Length: > 0 } typed) return (null, []);
        var found = await inside.CallAsync(
            nameof(ListTree), new { q = typed[..Math.Min(120, typed.Length)], limit = 12 });
        var nodes = found.Problem is null ? found.Read<Page<ListTree.Node>>().Items : [];
        if (nodes.FirstOrDefault(node => node.Slug == typed) is { } addressed) return (addressed.Id, []);
        var named = nodes.Where(node =>
            string.Equals(node.Name, typed, StringComparison.CurrentCultureIgnoreCase)).ToList();
        if (named is [var only]) return (only.Id, []);
        form.Blame("to", visit.Say(nodes.Count == 0 ? "tree.nothing-so" : "tree.which"));
        return (null, nodes);
    }

    static int VersionOf(Filled form) =>
        int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0;

    static SeeOther Done(Guid category, string said, Visit visit) => new(visit.To($"{PathOf(category)}?said={said}"));
}

using Microsoft.Extensions.DependencyInjection;

namespace Feria.Catalog.Tests;

public sealed class ImportCategoriesTests(ImportHost feria) : IClassFixture<ImportHost>
{
    async Task<ImportCategories.Report> ImportAsync(string source, string csv, bool dry = false) =>
        await feria.Services.GetRequiredService<ImportCategories>().RunAsync(
            new(await feria.FileAsync(source + ".csv", csv), source)
            {
                DryRun = dry,
                Rejects = feria.At(source + ".rejects.csv"),
            },
            CancellationToken.None);

    [Fact]
    public async Task Children_may_stand_before_their_parents_and_names_may_be_translated()
    {
        var report = await ImportAsync("tree", "id,name,name_es,parent_id\nb,Lamps,Lámparas,a\na,Home,Hogar,\n");

        Assert.Equal((2, 2, 0), (report.RowsRead, report.CategoriesCreated, report.RowsRejected));
        Assert.Equal("Hogar > Lámparas", await NameAsync("tree", "b", "es"));
    }

    [Fact]
    public async Task The_same_tree_again_changes_nothing_and_a_moved_branch_takes_its_children_along()
    {
        const string csv = "id,name,parent_id\na,Home,\nb,Lamps,a\nc,Desk lamps,b\nd,Office,\n";
        await ImportAsync("move", csv);
        var before = await feria.SqlAsync("select count(*) from kernel.event");
        Assert.Equal((0, 0, 4), Counts(await ImportAsync("move", csv)));
        Assert.Equal(before, await feria.SqlAsync("select count(*) from kernel.event"));

        Assert.Equal((0, 1, 3), Counts(await ImportAsync("move", csv.Replace("b,Lamps,a", "b,Lamps,d"))));
        Assert.Equal("Office > Lamps > Desk lamps", await NameAsync("move", "c", "en"));
    }

    [Fact]
    public async Task Orphans_circles_doubles_and_nameless_rows_are_rejected_with_their_reasons()
    {
        var report = await ImportAsync("bad", """
            id,name,parent_id
            a,Home,
            b,Orphan,nobody
            c,Under the orphan,b
            d,Snake,e
            e,Tail,d
            a,Home again,
            f,,a
            """);

        Assert.Equal(1, report.CategoriesCreated);
        Assert.Equal(
            ["3,parent_unknown", "4,parent_unreachable", "5,parent_unreachable", "6,parent_unreachable",
                "7,duplicate_id", "8,name_missing"],
            feria.Rejects("bad").Skip(1).Select(line => line.Replace("\"", "").Split(':')[0]));
    }

    [Fact]
    public async Task A_parent_without_a_row_is_known_by_the_path_of_those_under_it()
    {
        var report = await ImportAsync(
            "paths", "id,name,parent_id,path_ids,path_names\nc,Learning,b,a/b/c,Gifts > Toys > Learning\n");
        Assert.Equal((3, 2), (report.CategoriesCreated, report.Inferred));
        Assert.Equal("Gifts > Toys > Learning", await NameAsync("paths", "c", "en"));
    }

    [Fact]
    public async Task A_tree_deeper_than_the_limit_is_cut_there()
    {
        var rows = Enumerable.Range(1, 5000).Select(n => $"n{n},Level {n},{(n == 1 ? "" : $"n{n - 1}")}");
        var report = await ImportAsync("deep", "id,name,parent_id\n" + string.Join('\n', rows));
        Assert.Equal((8, 4992), (report.CategoriesCreated, report.Reasons["category_too_deep"]));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var before = await feria.FingerprintAsync();
        Assert.Equal(1, (await ImportAsync("dry", "id,name\na,Nothing\n", dry: true)).CategoriesCreated);
        Assert.Equal(before, await feria.FingerprintAsync());
    }

    static (int, int, int) Counts(ImportCategories.Report report) =>
        (report.CategoriesCreated, report.CategoriesChanged, report.CategoriesUnchanged);

    async Task<string> NameAsync(string source, string external, string locale) => (string)(await feria.SqlAsync($"""
        select string_agg(catalog.category_name_in(a.id, '{locale}'), ' > ' order by cardinality(a.path))
        from catalog.category c
        join catalog.category a on a.number = any(c.path)
        where c.source = '{source}' and c.external_id = '{external}'
        """))!;
}

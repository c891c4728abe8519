using System.Text;
using Feria.Contracts;

namespace Feria.Media.Tests;

/// <summary>What every object store does.</summary>
public abstract class ObjectStoreContract
{
    protected abstract IObjectStore Store { get; }

    static readonly string Run = $"{Guid.NewGuid():N}";

    static string Name(string end) => $"contract/{Run}/{end}";

    async Task<string?> TextAsync(string name)
    {
        await using var found = await Store.ReadAsync(name, default);
        if (found is null) return null;
        var bytes = new MemoryStream();
        await found.Bytes.CopyToAsync(bytes);
        Assert.Equal(found.Length, bytes.Length);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    Task PutAsync(string name, string text) => Store.PutAsync(name, Encoding.UTF8.GetBytes(text), default);

    [Fact]
    public async Task What_is_put_is_read_and_deleted()
    {
        var name = Name("one.webp");
        Assert.Null(await TextAsync(name));
        await PutAsync(name, "lamp");
        Assert.Equal("lamp", await TextAsync(name));
        await PutAsync(name, "lamp");
        await Store.DeleteAsync(name, default);
        Assert.Null(await TextAsync(name));
        await Store.DeleteAsync(name, default);
    }

    [Fact]
    public async Task Many_who_put_one_name_at_once_leave_it_whole()
    {
        var name = Name("crowd.webp");
        var texts = Enumerable.Range(0, 8).Select(one => new string((char)('a' + one), 200_000)).ToList();
        await Task.WhenAll(texts.Select(text => PutAsync(name, text)));
        Assert.Contains(await TextAsync(name), texts);
    }

    [Fact]
    public async Task Nothing_at_all_is_kept_too()
    {
        await PutAsync(Name("nothing.webp"), "");
        Assert.Equal("", await TextAsync(Name("nothing.webp")));
    }

    [Fact]
    public async Task Names_are_listed_in_order_in_bounded_steps()
    {
        string[] names = [.. new[] { "l/a.webp", "l/b.webp", "l/b/c.webp", "l/d.webp", "m/a.webp" }.Select(Name)];
        foreach (var name in names) await PutAsync(name, "x");
        var ordered = names[..4].Order(StringComparer.Ordinal).ToList();

        var first = await Store.ListAsync(Name("l/"), "", 3, default);
        Assert.Equal(ordered.Take(3), first);
        Assert.Equal(ordered.Skip(3), await Store.ListAsync(Name("l/"), first[^1], 3, default));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("a/../../b")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("A")]
    [InlineData("a\n")]
    [InlineData("")]
    public async Task No_name_leads_out_of_it(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(name, "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.ReadAsync(name, default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(name, default));
    }
}

public sealed class FileObjectsTests : ObjectStoreContract, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("feria-objects-");

    protected override IObjectStore Store => new Adapters.Objects.FileObjects(folder.FullName);

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_away()
    {
        var file = Path.Combine(folder.FullName, "file");
        await File.WriteAllTextAsync(file, "");
        await Assert.ThrowsAsync<ObjectsAway>(() =>
            new Adapters.Objects.FileObjects(file).PutAsync("a/b", new byte[1], default));
    }

    public void Dispose() => folder.Delete(recursive: true);
}

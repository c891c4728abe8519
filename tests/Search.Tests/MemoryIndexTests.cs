namespace Feria.Search.Tests;

/// <summary>The index in memory against the plainest model of it: a dictionary of documents.</summary>
public sealed class MemoryIndexTests
{
    static readonly Guid[] Products = [.. Enumerable.Range(1, 60).Select(n => new Guid(n, 0, 0, new byte[8]))];

    static Document One(Guid product, long version, params int[] terms) => new(
        product, version, terms, [0, .. terms.Select(term => (byte)(term * 10))], [], [1, 2], 1, version, "USD", 3,
        450, true, (short)(version % 100), 2, DateTime.UnixEpoch.AddSeconds(version));

    static Document Gone(Guid product, long version) =>
        new(product, version, null, [], [], [], 0, null, null, 0, 0, false, 0, 0, default);

    static SortedSet<Guid> With(View view, int term)
    {
        var found = new SortedSet<Guid>();
        foreach (var place in view.Of(term).Places)
            if (view.IsAlive(place)) Assert.True(found.Add(view.Entries.Span[place].Product), "a product stands twice");
        return found;
    }

    [Fact]
    public void A_view_does_not_change_when_the_index_does()
    {
        var index = new MemoryIndex();
        index.Put([One(Products[0], 1, 5, 6), One(Products[1], 2, 5)]);
        var before = index.Now;
        index.Put([One(Products[0], 3, 7), Gone(Products[1], 4), One(Products[2], 5, 5)]);

        Assert.Equal([Products[0], Products[1]], With(before, 5));
        Assert.Equal([Products[0]], With(before, 6));
        Assert.Equal([Products[2]], With(index.Now, 5));
        Assert.Empty(With(index.Now, 6));
        Assert.Equal([Products[0]], With(index.Now, 7));
        Assert.Equal(5, index.Now.Version);
        Assert.Null(index.Now.PlaceOf(Products[1]));
        Assert.Empty(With(View.Empty, 5));
    }

    [Fact]
    public void After_any_history_it_holds_what_a_dictionary_would()
    {
        var chance = new Random(17);
        for (var history = 0; history < 200; history++)
        {
            var index = new MemoryIndex();
            var model = new Dictionary<Guid, Document>();
            var version = 0L;
            for (var batch = 0; batch < 12; batch++)
            {
                var changes = new List<Document>();
                for (var i = chance.Next(40); i > 0; i--)
                {
                    var product = Products[chance.Next(Products.Length)];
                    int[] terms = [.. Enumerable.Range(0, 20).Where(_ => chance.Next(4) == 0)];
                    changes.Add(chance.Next(5) == 0 ? Gone(product, ++version) : One(product, ++version, terms));
                }

                index.Put(changes);
                index = index.Tidied(fewDead: 30);
                foreach (var change in changes)
                    if (change.Terms is null) model.Remove(change.Product);
                    else model[change.Product] = change;
            }

            AssertHolds(model, index.Now);
        }
    }

    static void AssertHolds(Dictionary<Guid, Document> model, View view)
    {
        for (var term = 0; term < 20; term++)
            Assert.Equal(
                model.Values.Where(one => one.Terms!.Contains(term)).Select(one => one.Product).Order(),
                With(view, term));
        foreach (var (product, one) in model)
        {
            var entry = view.Entries.Span[view.PlaceOf(product)!.Value];
            var facts = view.Facts.Span[view.PlaceOf(product)!.Value];
            Assert.Equal((one.PriceMinor, one.Prior), (entry.PriceMinor, facts.Prior));
            Assert.Equal("USD", view.Currencies.Span[facts.Currency]);
            Assert.Equal([1, 2], view.Categories.Span[facts.Categories]);
        }
    }

    [Fact]
    public void How_many_have_a_word_is_exact_for_a_rare_one_and_within_a_hundredth_for_a_common_one()
    {
        var (index, chance, version) = (new MemoryIndex(), new Random(5), 0L);
        Guid[] products = [.. Enumerable.Range(1, 6_000).Select(n => new Guid(n, 1, 0, new byte[8]))];
        for (var round = 0; round < 60; round++)
        {
            index.Put([.. Enumerable.Range(0, 300).Select(_ => products[chance.Next(products.Length)]).Select(one =>
                chance.Next(4) == 0 ? Gone(one, ++version)
                    : chance.Next(50) == 0 ? One(one, ++version, 1, 2) : One(one, ++version, 1))]);
            var now = index.Now;
            var (common, rare) = (With(now, 1).Count, With(now, 2).Count);
            Assert.InRange(now.CountOf(1), common - common / 100, common + common / 100);
            Assert.Equal(rare, now.CountOf(2));
        }

        Assert.InRange(index.Now.Of(1).Places.Length, 5_000, 20_000);
    }

    [Fact]
    public async Task Readers_see_whole_documents_while_one_writes()
    {
        var index = new MemoryIndex();
        // Every document has both terms or neither, so at any moment as many stand under one as under the other.
        var writing = Task.Run(() =>
        {
            var chance = new Random(3);
            for (var version = 1L; version < 60_000; version += 20)
            {
                index.Put(Enumerable.Range(0, 20).Select(i => chance.Next(3) == 0
                    ? Gone(Products[chance.Next(Products.Length)], version + i)
                    : One(Products[chance.Next(Products.Length)], version + i, 1, 2)).ToList());
                Volatile.Write(ref index, index.Tidied());
            }
        });
        var reading = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!writing.IsCompleted)
            {
                var view = Volatile.Read(ref index).Now;
                Assert.Equal(With(view, 1), With(view, 2));
            }
        }));

        await Task.WhenAll([.. reading, writing]);
    }
}

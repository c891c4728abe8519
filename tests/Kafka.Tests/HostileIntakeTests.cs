namespace Feria.Kafka.Tests;

/// <summary>Strings that broke others' programs are sent in, in place of messages and of the texts in one.</summary>
public sealed class HostileIntakeTests(TakingHost host) : IClassFixture<TakingHost>
{
    const int SampleEvery = 11;

    [Fact]
    public async Task Each_is_taken_as_it_is_or_kept_beside_and_none_stops_a_topic()
    {
        host.Kafka.SkipUnlessThere();
        var texts = HostileStrings.Sample(SampleEvery);
        (string Topic, string Key, object Message)[] sent =
        [
            .. texts.Index().SelectMany(one => MessagesOf(one.Index, one.Item)),
            .. MessagesOf(texts.Count, "A thing"),
        ];
        await Task.WhenAll(sent.Select(one => one.Message is string raw
            ? host.Sending.SendTextAsync(one.Topic, one.Key, raw)
            : host.Sending.SendAsync(one.Topic, one.Key, one.Message)));

        var all = string.Join(", ", sent.CountBy(one => one.Topic).OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => $"{one.Key} {one.Value}"));
        await TestKafka.EventuallyAsync(async () => Equals(all, await host.SqlAsync("""
            select string_agg(topic || ' ' || seen, ', ' order by topic)
            from (
                select split_part(topic, '.', 3) as topic, sum(taken + refused) as seen
                from kernel.intake_position
                group by topic) t
            """)));
        var refused = (long)(await host.SqlAsync("select sum(refused)::bigint from kernel.intake_position"))!;
        var dead = host.Sending.Dead((int)refused);
        Assert.Equal(refused, dead.Count);
        Assert.Equal(sent.Where(one => one.Message is string).Select(one => one.Key).Order(),
            dead.Where(letter => letter.Key!.StartsWith("raw", StringComparison.Ordinal))
                .Select(letter => letter.Key!).Order());
        Assert.DoesNotContain(dead, letter => letter.Code == KernelRefusals.Broken.Code);

        // Whatever was put is what was sent, to the letter.
        var titles = (string[])(await host.SqlAsync("""
            select array_agg(external_id || ' ' || title) from catalog.product where external_id like 'titled-%'
            """))!;
        Assert.Contains($"titled-{texts.Count} A thing", titles);
        Assert.Empty(titles.Except(texts.Index().Select(one => $"titled-{one.Index} {one.Item}"))
            .Except([$"titled-{texts.Count} A thing"]));
    }

    static IEnumerable<(string Topic, string Key, object Message)> MessagesOf(int at, string text)
    {
        foreach (var topic in new[] { "clicks", "prices", "products", "stock" }) yield return (topic, $"raw{at}", text);

        yield return ("products", $"{at}", Product($"titled-{at}", title: text));
        yield return ("products", $"{at}", Product($"told-{at}", told: text));
        yield return ("products", $"{at}", Product(text, sku: $"called-{at}"));
        yield return ("products", $"{at}", Product($"counted-{at}", sku: text));
        yield return ("products", $"{at}", Product($"filed-{at}", category: text));
        yield return ("products", $"{at}", Product($"sold-{at}", store: text));
        var price = new { amount = 1, currency = "MXN" };
        yield return ("prices", $"{at}", new { store = text, sku = "any", price });
        yield return ("prices", $"{at}", new { store = "casa", sku = text, price });
        yield return ("prices", $"{at}", new { store = "casa", sku = "any", price = price with { currency = text } });
        yield return ("stock", $"{at}", new { store = text, sku = "any", onHand = 1 });
        yield return ("stock", $"{at}", new { store = "casa", sku = text, onHand = 1 });
        var now = DateTimeOffset.UtcNow;
        yield return ("clicks", $"{at}", new { at = now, kind = text, query = "any" });
        yield return ("clicks", $"{at}", new { at = now, kind = "search", query = text });
        yield return ("clicks", $"{at}", new { at = now, kind = "search", query = "any", visitor = text });
        yield return ("clicks", $"{at}", new { at = now, kind = "search", query = "any", placement = text });
    }

    static object Product(
        string id, string title = "T", string? told = null, string? sku = null, string category = "mugs",
        string store = "casa") => new
        {
            store, id, title, brand = told, description = told, categories = new[] { category },
            variants = new[] { new { sku = sku ?? id, price = new { amount = 100, currency = "MXN" }, stock = 1 } },
            pictures = new[] { new { url = "https://pictures.example/a.jpg", alt = told ?? "" } },
            attributes = new[] { new { code = "made_of", name = told ?? "N", text = told ?? "wool" } },
        };
}

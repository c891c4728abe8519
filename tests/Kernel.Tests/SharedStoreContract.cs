using System.Text;

namespace Feria.Kernel.Tests;

/// <summary>What every shared store promises, whatever carries it.</summary>
public abstract class SharedStoreContract
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // One an hour: within a test nothing comes back.
    static readonly Allowance FiveAtOnce = new(1 / 3600.0, 5);

    /// <summary>A working store; the same one each time within a test.</summary>
    protected abstract ValueTask<SharedStore> StoreAsync();

    // The store may be shared with other tests.
    readonly string own = $"{Guid.NewGuid():N}:";

    [Fact]
    public async Task Bytes_come_back_as_they_were_put()
    {
        var store = await StoreAsync();
        byte[] every = [.. Enumerable.Range(0, 256).Select(one => (byte)one), 13, 10, 0];

        await store.SetAsync(own + "every", every, Minute);
        await store.SetAsync(own + "empty", ReadOnlyMemory<byte>.Empty, Minute);

        Assert.Equal(every, (await store.GetAsync(own + "every"))?.ToArray());
        Assert.Equal(Array.Empty<byte>(), (await store.GetAsync(own + "empty"))?.ToArray());
        Assert.Null(await store.GetAsync(own + "never put"));
    }

    [Fact]
    public async Task Many_keys_are_answered_in_their_order()
    {
        var store = await StoreAsync();
        string[] keys = [.. Enumerable.Range(0, SharedStore.MostKeys).Select(one => $"{own}ключ {one}\r\n")];
        foreach (var key in keys.Where((_, i) => i % 3 != 0))
            await store.SetAsync(key, Encoding.UTF8.GetBytes(key), Minute);

        var found = await store.GetAsync(keys);

        Assert.Equal(
            keys.Select((key, i) => i % 3 == 0 ? null : key),
            found.Select(value => value is null ? null : Encoding.UTF8.GetString(value.Value.Span)));
        Assert.Empty(await store.GetAsync([]));
    }

    [Fact]
    public async Task The_last_value_put_stands_and_deleted_ones_are_gone()
    {
        var store = await StoreAsync();
        await store.SetAsync(own + "a", "first"u8.ToArray(), Minute);
        await store.SetAsync(own + "a", "second"u8.ToArray(), Minute);
        await store.SetAsync(own + "b", "other"u8.ToArray(), Minute);

        Assert.Equal("second"u8.ToArray(), (await store.GetAsync(own + "a"))?.ToArray());
        await store.DeleteAsync([own + "a", own + "never put"]);
        await store.DeleteAsync([]);

        Assert.Null(await store.GetAsync(own + "a"));
        Assert.Equal("other"u8.ToArray(), (await store.GetAsync(own + "b"))?.ToArray());
    }

    [Fact]
    public async Task What_was_put_does_not_change_with_the_callers_buffer()
    {
        var store = await StoreAsync();
        byte[] buffer = [1, 2, 3];
        await store.SetAsync(own + "a", buffer, Minute);
        buffer[0] = 9;

        Assert.Equal([1, 2, 3], (await store.GetAsync(own + "a"))?.ToArray());
    }

    [Fact]
    public async Task A_value_is_gone_after_its_life()
    {
        var store = await StoreAsync();
        await store.SetAsync(own + "short", new byte[] { 1 }, TimeSpan.FromMilliseconds(30));
        await store.SetAsync(own + "long", new byte[] { 1 }, Minute);

        await EventuallyAsync(async () => await store.GetAsync(own + "short") is null);
        Assert.NotNull(await store.GetAsync(own + "long"));
    }

    [Fact]
    public async Task The_largest_value_is_stored_and_a_larger_one_takes_the_place_of_nothing()
    {
        var store = await StoreAsync();
        var largest = new byte[SharedStore.LargestValueBytes];
        Random.Shared.NextBytes(largest);

        await store.SetAsync(own + "large", largest, Minute);
        Assert.Equal(largest, (await store.GetAsync(own + "large"))?.ToArray());

        await store.SetAsync(own + "large", new byte[SharedStore.LargestValueBytes + 1], Minute);
        Assert.Null(await store.GetAsync(own + "large"));
    }

    [Fact]
    public async Task Keys_of_any_length_and_of_broken_text_are_each_their_own()
    {
        // Callers put into keys what people typed.
        var store = await StoreAsync();
        var long1 = own + new string('k', 5000);
        string[] keys =
        [
            long1, long1 + "1", long1 + "2", long1[..SharedStore.LongestKey], long1[..(SharedStore.LongestKey + 1)],
            own + "\ud800", own + "\udbff", own + "\ufffd", own + "🦙", own + "\udd99\ud83e",
        ];
        for (var i = 0; i < keys.Length; i++) await store.SetAsync(keys[i], new[] { (byte)i }, Minute);

        Assert.Equal(
            Enumerable.Range(0, keys.Length).Select(i => (byte?)i),
            (await store.GetAsync(keys)).Select(value => value?.Span[0]));

        var once = new Allowance(1 / 3600.0, 1);
        foreach (var key in keys) Assert.True((await store.TakeAsync(key, once)).IsTaken);
        foreach (var key in keys) Assert.False((await store.TakeAsync(key, once)).IsTaken);

        await store.DeleteAsync([long1 + "1"]);
        Assert.Null(await store.GetAsync(long1 + "1"));
        Assert.NotNull(await store.GetAsync(long1));
    }

    [Fact]
    public async Task A_wrong_argument_is_the_callers_fault()
    {
        var store = await StoreAsync();
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.GetAsync(""));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.GetAsync([.. Enumerable.Repeat("k", SharedStore.MostKeys + 1)]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            async () => await store.SetAsync("k", new byte[1], TimeSpan.Zero));
    }

    [Fact]
    public async Task A_burst_is_given_at_once_and_then_a_wait_is_told()
    {
        var store = await StoreAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(new Taken(true, TimeSpan.Zero), await store.TakeAsync(own + "sign in", FiveAtOnce));

        var refused = await store.TakeAsync(own + "sign in", FiveAtOnce);

        Assert.False(refused.IsTaken);
        Assert.InRange(refused.Wait, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(60));
        Assert.True((await store.TakeAsync(own + "another", FiveAtOnce)).IsTaken);
    }

    [Fact]
    public async Task An_allowance_and_a_value_may_have_the_same_key()
    {
        var store = await StoreAsync();
        await store.SetAsync(own + "both", "value"u8.ToArray(), Minute);

        Assert.True((await store.TakeAsync(own + "both", FiveAtOnce)).IsTaken);
        Assert.Equal("value"u8.ToArray(), (await store.GetAsync(own + "both"))?.ToArray());
    }

    [Fact]
    public async Task Who_waits_as_told_is_served()
    {
        var store = await StoreAsync();
        var tenASecond = new Allowance(10, 1);
        Assert.True((await store.TakeAsync(own + "a", tenASecond)).IsTaken);

        await EventuallyAsync(async () =>
        {
            var taken = await store.TakeAsync(own + "a", tenASecond);
            Assert.InRange(taken.Wait, TimeSpan.Zero, tenASecond.Interval);
            return taken.IsTaken;
        });
    }

    [Fact]
    public async Task A_smaller_allowance_than_before_holds_from_now_on()
    {
        var store = await StoreAsync();
        for (var i = 0; i < 5; i++) await store.TakeAsync(own + "a", FiveAtOnce);

        var refused = await store.TakeAsync(own + "a", new Allowance(1 / 60.0, 2));

        Assert.False(refused.IsTaken);
        Assert.InRange(refused.Wait, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Many_who_take_at_once_never_get_more_than_is_allowed()
    {
        var store = await StoreAsync();
        var hundred = new Allowance(1 / 3600.0, 100);

        var takers = Enumerable.Range(0, 40).Select(_ => Task.Run(async () =>
        {
            var got = 0;
            for (var i = 0; i < 10; i++)
                if ((await store.TakeAsync(own + "sale", hundred)).IsTaken) got++;
            return got;
        }));

        Assert.Equal(100, (await Task.WhenAll(takers)).Sum());
    }

    protected static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        for (var until = DateTime.UtcNow.AddSeconds(30); DateTime.UtcNow < until; await Task.Delay(10))
            if (await isSo()) return;
        Assert.Fail("It did not come to be.");
    }
}

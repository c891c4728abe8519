using Feria.Accounts;
using Feria.Catalog;
using Feria.Community;
using Feria.Contracts;
using Feria.Insights;
using Feria.Inventory;
using Feria.Recommendations;
using Feria.Search;
using Feria.Stores;

namespace Feria.Demo;

/// <summary>
/// Sets up the demo marketplace: step by step, each in one transaction with the mark that it is done, so that it may be
/// cut off anywhere and goes on where it was. Set up already, it does nothing.
/// </summary>
public static class DemoMarketplace
{
    const int ListingsAStep = 240;
    const string Begun = "begun", Finished = "finished";

    /// <param name="services">Of the application, which need not be running.</param>
    /// <param name="progress">From 0 to 1.</param>
    public static async Task SeedAsync(
        IServiceProvider services, IProgress<double>? progress = null, CancellationToken stop = default)
    {
        var database = services.GetRequiredService<Database>();
        var begun = await BeginAsync(database, services.GetRequiredService<TimeProvider>(), stop);
        var done = await DoneAsync(database, stop);
        if (done.Contains(Finished)) return;

        var steps = Steps(services, Fair.Of(Fair.DefaultSeed, begun)).ToList();
        for (var i = 0; i < steps.Count; i++)
        {
            progress?.Report((double)i / steps.Count);
            if (!done.Contains(steps[i].Name)) await DoAsync(database, steps[i], stop);
        }

        await services.GetRequiredService<ReactionRunner>().CatchUpAsync(stop);
        await new RefreshTrending(database).CatchUpAsync(stop);
        await services.GetRequiredService<CountVisits>().CatchUpAsync(stop);
        await services.GetRequiredService<CountTerms>().CatchUpAsync(stop);
        await DoAsync(database, new Step(Finished, _ => Task.CompletedTask), stop);
        progress?.Report(1);
    }

    sealed record Step(string Name, Func<Tx, Task> DoAsync);

    static IEnumerable<Step> Steps(IServiceProvider services, Fair fair)
    {
        var (stock, clock) = (services.GetRequiredService<IStock>(), fair.Today);
        yield return new("accounts", tx => LoadAccounts.RunAsync(
            tx, services.GetRequiredService<Vault>(), services.GetRequiredService<Passwords>(),
            [.. fair.Visitors.Select(AccountOf)]));
        yield return new("stores", tx => OpenStoresAsync(tx, fair));
        yield return new("categories", tx => PutCategories.RunAsync(tx, Fair.Source, fair.Categories));
        foreach (var (number, goods) in fair.Goods.Chunk(ListingsAStep).Index())
            yield return new($"goods {number + 1}", tx => PutGoodsAsync(tx, stock, fair, goods));
        yield return new("trade", tx => LoadTrade.RunAsync(
            tx, services.GetRequiredService<Vault>(), services.GetRequiredService<IOfferBook>(),
            services.GetRequiredService<IStoreBook>(), fair));
        // What was bought before was delivered for one price.
        yield return new("delivery", tx => Carriers.PutAsync(tx, fair));
        yield return new("reviews", tx => LoadReviews.RunAsync(tx, [.. fair.Reviews]));
        yield return new("reports", tx => Complaints.PutAsync(
            tx, services.GetRequiredService<Trust.CaseBook>(), fair));
        yield return new("flash sales", tx => Drops.PutAsync(
            tx, services.GetRequiredService<IOfferBook>(), stock, services.GetRequiredService<TimeProvider>(), fair));
        yield return new("people", tx =>
        {
            Rebuild.Order(tx, Marketing.MarketingModule.People);
            return Task.CompletedTask;
        });
        yield return new("footsteps", tx => LoadFootstepsAsync(tx, services.GetRequiredService<IProductBook>(), fair));
    }

    static LoadAccounts.Account AccountOf(Visitor visitor) => new(
        visitor.Id, visitor.FullName, visitor.Email, visitor.IdNumber, visitor.Phone, visitor.Password, visitor.Locale,
        visitor.Address, visitor.Roles, visitor.Since);

    static async Task OpenStoresAsync(Tx tx, Fair fair)
    {
        await PutStores.RunAsync(tx, [.. fair.Stalls.Select(stall => stall.Store)]);
        var seller = fair.Visitors.First(visitor => visitor.Roles.Contains(Roles.Seller));
        await PutStores.HireAsync(tx, fair.Stalls[^1].Store.Id, seller.Id);
    }

    static async Task PutGoodsAsync(Tx tx, IStock stock, Fair fair, IReadOnlyList<Good> goods)
    {
        var outcome = await PutListings.RunAsync(tx, stock, [.. goods.Select(good => good.Listing)], "demo");
        if (outcome.Refused.Count > 0)
            throw new InvalidOperationException($"{outcome.Refused[0].Listing.Title}: {outcome.Refused[0].Reason}");
        var offers = goods
            .SelectMany(good => good.Listing.Variants.SelectMany(variant => variant.Offers))
            .Select(offer => offer.NewId!.Value)
            .ToHashSet();
        var stocked = fair.Trade.Stock.Where(units => offers.Contains(units.Offer));
        await LoadStock.RunAsync(tx, [.. stocked.Select(UnitsOf)]);
    }

    static LoadStock.Units UnitsOf(Stocked units) => new(
        units.Offer, units.OnHand, units.Reserved, units.Sold,
        [
            .. units.Movements.Select(moved =>
                new LoadStock.Movement(moved.Kind, moved.From, moved.To, moved.Cause, moved.Why, moved.At)),
        ]);

    static async Task LoadFootstepsAsync(Tx tx, IProductBook products, Fair fair)
    {
        var shelves = new Dictionary<Guid, int?>();
        foreach (var ids in fair.Goods.Select(good => good.Product).Chunk(500))
            foreach (var facts in await products.FactsAsync(tx, ids))
                shelves[facts.Product] = facts.Categories.Length > 0 ? facts.Categories[^1] : null;
        await BehaviourLog.LoadAsync(
            tx, fair.Footsteps.Select(step =>
                step.Product is { } good ? step with { Category = shelves[good] } : step));
    }

    static async Task<DateTime> BeginAsync(Database database, TimeProvider clock, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        // Whole seconds: what comes back from the database is what was reckoned with.
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()).UtcDateTime;
        await tx.ExecuteAsync(MarkSql, new { name = Begun, now });
        var begun = await tx.OneAsync<DateTime>(BegunSql, new { name = Begun });
        await tx.CommitAsync();
        return begun;
    }

    static async Task<HashSet<string>> DoneAsync(Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        return [.. await tx.ListAsync<string>(DoneSql)];
    }

    static async Task DoAsync(Database database, Step step, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        await step.DoAsync(tx);
        await tx.ExecuteAsync(MarkSql, new { step.Name, now = DateTime.UtcNow });
        await tx.CommitAsync();
    }

    const string MarkSql = """
        -- demo.demo-marketplace.mark
        insert into demo.step (name, at) values (@name, @now) on conflict (name) do nothing
        """;

    const string BegunSql = """
        -- demo.demo-marketplace.begun
        select at from demo.step where name = @name
        """;

    const string DoneSql = """
        -- demo.demo-marketplace.done
        select name from demo.step
        """;
}

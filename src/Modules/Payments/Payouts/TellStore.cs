using System.Text.Json;
using Feria.Contracts;

namespace Feria.Payments;

/// <summary>Writes those who may see a store's money what became of it, after the commit that made it so.</summary>
sealed class TellStore(
    Database database, IStoreBook stores, IAccountBook accounts, IPostOffice post, PublicSite site) : Job
{
    const string JobName = "payments.tell-store";

    /// <param name="Facts">What the letter says besides the store; ids and sums, nothing of a person.</param>
    /// <param name="Money">A sum it tells, as <c>amount</c> in the reader's way of writing.</param>
    /// <param name="Room">Where at the store's desk it leads.</param>
    public sealed record Told(
        string Template, Guid Store, Dictionary<string, string> Facts, Money? Money = null, string Room = "money")
    {
        /// <summary>What is told: however often the job is tried, each owner reads it once.</summary>
        public Guid Id { get; init; } = Kernel.Id.New();
    }

    public static void Later(Tx tx, Told told) => tx.Enqueue(JobName, told);

    public override string Name => JobName;

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var told = body.Deserialize<Told>(Json.Options)!;
        IReadOnlyList<Guid> owners;
        string name;
        await using (var session = await database.ReadFreshAsync(stop))
        {
            owners = await stores.WorkersAsync(session, told.Store, StoreRight.Money);
            name = (await stores.SignsAsync(session, [told.Store])).Single().Name;
        }

        var people = (await accounts.ContactsAsync([.. owners], stop)).Values;
        await using var tx = await database.WriteAsync(stop);
        await post.PostOnceAsync(tx,
        [
            .. people.Select(person => (
                new Letter(person.Email, person.Locale, told.Template, Facts(told, name, person)),
                $"{told.Id} {person.Email}")),
        ]);
        if (people.Any()) await tx.CommitAsync();
    }

    Dictionary<string, string> Facts(Told told, string store, Contact person) => new(told.Facts)
    {
        ["name"] = person.FullName,
        ["store"] = store,
        ["amount"] = told.Money is { } money ? Currency.Words(money, person.Locale) : "",
        ["link"] = site.Page(person.Locale, $"sell/{told.Store}/{told.Room}"),
    };
}

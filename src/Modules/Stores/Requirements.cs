using System.Text.Json;
using Feria.Contracts;

namespace Feria.Stores;

/// <summary>What is asked of a store before it may sell, and what of it is met.</summary>
public sealed class Requirements(IAccountBook accounts, Database database)
{
    public const string Computed = "computed";
    public const string Attested = "attested";
    public const string Verified = "verified";
    public const string Waived = "waived";

    public const string EmailVerified = "email_verified";
    public const string ProfileTold = "profile_told";
    public const int TellingEnough = 40;

    /// <param name="Words">What a requirement of the platform's own is called, by language.</param>
    /// <param name="Needed">Whether a store may not sell without it.</param>
    /// <param name="How">computed, attested, verified or waived; null while it is not met.</param>
    public sealed record Standing(
        string Name, string Kind, IReadOnlyDictionary<string, string> Words, bool Needed, string? How, string? Why,
        DateTime? At)
    {
        public bool IsMissing => Needed && How is null;
    }

    /// <summary>
    /// Whether an owner's e-mail is verified: asked of the accounts before any transaction of the store's begins.
    /// </summary>
    public async Task<bool> IsOwnerProvedAsync(Guid store, CancellationToken stop)
    {
        IReadOnlyList<Guid> owners;
        await using (var session = await database.ReadFreshAsync(stop))
            owners = await session.ListAsync<Guid>(OwnersSql, new { store });
        return (await accounts.ContactsAsync([.. owners], stop)).Values.Any(owner => owner.Verified);
    }

    /// <summary>Every requirement there is, in order, as this store stands to it.</summary>
    public static async Task<IReadOnlyList<Standing>> OfAsync(Session session, Guid store, bool isOwnerProved) =>
    [
        .. (await session.ListAsync<Row>(OfSql, new { store, TellingEnough })).Select(row => new Standing(
            row.Name, row.Kind, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Words, Json.Options)!,
            row.Needed,
            row.Kind == Computed ? IsMet(row, isOwnerProved) ? Computed : null : row.How,
            row.Why, row.At)),
    ];

    static bool IsMet(Row row, bool isOwnerProved) => row.Name switch
    {
        EmailVerified => isOwnerProved,
        ProfileTold => row.IsTold,
        _ => false,
    };

    sealed record Row(
        string Name, string Kind, string Words, bool Needed, string? How, string? Why, DateTime? At, bool IsTold);

    const string OwnersSql = """
        -- stores.requirements.owners
        select account_id from stores.staff where store_id = @store and role = 'owner'
        """;

    const string OfSql = """
        -- stores.requirements.of
        select r.name, r.kind, r.words::text as words, r.is_needed as needed, m.how, m.why, m.at,
            length(s.about) >= @TellingEnough and s.city <> '' as is_told
        from stores.requirement r
        cross join stores.store s
        left join stores.requirement_met m on m.store_id = s.id and m.requirement = r.name
        where s.id = @store
        order by r.position, r.name
        """;
}

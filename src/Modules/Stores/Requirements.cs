using System.Text.Json;
using Feria.Contracts;

namespace Feria.Stores;

/// <summary>What is asked of a store before it may sell, and what of it is met.</summary>
public static class Requirements
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

    /// <summary>Every requirement there is, in order, as this store stands to it.</summary>
    /// <param name="owners">How to reach those who own it, as <see cref="Owners"/> says.</param>
    public static async Task<IReadOnlyList<Standing>> OfAsync(
        Session session, Guid store, IReadOnlyCollection<Contact> owners) =>
    [
        .. (await session.ListAsync<Row>(OfSql, new { store, TellingEnough })).Select(row => new Standing(
            row.Name, row.Kind, JsonSerializer.Deserialize<Dictionary<string, string>>(row.Words, Json.Options)!,
            row.Needed,
            row.Kind == Computed ? IsMet(row, owners) ? Computed : null : row.How,
            row.Why, row.At)),
    ];

    static bool IsMet(Row row, IReadOnlyCollection<Contact> owners) => row.Name switch
    {
        EmailVerified => owners.Any(owner => owner.Verified),
        ProfileTold => row.IsTold,
        _ => false,
    };

    sealed record Row(
        string Name, string Kind, string Words, bool Needed, string? How, string? Why, DateTime? At, bool IsTold);

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

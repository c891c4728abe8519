using Feria.Contracts;

namespace Feria.Stores;

/// <summary>
/// Fees of a category that went into another are fees of that one; where it has the same already, that one stands.
/// </summary>
public sealed class OnCategoryMerged : Reaction
{
    public override string Name => "stores.on-category-merged";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(CategoryMerged))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var merged in events.Select(said => said.As<CategoryMerged>()))
        {
            await tx.ExecuteAsync(EndSql, new { merged.Number, merged.Into });
            await tx.ExecuteAsync(MoveSql, new { merged.Number, merged.Into });
        }
    }

    const string EndSql = """
        -- stores.on-category-merged.end
        update stores.fee f
        set ended_at = now()
        where f.category = @Number and f.ended_at is null and exists (
            select
            from stores.fee s
            where s.category = @Into and s.ended_at is null and s.name = f.name and s.currency = f.currency
                and s.store_id is not distinct from f.store_id)
        """;

    const string MoveSql = """
        -- stores.on-category-merged.move
        update stores.fee set category = @Into where category = @Number and ended_at is null
        """;
}

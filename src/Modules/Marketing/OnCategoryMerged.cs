using Feria.Contracts;

namespace Feria.Marketing;

/// <summary>Promotions of a category that went into another are good for what stands in that one.</summary>
public sealed class OnCategoryMerged : Reaction
{
    public override string Name => "marketing.on-category-merged";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(CategoryMerged))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        foreach (var merged in events.Select(said => said.As<CategoryMerged>()))
            await tx.ExecuteAsync(MoveSql, new { tx.Region, merged.Number, merged.Into });
    }

    const string MoveSql = """
        -- marketing.on-category-merged.move
        update marketing.promotion set category = @Into
        where region = @Region and category = @Number and ended_at is null and until_at > now()
        """;
}

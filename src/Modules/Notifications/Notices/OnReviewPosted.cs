using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Who serves in the store that sold it is told of a review.</summary>
sealed class OnReviewPosted(IStoreDesk desk, IProductBook products, INoticeBoard notices, TimeProvider clock) : Reaction
{
    public override string Name => "notifications.on-review-posted";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(ReviewPosted))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var posted = events.Where(said => said.At > clock.GetUtcNow() - OrderLetters.News)
            .Select(said => said.As<ReviewPosted>()).Where(said => said.Store is not null).ToList();
        if (posted.Count == 0) return;
        var staff = (await desk.StaffAsync(tx, [.. posted.Select(said => said.Store!.Value).Distinct()]))
            .ToLookup(one => one.Store, one => one.Account);
        var titles = (await products.FactsAsync(tx, [.. posted.Select(said => said.Product).Distinct()]))
            .ToDictionary(product => product.Product, product => product.Title);
        await notices.PostAsync(tx,
        [
            .. from said in posted
               from account in staff[said.Store!.Value]
               select new Notice(
                   account, NoticeTopic.Reviews, "review-posted", new Dictionary<string, string>
                   {
                       ["title"] = titles.GetValueOrDefault(said.Product, ""),
                       ["rating"] = $"{said.Rating}",
                   }, $"/sell/{said.Store}/reviews", $"review {said.Review}"),
        ]);
    }
}

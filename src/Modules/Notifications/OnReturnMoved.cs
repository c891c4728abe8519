using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// Buyer and store read what the other side, or the platform, did about a return: each step is a letter to whoever it
/// is news for, and a notice where they have an account.
/// </summary>
sealed class OnReturnMoved(
    IOrderBook orders, IStoreDesk desk, IAccountBook accounts, IPostOffice post, INoticeBoard notices, PublicSite site,
    TimeProvider clock) : Reaction
{
    static readonly string Opened = EventKindAttribute.Of(typeof(ReturnOpened));

    public override string Name => "notifications.on-return-moved";
    public override IReadOnlyCollection<string> Hears { get; } =
        [Opened, EventKindAttribute.Of(typeof(ReturnMoved))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var news = events.Where(said => said.At > clock.GetUtcNow() - OrderLetters.News).Select(Step.Of).ToList();
        if (news.Count == 0) return;
        var about = (await orders.ReturnsForLettersAsync(tx, [.. news.Select(step => step.Return).Distinct()]))
            .ToDictionary(one => one.Return);
        var letters = new List<(Letter, string)>();
        var told = new List<Notice>();
        foreach (var step in news)
        {
            if (!about.TryGetValue(step.Return, out var one)) continue;
            if (step.ToBuyer is { } template)
            {
                var page = $"returns/{one.Return}";
                letters.Add(LetterTo(one.Buyer, one, template, page, step.Event));
                if (one.Account is { } buyer) told.Add(NoticeTo(buyer, one, template, page, step.Event));
            }

            if (step.ToStore is { } asked)
                foreach (var (account, person) in await StaffAsync(tx, one.Store))
                {
                    var page = $"sell/{one.Store}/returns/{one.Return}";
                    letters.Add(LetterTo(person, one, asked, page, step.Event));
                    told.Add(NoticeTo(account, one, asked, page, step.Event));
                }
        }

        await post.PostOnceAsync(tx, letters);
        await notices.PostAsync(tx, told);
    }

    async Task<IReadOnlyDictionary<Guid, Contact>> StaffAsync(Tx tx, Guid store)
    {
        var staff = await desk.StaffAsync(tx, [store]);
        return await accounts.ContactsAsync([.. staff.Select(one => one.Account)], tx.Stop);
    }

    static Notice NoticeTo(Guid account, ReturnForLetter about, string kind, string page, Guid said) => new(
        account, NoticeTopic.Orders, kind,
        new Dictionary<string, string> { ["number"] = about.Number, ["store"] = about.StoreName },
        "/" + page, $"{kind} {said}");

    (Letter, string) LetterTo(Contact reader, ReturnForLetter about, string template, string page, Guid said) => (
        new(reader.Email, reader.Locale, template, new Dictionary<string, string>
        {
            ["name"] = reader.FullName,
            ["number"] = about.Number,
            ["store"] = about.StoreName,
            ["total"] = Currency.Words(about.Refunded, reader.Locale),
            ["lines"] = string.Join('\n', about.Lines.Select(line => OrderLetters.Words(line, reader.Locale))),
            ["link"] = site.Page(reader.Locale, page),
        }),
        $"{template} {said} {reader.Email}");

    /// <summary>What happened, and which letter each side gets of it.</summary>
    sealed record Step(Guid Event, Guid Return, string? ToBuyer, string? ToStore)
    {
        public static Step Of(LoggedEvent said)
        {
            if (said.Kind == Opened) return new(said.Id, said.As<ReturnOpened>().Return, null, "return-asked");
            var moved = said.As<ReturnMoved>();
            var isDecided = moved.Side == "platform";
            return new(
                said.Id, moved.Return,
                isDecided ? "return-decided" : moved.Status switch
                {
                    "accepted" => "return-accepted",
                    "refused" => "return-refused",
                    "refunded" or "part_refunded" when moved.Side == "store" => "return-refunded",
                    "exchanged" => "return-exchanged",
                    "lapsed" => "return-lapsed",
                    _ => null,
                },
                isDecided ? "return-decided" : moved.Status switch
                {
                    "sent" => "return-sent",
                    "escalated" => "return-escalated",
                    _ => null,
                });
        }
    }
}

using System.Globalization;
using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Who works in the stores asked reads of it by letter, once an hour at most: what else came in meanwhile waits at the
/// desk.
/// </summary>
sealed class OnQuestionAsked(
    IStoreDesk desk, IStoreBook stores, IProductBook products, IAccountBook accounts, IPostOffice post,
    INoticeBoard notices, PublicSite site, TimeProvider clock) : Reaction
{
    // Later than that nobody is helped by the news, and who was written to is no longer remembered.
    static readonly TimeSpan News = TimeSpan.FromDays(30);

    public override string Name => "community.on-question-asked";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(QuestionAsked))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        Guid[] questions =
        [
            .. events.Where(said => said.At > clock.GetUtcNow() - News)
                .Select(said => said.As<QuestionAsked>().Question),
        ];
        var asked = await tx.ListAsync<Asked>(AskedSql, new { questions });
        if (asked.Count == 0) return;
        Guid[] all = [.. asked.Select(one => one.Store).Distinct()];
        var names = (await stores.SignsAsync(tx, all)).ToDictionary(store => store.Id, store => store.Name);
        var titles = (await products.FactsAsync(tx, [.. asked.Select(one => one.Product).Distinct()]))
            .ToDictionary(product => product.Product, product => product.Title);
        var staff = (await desk.StaffAsync(tx, all)).ToLookup(one => one.Store, one => one.Account);
        var people = await accounts.ContactsAsync([.. staff.SelectMany(store => store).Distinct()], tx.Stop);
        await post.PostOnceAsync(tx, [.. LettersOf(asked, names, titles, staff, people)]);
        await notices.PostAsync(tx,
        [
            .. from one in asked
               from account in staff[one.Store]
               select new Notice(
                   account, NoticeTopic.Questions, "question-asked",
                   new Dictionary<string, string> { ["title"] = titles.GetValueOrDefault(one.Product, "") },
                   $"/sell/{one.Store}/questions", $"question-asked {one.Question} {one.Store}"),
        ]);
    }

    IEnumerable<(Letter, string)> LettersOf(
        IReadOnlyList<Asked> asked, Dictionary<Guid, string> names, Dictionary<Guid, string> titles,
        ILookup<Guid, Guid> staff, IReadOnlyDictionary<Guid, Contact> people) =>
        from one in asked
        where names.ContainsKey(one.Store)
        from account in staff[one.Store]
        let reader = people.GetValueOrDefault(account)
        where reader is not null
        let hour = one.AskedAt.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture)
        select (
            new Letter(reader.Email, reader.Locale, "question-asked", new Dictionary<string, string>
            {
                ["name"] = reader.FullName,
                ["store"] = names[one.Store],
                ["title"] = titles.GetValueOrDefault(one.Product, ""),
                ["text"] = one.Text,
                ["link"] = site.Page(reader.Locale, $"sell/{one.Store}/questions"),
            }) { Heeds = (account, NoticeTopic.Questions) },
            $"question-asked {one.Store} {account} {hour}");

    sealed record Asked(Guid Question, Guid Product, Guid Store, string Text, DateTime AskedAt);

    const string AskedSql = """
        -- community.on-question-asked.asked
        select q.id as question, q.product_id as product, a.store_id as store, q.body as text, q.asked_at
        from community.question q
        join community.answer a on a.question_id = q.id
        where q.id = any(@questions) and a.body is null and q.removed_at is null
        order by q.id, a.store_id
        """;
}

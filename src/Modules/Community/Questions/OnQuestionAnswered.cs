using Feria.Contracts;

namespace Feria.Community;

/// <summary>Who asked reads each store's answer by letter, once.</summary>
sealed class OnQuestionAnswered(
    IProductBook products, IAccountBook accounts, IPostOffice post, INoticeBoard notices, PublicSite site,
    TimeProvider clock) : Reaction
{
    static readonly TimeSpan News = TimeSpan.FromDays(30);

    public override string Name => "community.on-question-answered";

    public override IReadOnlyCollection<string> Hears { get; } = [EventKindAttribute.Of(typeof(QuestionAnswered))];

    public override async Task HandleAsync(Tx tx, IReadOnlyList<LoggedEvent> events)
    {
        var said = events.Where(one => one.At > clock.GetUtcNow() - News)
            .Select(one => one.As<QuestionAnswered>()).ToList();
        var answers = await tx.ListAsync<Answered>(AnsweredSql, new
        {
            questions = said.Select(one => one.Question).ToArray(),
            stores = said.Select(one => one.Store).ToArray(),
        });
        if (answers.Count == 0) return;
        var facts = (await products.FactsAsync(tx, [.. answers.Select(one => one.Product).Distinct()]))
            .ToDictionary(product => product.Product);
        var people = await accounts.ContactsAsync([.. answers.Select(one => one.Account).Distinct()], tx.Stop);
        await post.PostOnceAsync(tx,
        [
            .. from one in answers
               let reader = people.GetValueOrDefault(one.Account)
               let product = facts.GetValueOrDefault(one.Product)
               where reader is not null && product is not null
               select (
                   new Letter(reader.Email, reader.Locale, "question-answered", new Dictionary<string, string>
                   {
                       ["name"] = reader.FullName,
                       ["store"] = one.StoreName,
                       ["title"] = product.Title,
                       ["text"] = one.Text,
                       ["link"] = site.Page(reader.Locale, $"product/{product.Slug}"),
                   }) { Heeds = (one.Account, NoticeTopic.Questions) },
                   $"question-answered {one.Question} {one.Store}"),
        ]);
        await notices.PostAsync(tx,
        [
            .. from one in answers
               let product = facts.GetValueOrDefault(one.Product)
               where product is not null
               select new Notice(
                   one.Account, NoticeTopic.Questions, "question-answered",
                   new Dictionary<string, string> { ["store"] = one.StoreName, ["title"] = product.Title },
                   $"/product/{product.Slug}", $"question-answered {one.Question} {one.Store}"),
        ]);
    }

    sealed record Answered(Guid Question, Guid Product, Guid Account, Guid Store, string StoreName, string Text);

    const string AnsweredSql = """
        -- community.on-question-answered.answered
        select distinct q.id as question, q.product_id as product, q.account_id as account, a.store_id as store,
            a.store_name, a.body as text
        from unnest(@questions::uuid[], @stores::uuid[]) as s(question, store)
        join community.question q on q.id = s.question
        join community.answer a on a.question_id = s.question and a.store_id = s.store
        where q.account_id is not null and a.body is not null and a.removed_at is null and q.removed_at is null
        """;
}

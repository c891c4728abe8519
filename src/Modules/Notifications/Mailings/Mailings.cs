using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Takes in what many people are told at once; <see cref="SendMailing"/> tells them.</summary>
sealed class Mailings(
    Database database, Receivers receivers, IPostOffice post, Unsubscribing unsubscribing, PublicSite site,
    IAccountBook accounts) : IMailings
{
    public async Task<IReadOnlySet<Guid>> WillingAsync(Session session, Guid[] asked, string channel)
    {
        var wishes = await Wishes.OfAsync(session, database.Region, asked);
        var willing = wishes.Values.Where(wish => !wish.Declines(NoticeTopic.Promotions, channel))
            .Select(wish => wish.Account).ToHashSet();
        if (channel != MailingChannel.Push || willing.Count == 0) return willing;
        return (await session.ListAsync<Guid>(ReachedSql, new
        {
            Region = database.Region, kinds = receivers.PushKinds, accounts = willing.ToArray(),
        })).ToHashSet();
    }

    public async Task PostAsync(Tx tx, string sender, string channel, IReadOnlyList<MailingTo> to)
    {
        if (to.Count == 0) return;
        var batch = Id.New();
        await tx.ExecuteAsync(PostSql, new
        {
            tx.Region, batch, sender, channel,
            ids = to.Select(one => one.Message).ToArray(),
            accounts = to.Select(one => one.Account).ToArray(),
        });
        tx.Enqueue(SendMailing.JobName, new SendMailing.Order(batch), key: $"{batch}");
    }

    public async Task TryAsync(Tx tx, Guid account, MailingText text)
    {
        if (await accounts.ContactAsync(account, tx.Stop) is { } reader)
            await post.PostAsync(tx, LetterOf(account, reader, text));
    }

    /// <summary>A letter of a mailing; nobody's wishes are looked up again.</summary>
    internal Letter LetterOf(Guid account, Contact reader, MailingText text) => new(
        reader.Email, reader.Locale, "promotion", new Dictionary<string, string>
        {
            ["subject"] = text.Subject, ["body"] = text.Body, ["link"] = site.Page(reader.Locale, text.Path[1..]),
            ["unsubscribe"] = unsubscribing.LinkOf(account, reader.Locale),
        });

    const string ReachedSql = """
        -- notifications.mailings.reached
        select a.id
        from unnest(@accounts::uuid[]) as a(id)
        where exists (
            select from notifications.receiver r
            where r.region = @Region and r.account_id = a.id and r.kind = any(@kinds) and r.refused_at is null
                and (r.until is null or r.until > now()))
        """;

    const string PostSql = """
        -- notifications.mailings.post
        insert into notifications.mailing (region, batch_id, id, account_id, sender, channel)
        select @Region, @batch, m.id, m.account_id, @sender, @channel
        from unnest(@ids::uuid[], @accounts::uuid[]) as m(id, account_id)
        """;
}

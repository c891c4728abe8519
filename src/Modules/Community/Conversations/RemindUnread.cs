using System.Text.Json;
using Feria.Contracts;

namespace Feria.Community;

/// <summary>
/// Ten minutes after the last message: who has not read what the other side wrote gets one letter for all of it.
/// </summary>
public sealed class RemindUnread(
    Database database, IOrderBook orders, IStoreDesk desk, IAccountBook accounts, IPostOffice post,
    INoticeBoard notices, PublicSite site) : Job
{
    public const string JobName = "community.remind-unread";

    public override string Name => JobName;

    /// <param name="Side">Who may not have read.</param>
    public sealed record Order(Guid Id, string Side);

    public override async Task RunAsync(JsonElement body, CancellationToken stop)
    {
        var order = body.Deserialize<Order>(Json.Options)!;
        await using var tx = await database.WriteAsync(stop);
        var unread = await tx.OneOrNullAsync<Unread>(UnreadSql, new { tx.Region, order.Id, order.Side });
        if (unread is null) return;
        var about = (await orders.ForLettersAsync(tx, [order.Id])).SingleOrDefault();
        if (about is null) return;
        var letters = order.Side == Side.Buyer
            ? [LetterTo(about.Account, about.Buyer, about, "message-of-store", $"orders/{order.Id}/messages")]
            : await ToStaffAsync(tx, unread.Store, about);
        // By the last number: run again it writes nothing again.
        await post.PostOnceAsync(tx,
        [
            .. letters.Select(letter => (letter, $"message {order.Id} {order.Side} {unread.Last} {letter.To}")),
        ]);
        await notices.PostAsync(tx,
        [
            .. from letter in letters
               let reader = letter.Heeds?.Account
               where reader is not null
               select new Notice(
                   reader.Value, NoticeTopic.Messages, letter.Template,
                   new Dictionary<string, string> { ["number"] = about.Number, ["store"] = about.Store },
                   order.Side == Side.Buyer
                       ? $"/orders/{order.Id}/messages"
                       : $"/sell/{unread.Store}/messages/{order.Id}",
                   $"message {order.Id} {order.Side} {unread.Last}"),
        ]);
        await tx.CommitAsync();
    }

    async Task<IReadOnlyList<Letter>> ToStaffAsync(Tx tx, Guid store, OrderForLetter about)
    {
        var staff = await desk.StaffAsync(tx, [store]);
        var people = await accounts.ContactsAsync([.. staff.Select(one => one.Account)], tx.Stop);
        return
        [
            .. people.Select(person => LetterTo(
                person.Key, person.Value, about, "message-of-buyer", $"sell/{store}/messages/{about.Order}")),
        ];
    }

    Letter LetterTo(Guid? account, Contact reader, OrderForLetter about, string template, string page) => new(
        reader.Email, reader.Locale, template, new Dictionary<string, string>
        {
            ["name"] = reader.FullName,
            ["number"] = about.Number,
            ["store"] = about.Store,
            ["link"] = site.Page(reader.Locale, page),
        })
    {
        Heeds = account is { } heeds ? (heeds, NoticeTopic.Messages) : null,
    };

    sealed record Unread(Guid Store, int Last);

    const string UnreadSql = """
        -- community.remind-unread.unread
        select store_id as store, last_number as last
        from community.conversation
        where region = @Region and order_id = @Id
            and case @Side when 'buyer' then buyer_unread else store_unread end > 0
        """;
}

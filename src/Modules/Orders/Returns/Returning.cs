using Feria.Contracts;

namespace Feria.Orders;

/// <summary>A return and its order, whose checkout is locked until the transaction ends.</summary>
sealed record HeldReturn(
    Guid Id, string Kind, string Reason, string Status, DateTime? ReceivedAt, long? WorthMinor, DateTime? DueAt)
{
    public HeldOrder Order { get; init; } = null!;
}

/// <summary>
/// Moves returns on: every step is written with who did it and what they said, tells it, and once nothing is open any
/// more lets the store be paid.
/// </summary>
sealed class Returning(
    Refunding refunding, Shipping shipping, IPayments payments, IStock stock, Vault vault, ISettingDesk settings,
    TimeProvider clock)
{
    const string WordsColumn = "orders.return_history.words_sealed";

    /// <summary>Returns of an order: more are mischief.</summary>
    internal const int Most = 50;

    /// <summary>What a buyer asks for.</summary>
    /// <param name="Units">How many of which line.</param>
    public sealed record Wish(
        string Kind, string Reason, IReadOnlyDictionary<int, long> Units, string? Words, string[] Pictures);

    // Whether something can still come back decides money: as it is set this instant.
    async Task<ReturnTerms> TermsAsync(Tx tx) => new(await settings.NowAsync(tx, OrderSettings.ReturnDays));

    public static byte[]? Seal(Vault vault, string? words) =>
        string.IsNullOrWhiteSpace(words) ? null : vault.Seal(words.Trim(), WordsColumn);

    public static string? Open(Vault vault, byte[]? words) => words is null ? null : vault.Open(words, WordsColumn);

    /// <summary>A buyer asks; the store is not paid for the order until this has ended.</summary>
    public async Task<(Guid Return, Refusal? Refusal)> AskAsync(Tx tx, Guid id, HeldOrder order, Wish wish, Guid? actor)
    {
        if (!ReturnKind.Reasons[wish.Kind].Contains(wish.Reason)) return (id, Refusals.ReasonDoesNotFit);
        var count = await tx.OneAsync<int>(CountSql, new { tx.Region, order = order.Id });
        if (count >= Most) return (id, Refusals.TooManyReturns);
        var lines = await ReturnUnits.OfAsync(tx, tx.Region, order.Id, await TermsAsync(tx), Now);
        if (Refuse(order.Status, lines, wish) is { } refusal) return (id, refusal);

        await tx.ExecuteAsync(AskSql, new
        {
            tx.Region, id, order = order.Id, count = count + 1, wish.Kind, wish.Reason, wish.Pictures, now = Now,
            dueAt = DueAt(ReturnStatus.Asked), step = Id.New(), words = Seal(vault, wish.Words), actor,
            positions = wish.Units.Keys.Select(position => (short)position).ToArray(),
            quantities = wish.Units.Values.Select(quantity => (int)quantity).ToArray(),
        });
        await payments.KeepBackAsync(tx, order.Id, id);
        tx.Append(new ReturnOpened(id, order.Id, order.Store));
        return (id, null);
    }

    internal static Refusal? Refuse(string status, IReadOnlyList<ReturnUnits> lines, Wish wish) =>
        wish.Units.Keys.Any(position => lines.All(line => line.Position != position)) ? Refusals.NoSuchLine
        : status is not (OrderStatus.Preparing or OrderStatus.Shipped or OrderStatus.Delivered)
            || lines.Any(line => wish.Units.GetValueOrDefault(line.Position) > line.Askable(wish.Reason))
            ? Refusals.UnitsNotReturnable.With(
                "returnable", lines.Select(line => new { line = line.Position, units = line.Askable(wish.Reason) }))
        : null;

    /// <summary>A step without money. Said again, it changes nothing.</summary>
    public async Task<Refusal?> MoveAsync(
        Tx tx, HeldReturn held, string side, string status, string? words, Guid? actor)
    {
        if (held.Status == status) return null;
        if (!ReturnStatus.MayMove(held.Status, side, status)
            || (status == ReturnStatus.Accepted && (held.ReceivedAt is not null || !ReturnKind.IsOfGoods(held.Kind))))
            return Refusals.ReturnNotReachable.With("status", held.Status);
        await StandAsync(tx, held, side, status, words, actor);
        return null;
    }

    /// <summary>Money for its units, all of it or a part that is explained.</summary>
    /// <param name="amount">Null for what is still to be paid of their worth.</param>
    public async Task<Refusal?> PayAsync(
        Tx tx, HeldReturn held, string side, Money? amount, string? words, Guid? actor)
    {
        if (held.Status == ReturnStatus.Refunded) return null;
        if (!ReturnStatus.MayMove(held.Status, side, ReturnStatus.Refunded))
            return Refusals.ReturnNotReachable.With("status", held.Status);
        var sold = await Refunding.SoldAsync(tx, tx.Region, held.Order.Id);
        if (amount is { } named && named.Currency != sold.Currency) return Refusals.RefundCurrency;
        var units = await UnitsAsync(tx, held);
        var lines = await ReturnUnits.OfAsync(tx, tx.Region, held.Order.Id, await TermsAsync(tx), Now);
        var worth = held.WorthMinor ?? ReturnUnits.WorthMinor(
            lines, units, ReturnKind.IsOfStore(held.Reason) ? sold.DeliveryMinor : 0);
        var paid = await tx.OneAsync<long>(PaidSql, new { tx.Region, held.Id, order = held.Order.Id });
        var left = (await refunding.LeftAsync(tx, held.Order.Id, sold.Currency)).Amount;
        var due = Math.Min(Math.Max(0, worth - paid), left);
        var given = amount?.Amount ?? due;
        // What the platform decides is decided; a store that keeps something says why.
        var isWhole = given >= due || side == ReturnSide.Platform;
        if (!isWhole && string.IsNullOrWhiteSpace(words)) return Refusals.WordsNeeded;

        if (held.WorthMinor is null)
            await tx.ExecuteAsync(WorthSql, new { tx.Region, held.Id, worth });
        var refusal = await refunding.PayAsync(tx, held.Order, sold, new(
            new(given, sold.Currency), Refunding.OfReturn, null,
            held.WorthMinor is null ? units : new Dictionary<int, int>(), held.Id)
        {
            // What did not come and is at the store by now is not sent again.
            Unsent = held.Reason != ReturnKind.NotReceived ? new Dictionary<int, int>() : lines.ToDictionary(
                line => (int)line.Position,
                line => Math.Min(units.GetValueOrDefault(line.Position), line.CameBack)),
        }, actor);
        if (refusal is not null) return refusal;
        if (held.Reason == ReturnKind.NotReceived) await shipping.SettleAsync(tx, held.Order, actor);
        await StandAsync(
            tx, held, side, isWhole ? ReturnStatus.Refunded : ReturnStatus.PartRefunded, words, actor);
        return null;
    }

    /// <summary>The goods came back: some go on the shelf, then the buyer gets the money, or the same anew.</summary>
    /// <param name="shelf">Of each line so many can be sold again.</param>
    /// <param name="isAnew">Whether the same is sent anew instead of paid back.</param>
    public async Task<Refusal?> ReceiveAsync(
        Tx tx, HeldReturn held, IReadOnlyDictionary<int, long> shelf, bool isAnew, Money? amount, string? words,
        Guid? actor)
    {
        if (held.ReceivedAt is not null) return null;
        if (!ReturnStatus.AwaitsGoods(held.Kind, held.Status))
            return Refusals.ReturnNotReachable.With("status", held.Status);
        var units = await UnitsAsync(tx, held);
        if (shelf.Any(one => one.Value > units.GetValueOrDefault(one.Key))) return Refusals.MoreThanReturned;
        var offers = (await ReturnUnits.OfAsync(tx, tx.Region, held.Order.Id, await TermsAsync(tx), Now))
            .ToDictionary(line => (int)line.Position, line => line.Offer);
        // All rows of stock at once: locked one after the other they might be locked out of order.
        var touched = units.Keys.Select(position => offers[position]).Distinct().ToArray();
        await stock.LoadAndLockAsync(tx, touched);
        await stock.RestockAsync(tx,
        [
            .. shelf.Where(one => one.Value > 0)
                .Select(one => new Restock(held.Order.Id, offers[one.Key], one.Value)),
        ]);
        await tx.ExecuteAsync(ReceiveSql, new { tx.Region, held.Id, now = Now });
        var received = held with { ReceivedAt = Now };
        return isAnew
            ? await SendAnewAsync(tx, received, units, offers, words, actor)
            : await PayAsync(tx, received, ReturnSide.Store, amount, words, actor);
    }

    async Task<Refusal?> SendAnewAsync(
        Tx tx, HeldReturn held, IReadOnlyDictionary<int, int> units, IReadOnlyDictionary<int, Guid> offers,
        string? words, Guid? actor)
    {
        if (held.Kind != ReturnKind.Exchange) return Refusals.NoExchange;
        var wanted = units.GroupBy(one => offers[one.Key])
            .Select(one => new Hold(held.Id, one.Key, one.Sum(line => (long)line.Value), null))
            .OrderBy(hold => hold.Offer).ToList();
        var free = (await stock.LoadAndLockAsync(tx, [.. wanted.Select(hold => hold.Offer)]))
            .ToDictionary(one => one.Offer, one => one.Free);
        if (wanted.Any(hold => hold.Quantity > free.GetValueOrDefault(hold.Offer))) return Refusals.NothingToExchange;
        await stock.SellFreeAsync(tx, wanted);
        await tx.ExecuteAsync(AnewSql, new { tx.Region, held.Id });
        await StandAsync(tx, held, ReturnSide.Store, ReturnStatus.Exchanged, words, actor);
        return null;
    }

    /// <summary>Writes where it stands now, and tells it.</summary>
    public async Task StandAsync(Tx tx, HeldReturn held, string side, string status, string? words, Guid? actor)
    {
        // Goods that are back, or money that was given, are not taken as if nothing had been.
        if (status is ReturnStatus.Withdrawn or ReturnStatus.Kept or ReturnStatus.Lapsed
            && (held.ReceivedAt is not null || held.WorthMinor is not null))
            status = ReturnStatus.Refunded;
        await tx.ExecuteAsync(StandSql, new
        {
            tx.Region, held.Id, status, dueAt = DueAt(status), step = Id.New(), side, words = Seal(vault, words), actor,
            now = Now,
        });
        if (!ReturnStatus.Open.Contains(status)) await payments.LetGoAsync(tx, held.Order.Id, held.Id);
        tx.Append(new ReturnMoved(held.Id, held.Order.Id, held.Order.Store, status, side));
    }

    static async Task<IReadOnlyDictionary<int, int>> UnitsAsync(Tx tx, HeldReturn held) =>
        (await tx.ListAsync<(short Position, int Quantity)>(LinesSql, new { tx.Region, held.Id }))
        .ToDictionary(line => (int)line.Position, line => line.Quantity);

    DateTime? DueAt(string status) => ReturnStatus.ByItself(status) is { } next ? Now + next.After : null;

    DateTime Now => clock.GetUtcNow().UtcDateTime;

    const string CountSql = """
        -- orders.returning.count
        select count(*)::int from orders.return where region = @Region and order_id = @order
        """;

    const string AskSql = """
        -- orders.returning.ask
        with asked as (
            insert into orders.return (
                region, id, order_id, store_id, number, kind, reason, status, pictures, due_at, asked_at)
            select @Region, @id, o.id, o.store_id, o.number || '-R' || @count::text, @Kind, @Reason, 'asked',
                @Pictures, @dueAt, @now
            from orders.store_order o
            where o.region = @Region and o.id = @order),
        units as (
            insert into orders.return_line (region, return_id, position, quantity)
            select @Region, @id, l.position, l.quantity
            from unnest(@positions::smallint[], @quantities::int[]) as l(position, quantity))
        insert into orders.return_history (region, return_id, id, status, side, words_sealed, actor, at)
        values (@Region, @id, @step, 'asked', 'buyer', @words, @actor, @now)
        """;

    const string LinesSql = """
        -- orders.returning.lines
        select position, quantity
        from orders.return_line
        where region = @Region and return_id = @Id
        order by position
        """;

    const string PaidSql = """
        -- orders.returning.paid
        select coalesce(sum(amount_minor), 0)::bigint
        from orders.refund
        where region = @Region and order_id = @order and return_id = @Id
        """;

    const string WorthSql = """
        -- orders.returning.worth
        update orders.return set worth_minor = @worth where region = @Region and id = @Id
        """;

    const string ReceiveSql = """
        -- orders.returning.receive
        update orders.return set received_at = @now where region = @Region and id = @Id
        """;

    const string AnewSql = """
        -- orders.returning.anew
        update orders.return_line set anew = quantity where region = @Region and return_id = @Id
        """;

    const string StandSql = """
        -- orders.returning.stand
        with moved as (
            update orders.return set status = @status, due_at = @dueAt where region = @Region and id = @Id)
        insert into orders.return_history (region, return_id, id, status, side, words_sealed, actor, at)
        values (@Region, @Id, @step, @status, @side, @words, @actor, @now)
        """;
}

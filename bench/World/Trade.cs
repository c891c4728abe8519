using Feria.Contracts;
using Feria.Orders;

namespace Feria.Bench;

/// <summary>Two years of buying, in the order it happened: more every day, a few products again and again.</summary>
sealed class Trade(Size size, Shelves shelves, IReadOnlyList<Guid> accounts)
{
    // Nothing is placed in a day's last minutes, so that what is placed in a day is settled in it.
    const double PartOfDay = .99;

    /// <summary>Exactly as many orders as the size says.</summary>
    public IEnumerable<Purchase> Purchases()
    {
        var chance = new Chance(Chance.SeedOf(size.Seed, "trade", 0));
        var number = 0L;
        for (var orders = 0; orders < size.Orders;)
        {
            var quote = QuoteOf(chance, size.Orders - orders);
            yield return Buy(chance, ++number, Moment(orders), quote);
            orders += quote.Parts.Count;
        }
    }

    DateTime Moment(int orders)
    {
        var days = Size.Days * Math.Pow((double)orders / size.Orders, .8);
        var day = Math.Floor(days);
        return size.From.AddDays(day).AddMilliseconds(Math.Floor((days - day) * PartOfDay * 86_400_000));
    }

    Quote QuoteOf(Chance chance, int mostParts)
    {
        var first = shelves.Draw(chance);
        var lines = new List<QuoteLine> { new(first, QuantityOf(chance)) };
        for (var more = MoreLines(chance); more > 0; more--)
        {
            var beside = chance.Is(.04) && mostParts > 1
                ? shelves.Draw(chance)
                : shelves.DrawBeside(chance, first.Store);
            if (beside.Currency == first.Currency) lines.Add(new(beside, QuantityOf(chance)));
        }

        var quote = Quote.Of(lines, shelves.Stores);
        return quote.Parts.Count <= mostParts ? quote : new(quote.Parts.Take(mostParts).ToList());
    }

    Purchase Buy(Chance chance, long number, DateTime at, Quote quote)
    {
        // Some buy often, most seldom.
        var buyer = (int)(accounts.Count * Math.Pow(chance.Part(), 1.5));
        var lines = quote.Parts.SelectMany(part => part.Lines).ToList();
        var (from, delivered) = (new long[lines.Count], new int[lines.Count]);
        for (var i = 0; i < lines.Count; i++)
            (from[i], delivered[i]) = shelves.Of(lines[i].Offer.Offer).Sell(lines[i].Quantity);
        return new(
            number, chance.Id(at), accounts[buyer], buyer, chance.Is(.25) ? PaymentMethod.CashOnDelivery
                : PaymentMethod.Card, at, quote, from, delivered, Chance.SeedOf(size.Seed, "purchase", number));
    }

    static int MoreLines(Chance chance) => chance.Below(10) switch { < 5 => 0, < 8 => 1, 8 => 2, _ => 3 };

    static int QuantityOf(Chance chance) => chance.Below(8) switch { < 6 => 1, 6 => 2, _ => 3 };
}

namespace Feria.Olist;

/// <summary>What the files tell, each row by itself. Money is in centavos.</summary>
sealed record Seller(string Id, string City);

sealed record Shelf(string Name, string English);

sealed record Ware(string Id, string? Shelf, IReadOnlyDictionary<string, decimal> Measures);

sealed record Customer(string Id, string Person, string Zip, string City, string State);

sealed record Item(long Row, string Ware, string Seller, long PriceMinor, long FreightMinor);

sealed record Paid(long Row, string Kind, long AmountMinor);

/// <param name="Said">Null where the file does not say when.</param>
sealed record Opinion(
    long Row, string Id, string Order, int Rating, string Title, string Body, DateTime? Said);

/// <param name="Approved">When its money was there.</param>
/// <param name="Sent">When a carrier had it.</param>
sealed record Sale(
    long Row, string Id, Customer Customer, string Status, DateTime Placed, DateTime? Approved, DateTime? Sent,
    DateTime? Arrived, IReadOnlyList<Item> Items, IReadOnlyList<Paid> Payments)
{
    public long TotalMinor => Items.Sum(item => item.PriceMinor + item.FreightMinor);

    public long PaidMinor => Payments.Sum(payment => payment.AmountMinor);

    /// <summary>The last instant that anything is known of it.</summary>
    public DateTime Last => new[] { Placed, Approved, Sent, Arrived }.Max()!.Value;
}

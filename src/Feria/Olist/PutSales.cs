using Feria.Catalog;
using Feria.Community;
using Feria.Contracts;
using Feria.Inventory;
using Feria.Orders;
using Feria.Payments;

namespace Feria.Olist;

/// <summary>
/// Puts orders with their units and money, then reviews: so many in a transaction, whole or not at all. What is there
/// already is passed by.
/// </summary>
sealed class PutSales(Database database, Vault vault, ImportPace pace, Tally tally)
{
    /// <summary>Nothing in them waits for a shopper, so that more go at once than products.</summary>
    const int Times = 3;

    public async Task SalesAsync(
        History history, IReadOnlyDictionary<(string Ware, string Seller), OfferTerms> offers,
        IReadOnlyDictionary<string, StoreTerms> stores, IProgress<double> progress, CancellationToken stop)
    {
        for (var done = 0; done < history.Sales.Count;)
        {
            var size = Math.Min(Times * await pace.BatchAsync(stop), history.Sales.Count - done);
            var begun = TimeProvider.System.GetTimestamp();
            await PutAsync(history.Sales.GetRange(done, size), offers, stores, stop);
            done += size;
            progress.Report((double)done / history.Sales.Count);
            await pace.RestAsync(TimeProvider.System.GetElapsedTime(begun), stop);
        }
    }

    async Task PutAsync(
        List<Sale> sales, IReadOnlyDictionary<(string Ware, string Seller), OfferTerms> offers,
        IReadOnlyDictionary<string, StoreTerms> stores, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var known = await LoadCheckouts.KnownAsync(tx, sales.Select(Course.CheckoutId));
        var fresh = sales.Where(sale => !known.Contains(Course.CheckoutId(sale))).ToList();
        var courses = fresh.Select(sale => new Course(sale, offers, stores)).ToList();
        if (fresh.Count > 0)
        {
            await LoadCheckouts.RunAsync(tx, vault, [.. courses.Select(course => course.CheckoutOf())]);
            await LoadSales.RunAsync(tx, [.. courses.SelectMany(course => course.UnitsOf())]);
            await LoadPayments.RunAsync(tx, [.. courses.Select(course => course.PaymentOf())]);
            await tx.CommitAsync();
        }

        foreach (var sale in sales) Count(sale, known.Contains(Course.CheckoutId(sale)));
        foreach (var how in courses.SelectMany(course => course.Adjusted())) tally.Adjust(how);
        tally.Make("checkouts", courses.Count);
        tally.Make("orders", courses.Sum(course => course.Parts.Count));
        tally.Make("order lines", courses.Sum(course => course.Parts.Sum(order => order.Part.Lines.Count)));
        tally.Make("payments", courses.Count);
        tally.Make("sales", courses.Where(course => course.IsSale).Sum(course => course.Parts.Count));
    }

    void Count(Sale sale, bool isKnown)
    {
        Action<string, long> count = isKnown ? tally.Known : tally.Put;
        count(History.Customers, 1);
        count(History.Orders, 1);
        count(History.Items, sale.Items.Count);
        count(History.Payments, sale.Payments.Count);
    }

    public async Task ReviewsAsync(
        History history, IReadOnlyDictionary<(string Ware, string Seller), OfferTerms> offers,
        IProgress<double> progress, CancellationToken stop)
    {
        var sales = history.Sales.ToDictionary(sale => sale.Id);
        // A product's together: its rating is summed up once, not once a batch.
        var opinions = history.Opinions.OrderBy(one => ItemOf(sales[one.Order]).Ware, StringComparer.Ordinal)
            .ThenBy(one => one.Row).ToList();
        for (var done = 0; done < opinions.Count;)
        {
            var size = Math.Min(Times * await pace.BatchAsync(stop), opinions.Count - done);
            var begun = TimeProvider.System.GetTimestamp();
            var reviews = opinions.GetRange(done, size)
                .Select(opinion => ReviewOf(opinion, sales[opinion.Order], offers))
                .ToList();
            await using (var tx = await database.WriteAsync(stop))
            {
                var known = await LoadReviews.KnownAsync(tx, reviews.Select(review => review.Id));
                var fresh = reviews.Where(review => !known.Contains(review.Id)).ToList();
                if (fresh.Count > 0)
                {
                    await LoadReviews.RunAsync(tx, fresh);
                    await tx.CommitAsync();
                }

                tally.Put(History.Reviews, fresh.Count);
                tally.Known(History.Reviews, known.Count);
                tally.Make("reviews", fresh.Count);
            }

            done += size;
            progress.Report((double)done / opinions.Count);
            await pace.RestAsync(TimeProvider.System.GetElapsedTime(begun), stop);
        }
    }

    // An order is reviewed as a whole: its dearest thing stands for it.
    static Item ItemOf(Sale sale) => sale.Items.MaxBy(item => item.PriceMinor)!;

    static LoadReviews.Review ReviewOf(
        Opinion opinion, Sale sale, IReadOnlyDictionary<(string Ware, string Seller), OfferTerms> offers)
    {
        var item = ItemOf(sale);
        var offer = offers[(item.Ware, item.Seller)];
        var at = opinion.Said ?? sale.Last;
        return new(
            Names.Id("review", $"{opinion.Id}/{opinion.Order}", sale.Placed), offer.Product, offer.Store, null,
            $"Customer {Names.Short(sale.Customer.Person)}", opinion.Rating, opinion.Title, opinion.Body, "pt", at,
            Course.OrderId(sale, item.Seller));
    }
}

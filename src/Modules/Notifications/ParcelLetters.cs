using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Writes buyers about their parcels, once of each thing that becomes of one.</summary>
sealed class ParcelLetters(IOrderBook orders, IPostOffice post, PublicSite site, TimeProvider clock)
{
    public async Task PostAsync(
        Tx tx, IEnumerable<LoggedEvent> events, Func<LoggedEvent, Guid> shipmentOf,
        Func<ParcelForLetter, string> templateOf)
    {
        Guid[] ids =
        [
            .. events.Where(said => said.At > clock.GetUtcNow() - OrderLetters.News).Select(shipmentOf).Distinct(),
        ];
        if (ids.Length == 0) return;
        var letters = new List<(Letter, string)>();
        foreach (var parcel in await orders.ParcelsForLettersAsync(tx, ids))
        {
            var template = templateOf(parcel);
            // With or without a number, it is the same news.
            var mark = $"{template.Replace("-tracked", "")} {parcel.Shipment}";
            letters.Add((new(parcel.Buyer.Email, parcel.Buyer.Locale, template, Facts(parcel)), mark));
        }

        await post.PostOnceAsync(tx, letters);
    }

    Dictionary<string, string> Facts(ParcelForLetter parcel) => new()
    {
        ["name"] = parcel.Buyer.FullName,
        ["number"] = parcel.Number,
        ["store"] = parcel.Store,
        ["tracking"] = parcel.Tracking,
        ["lines"] = string.Join('\n', parcel.Lines.Select(line => OrderLetters.Words(line, parcel.Buyer.Locale))),
        ["link"] = site.Page(parcel.Buyer.Locale, $"orders/{parcel.Order}"),
    };
}

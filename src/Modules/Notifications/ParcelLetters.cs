using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>Writes buyers about their parcels, once of each thing that becomes of one.</summary>
sealed class ParcelLetters(
    IOrderBook orders, IPostOffice post, INoticeBoard notices, PublicSite site, TimeProvider clock)
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
        var told = new List<Notice>();
        foreach (var parcel in await orders.ParcelsForLettersAsync(tx, ids))
        {
            var template = templateOf(parcel);
            // With or without a number, it is the same news.
            var kind = template.Replace("-tracked", "");
            var mark = $"{kind} {parcel.Shipment}";
            letters.Add((new(parcel.Buyer.Email, parcel.Buyer.Locale, template, Facts(parcel))
            {
                Heeds = parcel.Account is { } reader ? (reader, NoticeTopic.Parcels) : null,
            }, mark));
            if (parcel.Account is { } account)
                told.Add(new(
                    account, NoticeTopic.Parcels, kind,
                    new Dictionary<string, string> { ["number"] = parcel.Number, ["store"] = parcel.Store },
                    $"/orders/{parcel.Order}", mark));
        }

        await post.PostOnceAsync(tx, letters);
        await notices.PostAsync(tx, told);
    }

    Dictionary<string, string> Facts(ParcelForLetter parcel) => new(OrderLetters.Facts(parcel.Promise))
    {
        ["name"] = parcel.Buyer.FullName,
        ["number"] = parcel.Number,
        ["store"] = parcel.Store,
        ["tracking"] = parcel.Tracking,
        ["lines"] = string.Join('\n', parcel.Lines.Select(line => OrderLetters.Words(line, parcel.Buyer.Locale))),
        ["link"] = site.Page(parcel.Buyer.Locale, $"orders/{parcel.Order}"),
    };
}

using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Feria.Kernel;

namespace Feria.Bench;

/// <summary>
/// A flash sale with five times as many buyers as units, through the API alone: all take a spot before it starts, wait
/// for their turn, and buy. Exactly the units are sold, and the sale's own proof holds.
/// </summary>
static partial class FlashSale
{
    const int BuyersOfAUnit = 5;
    static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<IReadOnlyList<Figure>> RunAsync(Street street, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        var units = Math.Clamp(street.Size.Products / 5, 5, 1000);
        var (sale, offer) = (Id.New(), street.Products[0].Offer);
        using var manager = await street.ManagerAsync(stop);
        var starts = DateTime.UtcNow + Gathering + TimeSpan.FromMilliseconds(units * BuyersOfAUnit * 2);
        var put = await manager.PutAsJsonAsync($"/api/v1/admin/flash-sales/{sale}", new
        {
            slug = $"bench-{sale:N}",
            name = "Bench",
            offer,
            units,
            price = 100,
            currency = "USD",
            perBuyer = 1,
            audience = "anyone",
            hasLine = true,
            opensAt = DateTime.UtcNow,
            startsAt = starts,
            endsAt = starts.AddHours(1),
        }, patience.Token);
        if (!put.IsSuccessStatusCode) throw new InvalidOperationException(await put.Content.ReadAsStringAsync(stop));

        var before = await street.Meter.ReadAsync();
        var buyers = Enumerable.Range(0, units * BuyersOfAUnit).Select(_ => new Buyer(street, sale, offer)).ToList();
        foreach (var some in buyers.Chunk(64))
            await Task.WhenAll(some.Select(buyer => buyer.JoinAsync(patience.Token)));
        await Task.WhenAll(buyers.Select(buyer => buyer.WaitAndBuyAsync(patience.Token)));
        var cost = await street.Meter.ReadAsync() - before;
        foreach (var buyer in buyers) buyer.Dispose();

        var proof = await ProveAsync(manager, sale, patience.Token);
        var sold = proof.GetProperty("units").GetProperty("sold").GetInt64();
        var last = buyers.Where(buyer => buyer.BoughtAt is not null).Max(buyer => buyer.BoughtAt) ?? DateTime.UtcNow;
        var bought = buyers.Count(buyer => buyer.BoughtAt is not null);
        var took = buyers.Where(buyer => buyer.BoughtAt is not null).Select(buyer => buyer.TookMs).Order().ToList();
        street.Invariants.Add(Invariant.Of(
            "flash-sale-sold-exactly-its-units", sold == units && bought == units,
            $"{units} units, {sold} sold, {bought} buyers were told so"));
        street.Invariants.Add(Invariant.Of(
            "flash-sale-proof-holds", proof.GetProperty("holds").GetBoolean(), proof.GetProperty("checks").ToString()));
        return
        [
            Figure.Of("flash-sale", sold / Math.Max(.001, (last - starts).TotalSeconds), "units a second") with
            {
                P50Ms = Math.Round(ReadSide.Share(took, .5), 1),
                P99Ms = Math.Round(ReadSide.Share(took, .99), 1),
                P999Ms = Math.Round(ReadSide.Share(took, .999), 1),
                CpuUsApp = Math.Round(cost.AppMicroseconds / units, 1),
                CpuUsPostgres = Math.Round(cost.PostgresMicroseconds / units, 1),
                AllocatedBytes = Math.Round(cost.AllocatedBytes / units),
                Statements = Math.Round((double)cost.Statements / units, 2),
                Errors = buyers.Count(buyer => buyer.Failed),
                More = new Dictionary<string, double> { ["buyers"] = buyers.Count, ["units"] = units },
                Note = "Latencies are of the purchase; costs are of a unit, with everybody's waiting in them.",
            },
        ];
    }

    static async Task<JsonElement> ProveAsync(HttpClient manager, Guid sale, CancellationToken stop)
    {
        while (true)
        {
            var proof = await manager.GetFromJsonAsync<JsonElement>($"/api/v1/admin/flash-sales/{sale}/proof", stop);
            if (proof.GetProperty("isFinal").GetBoolean()) return proof;
            await Task.Delay(100, stop);
        }
    }

    sealed partial class Buyer(Street street, Guid sale, string offer) : IDisposable
    {
        readonly string guest = Token.New();
        Wire? wire;

        public bool Failed { get; private set; }
        public DateTime? BoughtAt { get; private set; }
        public double TookMs { get; private set; }

        public async Task JoinAsync(CancellationToken stop)
        {
            wire = await Wire.OpenAsync(street.Shop, stop);
            Failed = await wire.AskAsync(Ask("POST"), stop) != 200;
        }

        /// <summary>Asks as often as it is told to, until it is its turn or there is nothing left.</summary>
        public async Task WaitAndBuyAsync(CancellationToken stop)
        {
            while (!Failed)
            {
                if (await wire!.AskAsync(Ask("GET"), stop) != 200) Failed = true;
                var state = State().Match(wire.LastText).Groups[1].Value;
                if (state is "closed" or "missed") return;
                if (state == "admitted")
                {
                    var asked = Stopwatch.GetTimestamp();
                    Failed = await wire.AskAsync(Buying.Buy(offer, guest, sale), stop) != 201;
                    if (Failed) return;
                    (BoughtAt, TookMs) = (DateTime.UtcNow, Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    street.Receipts.Keep(wire);
                    return;
                }

                var pause = AskAgain().Match(wire.LastText).Groups[1].Value;
                await Task.Delay(TimeSpan.FromSeconds(pause.Length > 0 ? double.Parse(pause) : 1), stop);
            }
        }

        byte[] Ask(string method) =>
            Wire.Request(
                method, $"/api/v1/flash-sales/{sale}/spot", method == "POST" ? "" : null, ("Feria-Cart", guest));

        public void Dispose() => wire?.Dispose();

        [GeneratedRegex("\"state\":\"([a-z]+)\"")]
        private static partial Regex State();

        [GeneratedRegex("\"askAgainSeconds\":([0-9.]+)")]
        private static partial Regex AskAgain();
    }
}

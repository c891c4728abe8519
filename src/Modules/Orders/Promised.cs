using System.Text.Json;
using Feria.Contracts;

namespace Feria.Orders;

/// <summary>How the promise of an order's delivery is kept beside it: a copy, read whole.</summary>
static class Promised
{
    public static string? Write(DeliveryPromise? promise) =>
        promise is null ? null : JsonSerializer.Serialize(promise, Json.Options);

    public static DeliveryPromise? Read(string? kept) =>
        kept is null ? null : JsonSerializer.Deserialize<DeliveryPromise>(kept, Json.Options);
}

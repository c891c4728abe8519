namespace Feria.Integrations;

/// <summary>Something a webhook was told, or is to be.</summary>
/// <param name="Message">What receivers see as <c>webhook-id</c>, at every try the same.</param>
/// <param name="State">waiting, done or failed.</param>
/// <param name="Status">What the last try was answered; null where it was not, or there was none.</param>
/// <param name="Fault">timed_out, unreachable or address_refused, where the last try was not answered.</param>
/// <param name="NextAt">When it is tried next; null where it is not.</param>
public sealed record Delivery(
    Guid Id, string Message, string Kind, string State, int Attempts, int? Status, string? Fault, DateTime? TriedAt,
    DateTime? NextAt, DateTime MadeAt)
{
    public const string Waiting = "waiting";
    public const string Done = "done";
    public const string Failed = "failed";

    public static readonly IReadOnlyList<string> States = [Waiting, Done, Failed];

    internal sealed record Row(
        Guid Id, Guid EventId, string Kind, string State, int Attempts, DateTime DueAt, DateTime MadeAt, int? Status,
        string? Fault, DateTime? TriedAt)
    {
        public Delivery Shown(Guid webhook) => new(
            Id, Signing.IdOf(EventId, webhook), Kind, State, Attempts, Status, Fault, TriedAt,
            State == Waiting ? DueAt : null, MadeAt);
    }
}

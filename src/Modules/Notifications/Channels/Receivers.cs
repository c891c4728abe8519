using Feria.Contracts;

namespace Feria.Notifications;

/// <summary>
/// What people can be told at here, as far as a carrier is configured, and how its addresses are kept.
/// </summary>
public sealed class Receivers(Vault vault, IEnumerable<IMessageCarrier> carriers)
{
    const string Context = "notifications.receiver";

    readonly Dictionary<string, IMessageCarrier> byKind = carriers.ToDictionary(carrier => carrier.Kind);

    public bool OfferSms => byKind.ContainsKey(ReceiverKind.Phone);

    public bool OfferWeb => byKind.ContainsKey(ReceiverKind.Web);

    public bool OfferApps => byKind.ContainsKey(ReceiverKind.App);

    public bool OfferPush => OfferWeb || OfferApps;

    internal string[] Kinds => [.. byKind.Keys];

    internal string[] PushKinds => [.. byKind.Keys.Where(kind => ChannelOf(kind) == Wish.Push)];

    internal IMessageCarrier? CarrierOf(string kind) => byKind.GetValueOrDefault(kind);

    /// <summary>Whether there is a carrier, and it would carry there.</summary>
    internal bool Takes(string kind, string address) => CarrierOf(kind)?.Takes(address) is true;

    internal byte[] Seal(string address) => vault.Seal(address, Context);

    internal string Open(byte[] address) => vault.Open(address, Context);

    internal byte[] Index(string address) => vault.BlindIndex(address, Context);

    /// <summary>The channel of wishes that a kind of receiver belongs to.</summary>
    internal static string ChannelOf(string kind) => kind == ReceiverKind.Phone ? Wish.Sms : Wish.Push;
}

namespace Feria.Integrations;

/// <summary>What a store's programs can be told of, by the names they are told it under.</summary>
public static class WebhookKind
{
    public const string OrderConfirmed = "order.confirmed";
    public const string OrderMoved = "order.moved";
    public const string OrderCancelled = "order.cancelled";
    public const string ShipmentSent = "shipment.sent";
    public const string ShipmentMoved = "shipment.moved";
    public const string StockLow = "stock.low";
    public const string QuestionAsked = "question.asked";
    public const string ReviewPosted = "review.posted";
    public const string MessageReceived = "message.received";

    /// <summary>What is told to try an address; nobody subscribes to it.</summary>
    public const string Test = "webhook.test";

    public static readonly IReadOnlyList<string> All =
    [
        OrderConfirmed, OrderMoved, OrderCancelled, ShipmentSent, ShipmentMoved, StockLow, QuestionAsked, ReviewPosted,
        MessageReceived,
    ];
}

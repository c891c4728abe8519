namespace Feria.Orders.Tests;

public sealed class ShipmentRulesTests
{
    static readonly DateTime Now = new(2026, 12, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("paid", 2, null)]
    [InlineData("preparing", 2, null)]
    [InlineData("shipped", 1, null)]
    [InlineData("paid", 3, "units_not_left")]
    [InlineData("placed", 1, "status_not_reachable")]
    [InlineData("delivered", 1, "status_not_reachable")]
    [InlineData("cancelled", 1, "status_not_reachable")]
    [InlineData("refunded", 1, "status_not_reachable")]
    public void Units_are_sent_once_and_of_a_sale(string status, int units, string? code) => Assert.Equal(
        code, Shipping.Refuse(status, 0, [new(0, 5, 3)], new Dictionary<int, long> { [0] = units })?.Code);

    [Fact]
    public void An_order_goes_in_so_many_parcels_and_no_more() => Assert.Equal(
        "too_many_shipments",
        Shipping.Refuse("preparing", Shipping.Most, [new(0, 5, 3)], new Dictionary<int, long> { [0] = 1 })?.Code);

    [Theory]
    [InlineData("in_transit", "out_for_delivery", 0, null)]
    [InlineData("out_for_delivery", "in_transit", 0, null)]
    [InlineData("in_transit", "delivered", 4, null)]
    [InlineData("in_transit", "delivered", 6, "shipment_time_wrong")]
    [InlineData("in_transit", "delivered", -61, "shipment_time_wrong")]
    [InlineData("delivered", "returned", 0, "shipment_status_not_reachable")]
    [InlineData("returned", "in_transit", 0, "shipment_status_not_reachable")]
    public void A_parcel_moves_by_its_table_and_by_the_clock(string from, string to, int minutes, string? code) =>
        Assert.Equal(code, Shipping.Refuse(
            new(Id.New(), from, 1, Now.AddHours(-1), 1), to, Now.AddMinutes(minutes), Now)?.Code);

    [Fact]
    public void A_parcel_has_so_many_steps_and_no_more() => Assert.Equal(
        "too_many_shipment_steps", Shipping.Refuse(
            new(Id.New(), "in_transit", 1, Now, Shipping.Most), "out_for_delivery", null, Now)?.Code);

    [Theory]
    [InlineData("https://track.example/1?a=b", true)]
    [InlineData("http://track.example", true)]
    [InlineData("ftp://track.example", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https:track.example", false)]
    [InlineData("https://ana:secret@track.example", false)]
    [InlineData("https://track.example/a b", false)]
    [InlineData("//track.example", false)]
    [InlineData("", false)]
    public void A_parcel_is_followed_on_the_web_alone(string address, bool isOne) =>
        Assert.Equal(isOne, new WebAddressAttribute().IsValid(address));
}

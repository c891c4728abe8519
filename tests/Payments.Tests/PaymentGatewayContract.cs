using Feria.Adapters.Payments;

namespace Feria.Payments.Tests;

/// <summary>What every payment gateway must keep, whoever it is.</summary>
public abstract class PaymentGatewayContract
{
    protected abstract IPaymentGateway Gateway { get; }
    protected abstract string Method { get; }

    protected GatewayOrder NewOrder(long amount = 12_990, string currency = "BRL") =>
        new(Id.New(), Method, new Money(amount, currency), "F-100001", "http://shop.test/back");

    [Fact]
    public void It_says_which_methods_it_takes()
    {
        Assert.Contains(Method, Gateway.Methods);
        Assert.All(Gateway.Methods, method => Assert.Contains(method, PaymentMethod.All));
    }

    [Theory]
    [InlineData(12_990, "BRL")]
    [InlineData(1, "CLP")]
    [InlineData(1_005, "KWD")]
    public async Task Asking_charges_nothing_and_keeps_reference_and_amount(long amount, string currency)
    {
        var order = NewOrder(amount, currency);
        var payment = await Gateway.AskAsync(order, default);

        Assert.NotEqual(GatewayStatus.Captured, payment.Status);
        Assert.Equal((order.Reference, order.Amount), (payment.Reference, payment.Amount));
    }

    [Fact]
    public async Task Asking_twice_and_twenty_times_at_once_is_one_payment()
    {
        var order = NewOrder();
        var first = await Gateway.AskAsync(order, default);
        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Gateway.AskAsync(order, default)));
        Assert.All(again, payment => Assert.Equal(first.Id, payment.Id));
    }

    [Fact]
    public async Task Asking_again_with_another_way_back_is_still_one_payment()
    {
        var order = NewOrder();
        var first = await Gateway.AskAsync(order, default);
        var again = await Gateway.AskAsync(order with { ReturnTo = null }, default);
        Assert.Equal(first.Id, again.Id);
    }

    [Fact]
    public async Task What_was_asked_is_found_by_our_reference()
    {
        var order = NewOrder();
        var asked = await Gateway.AskAsync(order, default);
        Assert.Equal(asked, await Gateway.LookAsync(order, default));
    }

    [Fact]
    public async Task A_payment_taken_back_is_over_and_taking_it_back_again_changes_nothing()
    {
        var order = NewOrder();
        var asked = await Gateway.AskAsync(order, default);
        Assert.Equal(GatewayStatus.Canceled, (await Gateway.CancelAsync(asked.Id, order, default)).Status);
        Assert.Equal(GatewayStatus.Canceled, (await Gateway.CancelAsync(asked.Id, order, default)).Status);
    }

    [Fact]
    public void What_it_did_not_sign_it_did_not_say() =>
        Assert.Null(Gateway.Hear("t=1,v1=00", "{}"u8.ToArray(), DateTimeOffset.UtcNow));
}

public sealed class CashOnDeliveryTests : PaymentGatewayContract
{
    protected override IPaymentGateway Gateway { get; } = new CashOnDelivery();
    protected override string Method => PaymentMethod.CashOnDelivery;

    [Fact]
    public async Task It_is_agreed_at_once_and_takes_no_card()
    {
        var payment = await Gateway.AskAsync(NewOrder(), default);
        Assert.Equal(GatewayStatus.DueOnDelivery, payment.Status);
        await Assert.ThrowsAsync<GatewayRefusedException>(
            () => Gateway.ChargeAsync(payment.Id, "tok_approve", "key", default));
    }
}

public sealed class TransferGatewayTests(SandboxGateway sandbox) : PaymentGatewayContract, IClassFixture<SandboxGateway>
{
    protected override IPaymentGateway Gateway => sandbox.Gateway;
    protected override string Method => PaymentMethod.Transfer;

    [Fact]
    public async Task A_transfer_is_awaited_and_its_page_tells_how()
    {
        var payment = await Gateway.AskAsync(NewOrder(), default);
        Assert.Equal(GatewayStatus.Pending, payment.Status);
        Assert.Contains($"/pay/{payment.Id}", payment.Next);
    }
}

public sealed class CardGatewayTests(SandboxGateway sandbox) : PaymentGatewayContract, IClassFixture<SandboxGateway>
{
    protected override IPaymentGateway Gateway => sandbox.Gateway;
    protected override string Method => PaymentMethod.Card;

    async Task<(GatewayOrder, GatewayPayment)> Charge(string token)
    {
        var order = NewOrder();
        var asked = await Gateway.AskAsync(order, default);
        return (order, await Gateway.ChargeAsync(asked.Id, token, $"key-{order.Reference}", default));
    }

    [Fact]
    public async Task What_was_never_asked_is_not_found() => Assert.Null(await Gateway.LookAsync(NewOrder(), default));

    [Theory]
    [InlineData("tok_approve", GatewayStatus.Captured, null)]
    [InlineData("tok_slow", GatewayStatus.Captured, null)]
    [InlineData("tok_charge_then_timeout", GatewayStatus.Captured, null)]
    [InlineData("tok_error_once", GatewayStatus.Captured, null)]
    [InlineData("tok_second_step", GatewayStatus.Open, null)]
    [InlineData("tok_decline_funds", GatewayStatus.Open, "insufficient_funds")]
    [InlineData("tok_decline_expired", GatewayStatus.Open, "expired_card")]
    [InlineData("tok_decline_generic", GatewayStatus.Open, "generic_decline")]
    public async Task A_charge_ends_as_its_card_wants(string token, GatewayStatus status, string? why)
    {
        var (order, payment) = await Charge(token);
        Assert.Equal((status, why), (payment.Status, payment.Why));
        Assert.Equal(payment.Status == GatewayStatus.Open, payment.Next is not null);
        Assert.Equal(payment, await Gateway.LookAsync(order, default));
    }

    [Theory]
    [InlineData("tok_charge_then_vanish", GatewayStatus.Captured)]
    [InlineData("tok_error_after_charge", GatewayStatus.Captured)]
    [InlineData("tok_error_before_charge", GatewayStatus.Open)]
    public async Task Without_a_clear_answer_it_says_so_and_looking_tells(string token, GatewayStatus status)
    {
        var order = NewOrder();
        var asked = await Gateway.AskAsync(order, default);
        await Assert.ThrowsAsync<GatewayUnclearException>(() => Gateway.ChargeAsync(asked.Id, token, "key", default));
        Assert.Equal(status, (await Gateway.LookAsync(order, default))!.Status);
    }

    [Fact]
    public async Task Charging_under_two_keys_charges_once()
    {
        var order = NewOrder();
        var asked = await Gateway.AskAsync(order, default);
        var charged = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(at => Gateway.ChargeAsync(asked.Id, "tok_approve", $"key-{asked.Id}-{at % 2}", default)));
        Assert.All(charged, payment => Assert.Equal((GatewayStatus.Captured, 2), (payment.Status, payment.Version)));
    }

    [Fact]
    public async Task Taking_back_what_was_charged_answers_that_it_was()
    {
        var (order, payment) = await Charge("tok_approve");
        Assert.Equal(GatewayStatus.Captured, (await Gateway.CancelAsync(payment.Id, order, default)).Status);
    }

    [Fact]
    public async Task A_refund_repeated_is_one_refund_and_more_than_was_charged_is_refused()
    {
        var (_, payment) = await Charge("tok_approve");
        var refund = Id.New();
        await Gateway.RefundAsync(payment.Id, new(12_000, "BRL"), refund, default);
        await Gateway.RefundAsync(payment.Id, new(12_000, "BRL"), refund, default);
        var refusal = await Assert.ThrowsAsync<GatewayRefusedException>(
            () => Gateway.RefundAsync(payment.Id, new(991, "BRL"), Id.New(), default));
        Assert.Equal("refund_exceeds_charge", refusal.Code);
        await Gateway.RefundAsync(payment.Id, new(990, "BRL"), Id.New(), default);
    }

    [Fact]
    public async Task A_gateway_that_is_not_there_is_unclear()
    {
        using var nowhere = new HttpGateway(new(new Uri("http://127.0.0.1:1/"), "key", ["secret"]));
        await Assert.ThrowsAsync<GatewayUnclearException>(() => nowhere.AskAsync(NewOrder(), default));
    }

    [Fact]
    public async Task A_wrong_key_is_refused()
    {
        using var stranger = new HttpGateway(new(sandbox.Sandbox.Address, "wrong", ["secret"]));
        var refusal = await Assert.ThrowsAsync<GatewayRefusedException>(() => stranger.AskAsync(NewOrder(), default));
        Assert.Equal("unauthorized", refusal.Code);
    }
}

/// <summary>The sandbox process and our client of it.</summary>
public sealed class SandboxGateway : IAsyncLifetime
{
    HttpGateway? gateway;

    public Sandbox Sandbox { get; private set; } = null!;
    public IPaymentGateway Gateway => gateway!;

    public async ValueTask InitializeAsync()
    {
        Sandbox = await Sandbox.StartAsync();
        gateway = new HttpGateway(new(Sandbox.Address, Sandbox.ApiKey, [Sandbox.WebhookSecret]));
    }

    public ValueTask DisposeAsync()
    {
        gateway?.Dispose();
        return Sandbox.DisposeAsync();
    }
}

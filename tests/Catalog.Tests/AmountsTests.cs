namespace Feria.Catalog.Tests;

public sealed class AmountsTests
{
    [Theory]
    [InlineData("12.50", "USD", 1250)]
    [InlineData("SR 1,095", "SAR", 109500)]
    [InlineData("SR 35/4 pack", "SAR", 3500)]
    [InlineData("1.095,50 €", "EUR", 109550)]
    [InlineData("1,095.50", "USD", 109550)]
    [InlineData("1 095,50 kr", "SEK", 109550)]
    [InlineData("12,5", "EUR", 1250)]
    [InlineData("1,234,567", "INR", 123456700)]
    [InlineData("1.234.567", "CLP", 1234567)]
    [InlineData("₹32999.00", "INR", 3299900)]
    [InlineData("Rs. 99", "INR", 9900)]
    [InlineData("$ 12", "USD", 1200)]
    [InlineData("USD 12", "USD", 1200)]
    [InlineData("1.234", "KWD", 1234)]
    [InlineData("990", "CLP", 990)]
    public void A_price_is_read_as_people_write_it(string text, string currency, long minor) =>
        Assert.Equal(new Amounts.Price(minor, null), Amounts.ReadPrice(text, currency));

    [Theory]
    [InlineData("")]
    [InlineData(" NA ")]
    [InlineData("n/a")]
    [InlineData("No old price")]
    [InlineData("-")]
    public void What_names_no_amount_is_no_price_and_no_fault(string text) =>
        Assert.Equal(default, Amounts.ReadPrice(text, "USD"));

    [Theory]
    [InlineData("12.505", "USD")]
    [InlineData("1.5", "CLP")]
    [InlineData("12 EUR", "USD")]
    [InlineData("from 12 to 15", "USD")]
    [InlineData("99999999999999999999", "USD")]
    [InlineData("-5", "USD")]
    public void What_cannot_be_a_price_is_told(string text, string currency)
    {
        var price = Amounts.ReadPrice(text, currency);
        Assert.Null(price.Minor);
        Assert.NotNull(price.Fault);
    }

    [Theory]
    [InlineData("40", 40)]
    [InlineData("12.5 cm", 12.5)]
    [InlineData("1,5", 1.5)]
    public void A_number_may_carry_its_unit(string text, double number) =>
        Assert.Equal((decimal)number, Amounts.ReadNumber(text));

    [Fact]
    public void Words_are_no_number() => Assert.Null(Amounts.ReadNumber("wide"));
}

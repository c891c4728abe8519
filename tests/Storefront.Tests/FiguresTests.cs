using System.Globalization;

namespace Feria.Storefront.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(12990, "BRL", "en-US", "R$129.90")]
    [InlineData(12990, "BRL", "es-AR", "R$\u00a0129,90")]
    [InlineData(12990, "BRL", "pt-BR", "R$\u00a0129,90")]
    [InlineData(12990, "USD", "pt-BR", "US$\u00a0129,90")]
    [InlineData(129900, "BRL", "es-419", "R$1,299.00")]
    [InlineData(1234567, "USD", "en-US", "$12,345.67")]
    [InlineData(1234567, "USD", "es-CL", "US$12.345,67")]
    [InlineData(12990, "CLP", "es-CL", "$12.990")]
    [InlineData(12990, "CLP", "en-US", "CLP\u00a012,990")]
    [InlineData(1250, "KWD", "en-US", "KWD\u00a01.250")]
    [InlineData(5, "KWD", "en-US", "KWD\u00a00.005")]
    [InlineData(129900, "EUR", "es-ES", "1.299,00\u00a0€")]
    [InlineData(0, "JPY", "en-GB", "¥0")]
    public void Money_has_the_decimals_of_its_currency_and_the_signs_of_the_visitor(
        long amount, string currency, string culture, string written) =>
        Assert.Equal(written, Figures.Plain(new Money(amount, currency), CultureInfo.GetCultureInfo(culture)));

    [Theory]
    [InlineData("en-US", "Nov 3")]
    [InlineData("en-GB", "3 Nov")]
    [InlineData("es-CL", "3 nov")]
    [InlineData("pt-BR", "3 nov")]
    public void A_short_day_stands_in_the_order_of_the_region(string culture, string written) => Assert.Equal(
        written,
        Figures.ShortDay(new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero), CultureInfo.GetCultureInfo(culture)).TrimEnd('.'));

    [Theory]
    [InlineData(750, 1000, 25)]
    [InlineData(667, 1000, 33)]
    [InlineData(1000, 1000, 0)]
    [InlineData(1200, 1000, 0)]
    public void A_discount_is_never_rounded_up(long price, long list, int off) =>
        Assert.Equal(off, Figures.PercentOff(new Money(price, "BRL"), new Money(list, "BRL")));
}

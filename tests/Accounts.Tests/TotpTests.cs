using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Feria.Accounts.Tests;

public sealed class TotpTests
{
    static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long second, string code) =>
        Assert.Equal(code, Totp.CodeAt(Secret, DateTimeOffset.FromUnixTimeSeconds(second)));

    // RFC 4648, section 10, without its padding.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base32(string text, string written) =>
        Assert.Equal(written, Totp.Write(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_code_is_taken_one_step_around_now_and_never_at_or_before_the_last_one() => Check.QuickThrowOnFailure(
        Prop.ForAll(
            Gen.Choose(-4, 4).Zip(Gen.Choose(-4, 4)).ToArbitrary(), ((int Given, int Last) steps) =>
            {
                const long now = 60_000_000;
                var code = Totp.CodeOf(Secret, now + steps.Given);
                var taken = Totp.StepOf(
                    Secret, code, now + steps.Last, DateTimeOffset.FromUnixTimeSeconds(now * 30 + 17));
                return (taken == now + steps.Given) == (Math.Abs(steps.Given) <= 1 && steps.Given > steps.Last);
            }));

    [Fact]
    public void An_app_is_told_whose_account_it_is() => Assert.Equal(
        "otpauth://totp/Feria%3Aana%2Bshop%40example.com?secret=MZXW6YTB&issuer=Feria",
        Totp.Address("MZXW6YTB", "ana+shop@example.com"));
}

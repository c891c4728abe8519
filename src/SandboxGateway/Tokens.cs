namespace Feria.SandboxGateway;

/// <summary>
/// Turns a card into a token. Called from the buyer's side, so it needs no key; the number goes no further than
/// this file.
/// </summary>
public static class Tokens
{
    static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/tokens",
        (HttpContext http, Book book, Settings settings) => Api.Write<Body>(http, book, settings,
            (draft, body) => Rule(draft, body), isKeyRequired: false));

    public sealed record Body
    {
        public required string Number { get; init; }
        public required int ExpMonth { get; init; }
        public required int ExpYear { get; init; }
        public required string Cvc { get; init; }
        public string? Holder { get; init; }
    }

    static Ruling Rule(Draft draft, Body body)
    {
        var faults = Faults(body, draft.Now);
        if (faults.Count > 0) return Ruling.Refuse(422, faults.First().Value, Sentence(faults.First().Value));

        var test = TestCard.ByNumber(Digits(body.Number))!;
        var token = NewId.For("tok");
        draft.Put(new Token(Token.HashOf(token), test.Name, test.Card, draft.Now + Kept));
        // Not kept for replays: the answer has the token in clear.
        return new Ruling(201, new { id = token, card = test.Card }, IsKept: false);
    }

    /// <summary>What is wrong with a card as it was typed, by field.</summary>
    public static Dictionary<string, string> Faults(Body body, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string>();
        var digits = Digits(body.Number);
        if (digits.Length is < 12 or > 19 || !digits.All(char.IsAsciiDigit) || !PassesLuhn(digits))
            faults["number"] = "card_number_invalid";
        else if (TestCard.ByNumber(digits) is null)
            faults["number"] = "card_not_a_test_card";

        if (body.ExpMonth is < 1 or > 12 || body.ExpYear is < 2000 or > 2100
            || (body.ExpYear, body.ExpMonth).CompareTo((now.Year, now.Month)) < 0)
            faults["expiry"] = "card_expiry_invalid";
        if (body.Cvc.Length is < 3 or > 4 || !body.Cvc.All(char.IsAsciiDigit))
            faults["cvc"] = "card_cvc_invalid";
        return faults;
    }

    public static string Sentence(string code) => code switch
    {
        "card_number_invalid" => "This is not a card number.",
        "card_not_a_test_card" => "Only the listed test cards are taken here: never type a real card into a sandbox.",
        "card_expiry_invalid" => "The expiry must be a month that has not passed.",
        _ => "The security code has three or four digits.",
    };

    public static string Digits(string number) => number.Length > 40 ? "" : number.Replace(" ", "").Replace("-", "");

    static bool PassesLuhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            sum += i % 2 == 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
        }
        return sum % 10 == 0;
    }
}

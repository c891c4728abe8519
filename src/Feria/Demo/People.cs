using Feria.Accounts;
using Feria.Catalog;
using Feria.Contracts;

namespace Feria.Demo;

/// <summary>Buyers who never were, and the accounts everybody may use.</summary>
static class People
{
    public const int Buyers = 420;

    public static IReadOnlyList<Visitor> Of(Fair fair)
    {
        var dice = fair.Dice("people");
        var words = Words.Keyed("people");
        string[] first = Split("first"), last = Split("last"), streets = Split("street");
        var places = words["place"].Single().Split(" | ").Select(place => place.Split("; ")).ToList();
        var taken = new HashSet<string>();

        string[] Split(string key) => words[key].Single().Split(", ");
        return
        [
            .. DemoAccount.All.Select(account => VisitorOf(account.FullName, account.Email) with
            {
                Roles = [Roles.Buyer, .. account.Roles],
                Password = account.Password,
                Locale = "en",
            }),
            .. Enumerable.Range(0, Buyers).Select(_ =>
            {
                var name = $"{dice.Of(first)} {dice.Of(last)}";
                return VisitorOf(name, EmailOf(name, dice, taken));
            }),
        ];

        Visitor VisitorOf(string name, string email)
        {
            var since = dice.Moment(fair.Today.AddDays(-600), fair.Today.AddDays(-Fair.Days - 5));
            var place = dice.Of(places);
            var parts = name.Split(' ');
            return new(
                dice.Id(since), name, $"{parts[0]} {parts[^1][0]}.", email,
                $"{dice.Between(10, 99)}{dice.Between(100_000, 999_999)}",
                $"+1 555 01{dice.Between(10, 99)} {dice.Between(100, 999)}",
                place[3] switch { "US" or "GB" or "CA" or "IE" => "en", "BR" => "pt", _ => "es" },
                new PostalAddress(
                    $"{dice.Of(streets)} {dice.Between(1, 240)}",
                    dice.Chance(.3) ? $"Apt. {dice.Between(1, 30)}" : null,
                    place[0], place[1], place[2], place[3]),
                [Roles.Buyer], since);
        }
    }

    static string EmailOf(string name, Dice dice, HashSet<string> taken)
    {
        while (true)
        {
            var email = $"{Slug.Of(name).Replace('-', '.')}{dice.Between(1, 99)}@example.com";
            if (taken.Add(email)) return email;
        }
    }
}

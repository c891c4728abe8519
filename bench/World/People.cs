using System.Net.Http.Json;
using System.Text.Json;
using Feria.Accounts;
using Feria.Contracts;
using Feria.Kernel;
using Feria.Orders;
using Npgsql;
using Contacts = Feria.Orders.Person;
using Place = Feria.Accounts.Place;

namespace Feria.Bench;

/// <summary>
/// Accounts that can sign in: <c>buyer0@bench.example</c> and so on, all with one password. What is sealed beside a
/// checkout is sealed once for a few thousand of them and used again: sealing it ten million times over takes minutes
/// and changes nothing that is measured.
/// </summary>
sealed class People
{
    public const string Password = "correct horse battery";

    const int Sealed = 2048;
    const int Batch = 5000;

    static readonly (string City, string Region, string Code)[] Places =
    [
        ("São Paulo", "SP", "01"), ("Rio de Janeiro", "RJ", "20"), ("Belo Horizonte", "MG", "30"),
        ("Porto Alegre", "RS", "90"), ("Curitiba", "PR", "80"), ("Salvador", "BA", "40"), ("Recife", "PE", "50"),
        ("Fortaleza", "CE", "60"), ("Manaus", "AM", "69"), ("Brasília", "DF", "70"),
    ];

    static readonly string[] First =
        ["Ana", "Bruno", "Carla", "Diego", "Elisa", "Fábio", "Gabi", "Hugo", "Inês", "João", "Lara", "Mateus"];

    static readonly string[] Last =
        ["Almeida", "Barros", "Costa", "Dias", "Esteves", "Ferreira", "Gomes", "Lima", "Moraes", "Nunes", "Souza"];

    readonly IReadOnlyList<Known> known;

    People(Vault vault, int users) => known = [.. Enumerable.Range(0, Math.Min(users, Sealed)).Select(n => Known.Of(
        vault, new Recipient(NameOf(n), EmailOf(n), "en"), AddressOf(n)))];

    /// <summary>Ids of the accounts, in the order of their numbers.</summary>
    public required IReadOnlyList<Guid> Accounts { get; init; }

    public sealed record Known(
        Recipient Recipient, byte[] Contact, byte[] ContactIndex, byte[] Address, byte[] SavedAddress, byte[] Name,
        byte[] IdNumber, byte[] Phone, Place Place)
    {
        public static Known Of(Vault vault, Recipient recipient, PostalAddress address) => new(
            recipient, Contacts.Seal(vault, recipient), Contacts.Index(vault, recipient.Email),
            Contacts.Seal(vault, address), vault.SealAddress(address), vault.SealName(recipient.FullName),
            vault.SealIdNumber("52998224725"), vault.SealPhone("+55 11 91234-5678"), Place.Of(address));
    }

    public Known Of(int buyer) => known[buyer % known.Count];

    /// <summary>The token of a new session.</summary>
    public static async Task<string> SignInAsync(HttpClient http, string email, CancellationToken stop = default)
    {
        var entered = await http.PostAsJsonAsync("/api/v1/sessions", new { email, password = Password }, stop);
        entered.EnsureSuccessStatusCode();
        var session = await entered.Content.ReadFromJsonAsync<JsonElement>(stop);
        return session.GetProperty("token").GetString()!;
    }

    public static string EmailOf(int buyer) => $"buyer{buyer}@bench.example";

    public static async Task<People> LoadAsync(
        NpgsqlConnection connection, string region, Vault vault, Passwords passwords, Size size, Pace pace,
        CancellationToken stop)
    {
        var chance = new Chance(Chance.SeedOf(size.Seed, "people", 0));
        // In the order of their ids, so that they are put in where the index ends.
        var since = Enumerable.Range(0, size.Users)
            .Select(n => size.From.AddDays(-200 + 190.0 * n / size.Users)).ToList();
        var people = new People(vault, size.Users) { Accounts = [.. since.Select(chance.Id)] };
        var hash = passwords.Hash(Password);
        var accounts = new Rows("accounts.account",
            "region, id, status, full_name_sealed, email_sealed, email_index, id_number_sealed, phone_sealed, "
            + "password_hash, locale, created_at, verified_at");
        var logins = new Rows("accounts.login", "email_index, region, account_id");
        var addresses = new Rows("accounts.address",
            "region, id, account_id, address_sealed, country, region_code, postal_zone, is_default, created_at");
        var roles = new Rows("accounts.account_role", "region, account_id, role, given_at");
        foreach (var batch in Enumerable.Range(0, size.Users).Chunk(Batch))
        {
            foreach (var n in batch)
            {
                var (person, account, email) = (people.Of(n), people.Accounts[n], EmailOf(n));
                var index = vault.IndexEmail(email);
                accounts.Begin().Value(region).Value(account).Value("active").Value(person.Name)
                    .Value(vault.SealEmail(email)).Value(index).Value(person.IdNumber).Value(person.Phone).Value(hash)
                    .Value("en").Value(since[n]).Value(since[n]);
                logins.Begin().Value(index).Value(region).Value(account);
                addresses.Begin().Value(region).Value(chance.Id(since[n])).Value(account).Value(person.SavedAddress)
                    .Value(person.Place.Country).Value(person.Place.RegionCode).Value(person.Place.PostalZone)
                    .Value(true).Value(since[n]);
                roles.Begin().Value(region).Value(account).Value(Roles.Buyer).Value(since[n]);
            }

            await using var transaction = await connection.BeginTransactionAsync(stop);
            foreach (var rows in new[] { accounts, logins, addresses, roles }) await rows.SendAsync(connection, stop);
            await transaction.CommitAsync(stop);
            pace.Add(batch.Length);
        }

        return people;
    }

    static string NameOf(int n) => $"{First[n % First.Length]} {Last[n / First.Length % Last.Length]}";

    static PostalAddress AddressOf(int n)
    {
        var (city, region, code) = Places[n % Places.Length];
        return new($"Rua das Flores {n % 900 + 1}", null, city, region, $"{code}{n % 1000:000}-{n % 997:000}", "BR");
    }
}

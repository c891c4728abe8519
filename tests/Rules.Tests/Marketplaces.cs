using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Feria.Rules.Tests;

public static class Marketplaces
{
    /// <summary>A marketplace with an account of every role.</summary>
    public sealed class WithStaff : FeriaHost
    {
        static readonly string[] Roles =
        [
            "buyer", "seller", "administrator", "platform_manager", "moderator", "dba", "bi_analyst",
            "marketing_specialist",
        ];

        readonly Dictionary<string, string> tokens = [];

        public string AdministratorToken => tokens["administrator"];

        public Task<string> TokenOfAsync(string role) => Task.FromResult(tokens[role]);

        public async Task<IReadOnlySet<string>> PermissionsOfAsync(string role)
        {
            await using var read = await Database.ReadAsync();
            return (await read.ListAsync<string>(
                "select permission from accounts.role_permission where role = @role", new { role })).ToHashSet();
        }

        /// <summary>The administrator's token, or a new administrator's where that one was signed out.</summary>
        public async Task<string> LivingAdministratorTokenAsync()
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
            message.Headers.Authorization = new("Bearer", tokens["administrator"]);
            using var answer = await Http.SendAsync(message);
            if (!answer.IsSuccessStatusCode) await OpenAsync("administrator", $"{Guid.NewGuid():N}@example.com");
            return tokens["administrator"];
        }

        /// <summary>How often somebody was denied something, as the audit has it.</summary>
        public async Task<long> DeniedAsync() =>
            (long)(await SqlAsync("select count(*) from kernel.audit_entry where outcome = 'denied'"))!;

        /// <summary>A session by which the administrator uses the buyer's account.</summary>
        public async Task<string> ActAsync()
        {
            var buyer = await SqlAsync(
                $"select account_id from accounts.session where token_hash = decode('{Convert.ToHexString(
                    Token.Hash(tokens["buyer"]))}', 'hex')");
            return (await AskAsync("administrator", $"/api/v1/admin/users/{buyer}/act", new { why = "To help." }))
                ["token"]!.GetValue<string>();
        }

        /// <summary>A key of every scope, of a store of the seller's.</summary>
        public async Task<string> MakeKeyAsync()
        {
            var store = await OpenStoreAsync("seller");
            return (await AskAsync("seller", $"/api/v1/store/{store}/keys", new
            {
                name = "Stock room", scopes = new[] { "read", "orders", "listings" },
            }))["token"]!.GetValue<string>();
        }

        /// <summary>A store of the account of that role.</summary>
        public async Task<Guid> OpenStoreAsync(string role) => (await AskAsync(role, "/api/v1/store", new
        {
            name = "Lamps", about = "", city = "Leeds", country = "GB", language = "en", currency = "GBP",
        }))["id"]!.GetValue<Guid>();

        async Task<JsonNode> AskAsync(string role, string path, object body)
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
            message.Headers.Authorization = new("Bearer", tokens[role]);
            using var answer = await Http.SendAsync(message);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            return (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        }

        protected override async Task PrepareAsync()
        {
            foreach (var role in Roles) await OpenAsync(role, $"{role}@example.com");
            await SettleAsync();
        }

        async Task OpenAsync(string role, string email)
        {
            var answer = await Http.PostAsJsonAsync("/api/v1/accounts", new
            {
                fullName = "Robin Role",
                email,
                idNumber = "AB123456",
                phone = "+44 20 7946 0000",
                password = "a long enough passphrase 7",
                address = new { line1 = "1 High Street", city = "Leeds", region = "ENG", postalCode = "LS1 1AA",
                    country = "GB" },
            });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            var body = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
            tokens[role] = body["token"]!.GetValue<string>();
            await SqlAsync(
                "insert into accounts.account_role (region, account_id, role) "
                + $"values ('main', '{body["id"]}', '{role}') on conflict do nothing");
        }
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Feria.Accounts.Tests;

public sealed class RegisterAccountTests(FeriaHost host) : IClassFixture<FeriaHost>
{
    [Fact]
    public async Task A_person_registers_and_is_signed_in()
    {
        var email = Api.NewEmail();
        var (id, token) = await host.Http.RegisterAsync(email);

        var me = await (await host.Http.SendAsync(HttpMethod.Get, "/me", token)).JsonAsync();

        Assert.Equal(id, me.GetProperty("id").GetGuid());
        Assert.Equal("Ana Souza", me.GetProperty("fullName").GetString());
        Assert.Equal(email, me.GetProperty("email").GetString());
        Assert.False(me.GetProperty("emailVerified").GetBoolean());
        Assert.Equal("529.982.247-25", me.GetProperty("idNumber").GetString());
        Assert.Equal("+55 11 91234-5678", me.GetProperty("phone").GetString());
        Assert.Equal("buyer", me.GetProperty("roles")[0].GetString());
        Assert.Equal(0, me.GetProperty("permissions").GetArrayLength());
    }

    [Theory]
    [InlineData("fullName", "")]
    [InlineData("fullName", "   ")]
    [InlineData("fullName", "two\nlines")]
    [InlineData("email", "ana")]
    [InlineData("email", "ana@example")]
    [InlineData("email", "ana@@example.com")]
    [InlineData("email", "ana souza@example.com")]
    [InlineData("idNumber", "12")]
    [InlineData("idNumber", "529.982.247-26")]
    [InlineData("phone", "call me")]
    [InlineData("phone", "12345")]
    [InlineData("password", "short")]
    [InlineData("password", "password")]
    [InlineData("address.line1", "")]
    [InlineData("address.city", "")]
    [InlineData("address.region", "")]
    [InlineData("address.postalCode", "")]
    [InlineData("address.country", "Brazil")]
    [InlineData("address.country", "XX")]
    public async Task A_field_that_is_not_valid_is_named(string field, string text)
    {
        var body = Api.Registration(Api.NewEmail());
        if (field.StartsWith("address.", StringComparison.Ordinal)) body["address"]![field["address.".Length..]] = text;
        else body[field] = text;
        var before = await host.SqlAsync("select count(*) from accounts.account");

        var answer = await host.Http.PostAsJsonAsync("/api/v1/accounts", body);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.JsonAsync();
        Assert.Equal("invalid_fields", problem.GetProperty("code").GetString());
        var errors = problem.GetProperty("errors").EnumerateObject().ToList();
        Assert.Equal([field], errors.Select(error => error.Name));
        Assert.Single(errors[0].Value.EnumerateArray());
        Assert.Equal(before, await host.SqlAsync("select count(*) from accounts.account"));
    }
}

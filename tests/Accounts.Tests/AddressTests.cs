using System.Text.Json;
using Feria.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Accounts.Tests;

public sealed class AddressTests(DemoHost host) : IClassFixture<DemoHost>
{
    static readonly object Santiago = Written("Av. Providencia 1234");

    [Fact]
    public async Task The_address_of_the_registration_is_the_first_and_the_default()
    {
        var (id, token) = await host.Http.RegisterAsync(Api.NewEmail());

        var only = Assert.Single(await ListAsync(token));
        Assert.Equal("Rua das Flores, 12", only.GetProperty("line1").GetString());
        Assert.True(only.GetProperty("isDefault").GetBoolean());
        var expected = new PostalAddress("Rua das Flores, 12", null, "São Paulo", "SP", "01310-100", "BR");
        Assert.Equal(expected, await Book.AddressAsync(id, null, CancellationToken.None));
        Assert.Equal("BR SP 013", await host.SqlAsync(
            "select concat_ws(' ', country, region_code, postal_zone) from accounts.address "
            + $"where account_id = '{id}'"));
    }

    [Fact]
    public async Task An_address_is_added_changed_and_removed()
    {
        var (id, token) = await host.Http.RegisterAsync(Api.NewEmail());

        var added = await host.Http.SendAsync(HttpMethod.Post, "/me/addresses", token, Santiago);
        Assert.Equal(201, (int)added.StatusCode);
        var address = (await added.JsonAsync()).GetProperty("id").GetGuid();
        Assert.Equal($"/api/v1/me/addresses/{address}", added.Headers.Location?.ToString());
        Assert.False((await added.JsonAsync()).GetProperty("isDefault").GetBoolean());

        var put = await host.Http.SendAsync(
            HttpMethod.Put, $"/me/addresses/{address}", token, Written("Calle 2 <script>", isDefault: true));
        Assert.Equal(200, (int)put.StatusCode);
        var list = await ListAsync(token);
        Assert.Equal(
            ["Calle 2 <script>", "Rua das Flores, 12"], list.Select(each => each.GetProperty("line1").GetString()));
        Assert.Equal([true, false], list.Select(each => each.GetProperty("isDefault").GetBoolean()));
        Assert.Equal("Calle 2 <script>", (await Book.AddressAsync(id, address, CancellationToken.None))?.Line1);

        Assert.Equal(204, await host.Http.StatusAsync(HttpMethod.Delete, $"/me/addresses/{address}", token));
        Assert.Equal(404, await host.Http.StatusAsync(HttpMethod.Delete, $"/me/addresses/{address}", token));
        Assert.True(Assert.Single(await ListAsync(token)).GetProperty("isDefault").GetBoolean());
    }

    [Fact]
    public async Task The_address_of_another_is_not_there()
    {
        var (ana, anas) = await host.Http.RegisterAsync(Api.NewEmail());
        var (bea, beas) = await host.Http.RegisterAsync(Api.NewEmail());
        var address = (await ListAsync(anas))[0].GetProperty("id").GetGuid();

        Assert.Equal(404, await host.Http.StatusAsync(HttpMethod.Put, $"/me/addresses/{address}", beas, Santiago));
        Assert.Equal(404, await host.Http.StatusAsync(HttpMethod.Delete, $"/me/addresses/{address}", beas));
        Assert.Null(await Book.AddressAsync(bea, address, CancellationToken.None));
        Assert.Equal("Rua das Flores, 12", (await Book.AddressAsync(ana, address, CancellationToken.None))?.Line1);
    }

    [Fact]
    public async Task A_book_holds_fifty_also_when_many_are_added_at_once()
    {
        var (_, token) = await host.Http.RegisterAsync(Api.NewEmail());

        var statuses = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => host.Http.StatusAsync(
            HttpMethod.Post, "/me/addresses", token, Written($"Calle {i}", isDefault: true))));

        Assert.Equal(49, statuses.Count(status => status == 201));
        Assert.Equal(11, statuses.Count(status => status == 409));
        var list = await ListAsync(token);
        Assert.Equal(50, list.Count);
        Assert.Single(list, each => each.GetProperty("isDefault").GetBoolean());
    }

    [Theory]
    [InlineData("line1", "")]
    [InlineData("city", " ")]
    [InlineData("postalCode", "123456789012345678901")]
    [InlineData("country", "cl")]
    public async Task A_part_that_is_not_valid_is_named(string part, string text)
    {
        var (_, token) = await host.Http.RegisterAsync(Api.NewEmail());
        var body = JsonSerializer.SerializeToNode(Santiago)!;
        body[part] = text;

        var answer = await host.Http.SendAsync(HttpMethod.Post, "/me/addresses", token, body);

        Assert.Equal((400, "invalid_fields"), ((int)answer.StatusCode, await answer.CodeAsync()));
        var errors = (await answer.JsonAsync()).GetProperty("errors");
        Assert.Equal([part], errors.EnumerateObject().Select(each => each.Name));
        Assert.Single(await ListAsync(token));
    }

    static object Written(string line1, bool? isDefault = null) => new
    {
        line1,
        line2 = "",
        city = "Santiago",
        region = "RM",
        postalCode = "7500000",
        country = "CL",
        isDefault,
    };

    async Task<List<JsonElement>> ListAsync(string token) =>
        [.. (await (await host.Http.SendAsync(HttpMethod.Get, "/me/addresses", token)).JsonAsync())
            .GetProperty("items").EnumerateArray()];

    IAccountBook Book => host.Services.GetRequiredService<IAccountBook>();
}

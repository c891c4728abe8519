using Feria.Accounts.Tests;
using Feria.Stores.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Feria.Marketing.Tests;

/// <summary>What is known of people is what accounts and orders say now, and nothing that they said once.</summary>
public sealed class PeopleTests(DemoHost host) : IClassFixture<DemoHost>
{
    [Fact]
    public async Task Who_is_no_account_any_more_goes_with_all_that_was_known_and_what_is_not_bought_any_more_goes()
    {
        var person = await host.PersonAsync();
        await host.SettleAsync();
        var gone = Id.New();
        await host.SqlAsync($"""
            insert into marketing.person (region, account_id, locale, registered_at, is_verified)
            values ('main', '{gone}', 'en', now(), true);
            insert into marketing.spent (region, account_id, currency, orders, spent_minor)
            select 'main', id, currency, 1, 100
            from unnest(array['{gone}', '{person.Id}']::uuid[]) as i(id), unnest(array['USD', 'BRL']) as c(currency);
            insert into marketing.interest (region, account_id, category, viewed_at)
            select 'main', id, 1, now() from unnest(array['{gone}', '{person.Id}']::uuid[]) as i(id)
            """);

        for (var round = 0; round < 2; round++)
        {
            await using var tx = await host.Database.WriteAsync();
            await host.Services.GetRequiredService<People>().RemakeAsync(tx, [person.Id, gone, Id.New()]);
            await tx.CommitAsync();
            Assert.Equal(("0 0 0", "1 0 1"), (await KnownAsync(gone), await KnownAsync(person.Id)));
        }
    }

    async Task<string> KnownAsync(Guid account) => $"{await host.SqlAsync($"""
        select concat_ws(' ',
            (select count(*) from marketing.person where account_id = '{account}'),
            (select count(*) from marketing.spent where account_id = '{account}'),
            (select count(*) from marketing.interest where account_id = '{account}'))
        """)}";
}

using FsCheck;
using FsCheck.Fluent;
using Npgsql;

namespace Feria.Payments.Tests;

public sealed class LedgerTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Config Thorough = Config.QuickThrowOnFailure.WithMaxTest(10_000);

    static Payment PaymentOf(long amount, string method) =>
        new() { Id = Id.New(), CheckoutId = Id.New(), Method = method, AmountMinor = amount, Currency = "BRL" };

    static readonly Gen<string> Methods = Gen.Elements(PaymentMethod.All.ToArray());
    static readonly Gen<long> Amounts = Gen.Choose(0, 2_000_000_000).Select(amount => (long)amount);

    [Fact]
    public void Every_journal_of_a_checkout_balances_whatever_its_orders() =>
        Check.One(Thorough, Prop.ForAll(Arb.From(
            from method in Methods
            from totals in Amounts.NonEmptyListOf()
            from rates in Gen.Choose(0, 10_000).ListOf(totals.Count)
            select (method, orders: totals.Zip(rates).ToList())), made =>
        {
            var payment = PaymentOf(made.orders.Sum(order => order.First), made.method);
            var sold = made.orders.Select(order => new PayableOrder(
                Id.New(), Id.New(), new(order.First, "BRL"), new Money(order.First, "BRL").Share(order.Second)));
            Journal[] journals =
            [
                Ledger.Charge(payment), .. sold.Select(order => Ledger.Sell(payment, order)), Ledger.Return(payment),
                Ledger.Send(payment, null, payment.AmountMinor), Ledger.Dispute(payment, payment.AmountMinor),
            ];
            return journals.All(journal => journal.Entries.Sum(entry => entry.AmountMinor) == 0
                && journal.Entries.All(entry => entry.AmountMinor != 0));
        }));

    [Fact]
    public void Refunds_in_any_parts_give_back_the_whole_sale_and_exactly_its_commission() =>
        Check.One(Thorough, Prop.ForAll(Arb.From(
            from total in Gen.Choose(1, 1_000_000)
            from commission in Gen.Choose(0, total)
            from parts in Gen.Choose(1, total).NonEmptyListOf()
            from method in Methods
            select (total, commission, parts, method)), made =>
        {
            var payment = PaymentOf(made.total, made.method);
            var sale = new Sale(Id.New(), Id.New(), made.total, made.commission, 0, 0);
            var balance = new Dictionary<string, long>
            {
                ["store"] = made.commission - made.total, ["commission"] = -made.commission,
            };
            foreach (var wanted in made.parts.Append(made.total))
            {
                var part = Math.Min(wanted, sale.LeftMinor);
                if (part == 0) break;
                var undone = Ledger.Undo(payment, sale, part);
                if (undone.Entries.Sum(entry => entry.AmountMinor) != 0) return false;
                foreach (var entry in undone.Entries.Where(entry => entry.Account is "store" or "commission"))
                {
                    if (entry.AmountMinor < 0) return false;
                    balance[entry.Account] += entry.AmountMinor;
                }
                sale = sale.After(part);
            }
            return sale.LeftMinor == 0 && balance.Values.All(left => left == 0);
        }));

    [Fact]
    public void A_store_gets_what_a_subsidised_sale_would_have_brought_and_refunds_in_any_parts_take_all_of_it_back() =>
        Check.One(Thorough, Prop.ForAll(Arb.From(
            from total in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 1_000_000))
            from subsidy in Gen.Choose(1, 1_000_000)
            from commission in Gen.Choose(0, total + subsidy)
            from tax in Gen.Choose(0, commission)
            from parts in Gen.Choose(1, 1_000_000).NonEmptyListOf()
            from method in Methods
            select (total, subsidy, commission, tax, parts, method)), made =>
        {
            var payment = PaymentOf(made.total, made.method);
            var order = new PayableOrder(Id.New(), Id.New(), new(made.total, "BRL"), new(made.commission, "BRL"))
            {
                Tax = new(made.tax, "BRL"), Subsidy = new(made.subsidy, "BRL"),
            };
            var sale = new Sale(
                order.Order, order.Store, made.total, made.commission, 0, 0, made.tax, SubsidyMinor: made.subsidy);
            var balance = new Dictionary<string, long>();
            bool Takes(Journal journal)
            {
                foreach (var entry in journal.Entries)
                    balance[entry.Account] = balance.GetValueOrDefault(entry.Account) + entry.AmountMinor;
                return journal.Entries.Sum(entry => entry.AmountMinor) == 0;
            }

            if (!Takes(Ledger.Sell(payment, order))) return false;
            if (-balance.GetValueOrDefault("store") != made.total + made.subsidy - made.commission) return false;
            if (balance["promotions"] != made.subsidy || sale.StoreMinor != -balance.GetValueOrDefault("store"))
                return false;
            foreach (var wanted in made.parts.Append(made.total))
            {
                var part = Math.Min(wanted, sale.LeftMinor);
                if (part == 0 && !sale.IsGiven) break;
                if (!Takes(Ledger.Undo(payment, sale, part))) return false;
                sale = sale.After(part);
                if (sale.StoreMinor != -balance.GetValueOrDefault("store")) return false;
            }

            return sale is { LeftMinor: 0, IsGiven: false }
                && balance.Where(one => one.Key is "store" or "commission" or "fee_tax" or "promotions")
                    .All(one => one.Value == 0);
        }));

    [Fact]
    public async Task The_database_refuses_a_journal_out_of_balance_through_every_door()
    {
        Assert.Equal("entries_balance", await RefusalAsync("payments.entry", ("gateway", 5), ("held", -4)));
        Assert.Equal("entries_balance", await RefusalAsync("payments.entry_main", ("gateway", 5), ("held", -4)));
        Assert.Equal("entries_balance", await RefusalAsync("payments.entry", ("gateway", 5)));
        Assert.Null(await RefusalAsync("payments.entry", ("gateway", 5), ("held", -5)));
    }

    [Fact]
    public async Task What_is_in_the_ledger_stays_as_it_is()
    {
        await RefusalAsync("payments.entry", ("gateway", 7), ("held", -7));
        const string All = "select count(*) || ' ' || sum(abs(amount_minor)) from payments.entry";
        var rows = await database.SqlAsync(All);
        foreach (var touch in new[]
        {
            "update payments.entry set amount_minor = 1 where amount_minor = 7",
            "delete from payments.entry",
            "delete from payments.entry_main",
            "update payments.journal set kind = 'refund'",
        })
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(() => database.SqlAsync(touch));
            Assert.Equal("written_once", refusal.ConstraintName);
        }

        Assert.Equal(rows, await database.SqlAsync(All));
    }

    async Task<string?> RefusalAsync(string table, params (string Account, long Amount)[] lines)
    {
        var journal = Id.New();
        await database.SqlAsync($"""
            insert into payments.journal (region, id, kind, payment_id)
            values ('main', '{journal}', 'charge', '{Id.New()}')
            """);
        var rows = lines.Select((line, at) =>
            $"('main', '{journal}', {at}, '{line.Account}', '{Guid.Empty}', 'BRL', {line.Amount})");
        try
        {
            await database.SqlAsync($"""
                insert into {table} (region, journal_id, position, account, owner, currency, amount_minor)
                values {string.Join(", ", rows)}
                """);
            return null;
        }
        catch (PostgresException refusal)
        {
            return refusal.ConstraintName;
        }
    }
}

using System.Globalization;
using Feria.Payments;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.SellerDesk;

/// <summary>A store's money for its owners: what it has, what became of it, where it goes, what is disputed.</summary>
static class ShowMoney
{
    const string Place = "/sell/{store:guid}/money";
    const int Shown = 50;

    static readonly string[] Names = ["version", "holder", "bank", "account", "schedule", "minimum"];

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Place, Show).RequireAccount();
        pages.MapPost(Place + "/payout", PayOut).RequireAccount();
        pages.MapGet(Place + "/statement.csv", Export).RequireAccount();
        pages.MapGet(Place + "/account", AskAccount).RequireAccount();
        pages.MapPost(Place + "/account", SaveAccount).RequireAccount();
        pages.MapGet(Place + "/disputes/{dispute:guid}", (Guid store, Guid dispute, Inside inside) =>
            DisputeAsync(store, dispute, new Filled(), 200, inside)).RequireAccount();
        pages.MapPost(Place + "/disputes/{dispute:guid}", GiveEvidenceAsync).RequireAccount();
    }

    public static string PathOf(Guid store) => ShowSelling.PathOf(store) + "/money";

    static Task<IResult> Show(
        Guid store, string? from, string? to, string? cursor, string? said, Visit visit, Inside inside) =>
        ShowAsync(
            store, from, to, cursor, said is "asked" or "saved" ? visit.Say("money.said." + said) : null, null, 200,
            visit, inside);

    static async Task<IResult> ShowAsync(
        Guid store, string? from, string? to, string? cursor, string? said, string? trouble, int status, Visit visit,
        Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var balance = await inside.CallAsync(nameof(GetBalance), new { store });
        if (balance.Problem is { } shut) return shut.AsProblem();
        (from, to) = (from is "" ? null : from, to is "" ? null : to);
        var found = await inside.CallAsync(nameof(GetStatement), new { store, from, to, cursor, limit = Shown });
        if (found.Problem is { Status: 400 } wrong)
        {
            // What was asked for cannot be told; what usually is stands there instead.
            trouble = visit.Refused(wrong.Code, wrong.Title);
            status = 400;
            found = await inside.CallAsync(nameof(GetStatement), new { store, limit = Shown });
        }

        var account = await inside.CallAsync(nameof(GetPayoutAccount), new { store });
        return new RazorComponentResult<MoneyPage>(new
        {
            Store = file.Read<StoreFile>(),
            Balance = balance.Read<GetBalance.Answer>(),
            Statement = found.Read<Statement>(),
            Account = account.Problem is null ? account.Read<PayoutAccount>() : null,
            Payouts = (await inside.CallAsync(nameof(ListStorePayouts), new { store, limit = 5 }))
                .Read<Page<Payout>>().Items,
            Disputes = (await inside.CallAsync(nameof(ListStoreDisputes), new { store, limit = 10 }))
                .Read<Page<ListStoreDisputes.Listed>>().Items,
            Fees = (await inside.CallAsync(nameof(ListMyFees), new { store })).Read<ListMyFees.Answer>(),
            Said = said,
            Trouble = trouble,
        })
        { StatusCode = status };
    }

    static async Task<IResult> PayOut(Guid store, [FromForm] string? key, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(AskPayout), new { store }, key: key);
        return answer.Problem is not { } problem
            ? new SeeOther(visit.To(PathOf(store) + "?said=asked"))
            : await ShowAsync(
                store, null, null, null, null, visit.Refused(problem.Code, problem.Title), answer.Status, visit,
                inside);
    }

    static async Task<IResult> Export(Guid store, string? from, string? to, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(ExportStatement), new { store, from, to });
        return answer.Problem is { } problem
            ? problem.AsProblem()
            : TypedResults.File(answer.Body, "text/csv; charset=utf-8", $"statement-{from}-{to}.csv");
    }

    static async Task<IResult> AskAccount(Guid store, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetPayoutAccount), new { store });
        var form = new Filled { ["version"] = "0", ["schedule"] = PayoutSchedule.Weekly, ["minimum"] = "" };
        if (found.Problem is null)
        {
            var account = found.Read<PayoutAccount>();
            (form["version"], form["holder"], form["bank"]) = (
                account.Version.ToString(CultureInfo.InvariantCulture), account.Holder, account.Bank);
            (form["schedule"], form["minimum"], form["ending"]) = (
                account.Schedule, Typed(account.Minimum), account.Ending);
        }

        return await AccountAsync(store, form, 200, inside);
    }

    static async Task<IResult> AccountAsync(Guid store, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        return new RazorComponentResult<PayoutAccountPage>(new { Store = file.Read<StoreFile>(), Form = form })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> SaveAccount(Guid store, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, Names);
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var minimum = Minor(form["minimum"], file.Read<StoreFile>().Currency);
        if (minimum is null) form.Blame("minimum", visit.Say("money.wrong-sum"));
        var status = 400;
        if (form.Fine)
        {
            var answer = await inside.CallAsync(nameof(PutPayoutAccount), new { store }, new
            {
                version = int.TryParse(form["version"], out var version) ? version : 0,
                holder = form["holder"],
                bank = form["bank"],
                account = form["account"] is { Length: > 0 } number ? number : null,
                schedule = form["schedule"],
                minimum,
            });
            if (answer.Problem is not { } problem) return new SeeOther(visit.To(PathOf(store) + "?said=saved"));
            form.Take(problem, visit);
            status = answer.Status;
        }

        return await AccountAsync(store, form, status, inside);
    }

    static async Task<IResult> DisputeAsync(Guid store, Guid dispute, Filled form, int status, Inside inside)
    {
        var file = await inside.CallAsync(nameof(GetMyStore), new { store });
        if (file.Problem is { } lost) return lost.AsProblem();
        var found = await inside.CallAsync(nameof(GetStoreDispute), new { store, dispute });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<DisputePage>(new
        {
            Store = file.Read<StoreFile>(),
            Found = found.Read<GetStoreDispute.Answer>(),
            Form = form,
        })
        { StatusCode = status };
    }

    static async Task<IResult> GiveEvidenceAsync(
        Guid store, Guid dispute, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "said");
        var answer = await inside.CallAsync(
            nameof(GiveEvidence), new { store, dispute }, new { said = form["said"] });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{PathOf(store)}/disputes/{dispute}"));
        form.Take(problem, visit);
        return await DisputeAsync(store, dispute, form, answer.Status, inside);
    }

    /// <summary>A sum as people type it, in minor units; nothing is zero, what is no sum is null.</summary>
    internal static long? Minor(string? typed, string currency) => string.IsNullOrEmpty(typed) ? 0
        : decimal.TryParse(typed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var major) ? Currency.Minor(major, currency) : null;

    static string Typed(Money money) => Currency.Major(money).ToString(CultureInfo.InvariantCulture);
}

using Feria.Catalog;
using Feria.Contracts;
using Feria.Payments;
using Feria.SellerDesk;
using Feria.Storefront;
using Feria.Stores;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Feria.BackOffice;

/// <summary>The platform's money: payouts and their files, disputes, fees, and the books.</summary>
static class ShowMoneyDesk
{
    const string Place = "/operations/money";

    public static void Map(IEndpointRouteBuilder pages)
    {
        Page(pages.MapGet(Place, (string? status, string? currency, string? cursor, Visit visit, Inside inside) =>
            PayoutsAsync(status, currency, cursor, null, 200, inside)));
        Page(pages.MapPost(Place + "/files", MakeFile));
        Page(pages.MapGet(Place + "/files/{file:guid}", Download));
        Page(pages.MapPost(Place + "/files/{file:guid}/paid", (Guid file, Visit visit, Inside inside) =>
            DoAsync(nameof(SettlePayoutFile), new { file }, null, visit, inside)));
        Page(pages.MapPost(Place + "/payouts/{payout:guid}", Settle));
        Page(pages.MapGet(Place + "/disputes", Disputes));
        Page(pages.MapGet(Place + "/disputes/{dispute:guid}", (Guid dispute, Inside inside) =>
            DisputeAsync(dispute, new Filled(), 200, inside)));
        Page(pages.MapPost(Place + "/disputes/{dispute:guid}", Answer));
        Page(pages.MapGet(Place + "/fees", (Inside inside) => FeesAsync(new Filled(), 200, inside)));
        Page(pages.MapPost(Place + "/fees", MakeFee));
        Page(pages.MapPost(Place + "/fees/{fee:guid}/end", EndRule));
        Page(pages.MapGet(Place + "/books", (string? from, string? to, Visit visit, Inside inside) =>
            BooksAsync(from, to, new Filled(), 200, visit, inside)));
        Page(pages.MapPost(Place + "/books", Record));
    }

    static void Page(RouteHandlerBuilder page) => page.RequireAccess(Permission.ManagePayments);

    static async Task<IResult> PayoutsAsync(
        string? status, string? currency, string? cursor, string? trouble, int code, Inside inside)
    {
        var which = Payout.Statuses.Contains(status) ? status! : Payout.Made;
        var found = await inside.CallAsync(
            nameof(ListPayouts), new { status = which, currency, cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        var files = await inside.CallAsync(nameof(ListPayoutFiles), new { limit = 10 });
        return new RazorComponentResult<PayoutsPage>(new
        {
            Found = found.Read<Page<ListPayouts.Listed>>(),
            Files = files.Read<Page<PayoutFile>>().Items,
            Status = which,
            Currency = currency,
            Trouble = trouble,
        })
        { StatusCode = code };
    }

    static Task<IResult> MakeFile([FromForm] string? format, [FromForm] string? currency, Visit visit, Inside inside) =>
        DoAsync(nameof(MakePayoutFile), null, new { format = format ?? "", currency = currency ?? "" }, visit, inside);

    static async Task<IResult> Download(Guid file, HttpResponse response, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(GetPayoutFile), new { file });
        if (answer.Problem is { } problem) return problem.AsProblem();
        response.Headers.CacheControl = "no-store";
        var isXml = answer.Body.AsSpan().StartsWith("\uFEFF<?xml"u8) || answer.Body.AsSpan().StartsWith("<?xml"u8);
        return TypedResults.File(
            answer.Body, isXml ? "application/xml" : "text/csv", $"payouts-{file}.{(isXml ? "xml" : "csv")}");
    }

    static Task<IResult> Settle(
        Guid payout, [FromForm] string? status, [FromForm] string? why, Visit visit, Inside inside) =>
        DoAsync(nameof(SettlePayout), new { payout }, new { status, why }, visit, inside);

    // What a button of the first page does; a refusal stands over the page as it is now.
    static async Task<IResult> DoAsync(string slice, object? route, object? body, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(slice, route, body);
        return answer.Problem is not { } problem
            ? new SeeOther(visit.To(Place + "?status=sent"))
            : await PayoutsAsync(null, null, null, visit.Refused(problem.Code, problem.Title), answer.Status, inside);
    }

    static async Task<IResult> Disputes(string? status, string? cursor, Inside inside)
    {
        var which = Dispute.Statuses.Contains(status) ? status! : Dispute.NeedsResponse;
        var found = await inside.CallAsync(nameof(ListDisputes), new { status = which, cursor, limit = 50 });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<DisputesPage>(new { Found = found.Read<Page<Dispute>>(), Status = which });
    }

    static async Task<IResult> DisputeAsync(Guid dispute, Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(GetDispute), new { dispute });
        if (found.Problem is { } problem) return problem.AsProblem();
        return new RazorComponentResult<DisputeFilePage>(new { Found = found.Read<GetDispute.Answer>(), Form = form })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> Answer(
        Guid dispute, [FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "said", "deed");
        var answer = form["deed"] == "send"
            ? await inside.CallAsync(nameof(SendEvidence), new { dispute })
            : await inside.CallAsync(nameof(AddEvidence), new { dispute }, new { said = form["said"] });
        if (answer.Problem is not { } problem) return new SeeOther(visit.To($"{Place}/disputes/{dispute}"));
        form.Take(problem, visit);
        return await DisputeAsync(dispute, form, answer.Status, inside);
    }

    static async Task<IResult> FeesAsync(Filled form, int status, Inside inside)
    {
        var found = await inside.CallAsync(nameof(ListFees));
        return new RazorComponentResult<FeesPage>(new { Found = found.Read<ListFees.Answer>(), Form = form })
        {
            StatusCode = status,
        };
    }

    static async Task<IResult> MakeFee([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(
            sent, "name", "position", "currency", "store", "category", "product", "share", "sum", "per", "least",
            "most", "tax");
        var currency = form["currency"]!.ToUpperInvariant();
        long? Sum(string name)
        {
            if (form[name] is not { Length: > 0 }) return null;
            var minor = Currency.IsKnown(currency) ? ShowMoney.Minor(form[name], currency) : 0;
            if (minor is null) form.Blame(name, visit.Say("money.wrong-sum"));
            return minor;
        }

        int? Share(string name)
        {
            if (form[name] is not { Length: > 0 }) return null;
            var share = ShowMoney.Minor(form[name], "USD");
            if (share is null or < 0 or > 10_000) form.Blame(name, visit.Say("money.wrong-share"));
            return (int?)share;
        }

        // People know a store and a product by the end of its page's address.
        var store = form["store"] is not { Length: > 0 } seller ? null
            : (await inside.CallAsync(nameof(GetStore), new { slug = seller })).Found<GetStore.StoreView>();
        if (form["store"] is { Length: > 0 } && store is null) form.Blame("store", visit.Say("money.wrong-store"));
        var product = form["product"] is not { Length: > 0 } goods ? null
            : (await inside.CallAsync(nameof(GetProduct), new { idOrSlug = goods })).Found<ProductView>();
        if (form["product"] is { Length: > 0 } && product is null)
            form.Blame("product", visit.Say("money.wrong-product"));

        var body = new
        {
            name = form["name"],
            position = int.TryParse(form["position"], out var position) ? position : 0,
            currency,
            store = store?.Id,
            product = product?.Id,
            category = int.TryParse(form["category"], out var category) ? category : (int?)null,
            basisPoints = Share("share"),
            fixedMinor = Sum("sum"),
            isPerUnit = form["per"] == "unit",
            minMinor = Sum("least"),
            maxMinor = Sum("most"),
            taxBasisPoints = Share("tax"),
        };
        if (!form.Fine) return await FeesAsync(form, 400, inside);
        var answer = await inside.CallAsync(nameof(PutFee), null, body);
        if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "/fees"));
        form.Take(problem, visit);
        return await FeesAsync(form, answer.Status, inside);
    }

    static async Task<IResult> EndRule(Guid fee, Visit visit, Inside inside)
    {
        var answer = await inside.CallAsync(nameof(EndFee), new { fee });
        return answer.Problem is { } problem ? problem.AsProblem() : new SeeOther(visit.To(Place + "/fees"));
    }

    static async Task<IResult> BooksAsync(
        string? from, string? to, Filled form, int status, Visit visit, Inside inside)
    {
        (from, to) = (from is "" ? null : from, to is "" ? null : to);
        var found = await inside.CallAsync(nameof(GetReconciliation), new { from, to });
        if (found.Problem is { Status: 400 } wrong)
        {
            form.Problem = visit.Refused(wrong.Code, wrong.Title);
            status = 400;
            found = await inside.CallAsync(nameof(GetReconciliation));
        }

        return new RazorComponentResult<BooksPage>(new
        {
            Found = found.Read<GetReconciliation.Answer>(),
            Form = form,
        })
        { StatusCode = status };
    }

    static async Task<IResult> Record([FromForm] IFormCollection sent, Visit visit, Inside inside)
    {
        var form = Filled.Of(sent, "reference", "amount", "currency");
        var currency = form["currency"]!.ToUpperInvariant();
        var minor = Currency.IsKnown(currency) ? ShowMoney.Minor(form["amount"], currency) : 0;
        if (minor is null or 0) form.Blame("amount", visit.Say("money.wrong-sum"));
        var status = 400;
        if (form.Fine)
        {
            var answer = await inside.CallAsync(
                nameof(RecordSettlement), null,
                new { reference = form["reference"], amount = new { amount = minor, currency } });
            if (answer.Problem is not { } problem) return new SeeOther(visit.To(Place + "/books"));
            form.Take(problem, visit);
            status = answer.Status;
        }

        return await BooksAsync(null, null, form, status, visit, inside);
    }
}

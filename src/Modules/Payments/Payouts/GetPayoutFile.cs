using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Payments;

/// <summary>A file for the bank, as it is handed to it. Payouts that failed since are still in it.</summary>
public static class GetPayoutFile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/payout-files/{file:guid}", Handle)
        .WithName(nameof(GetPayoutFile))
        .RequireAccess(Permission.ManagePayments)
        .Refuses(Refusals.PayoutFileNotFound);

    static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Handle(
        Guid file, HttpResponse response, Database database, IEnumerable<IPayoutFormat> formats, Vault vault,
        PublicSite site, CancellationToken stop)
    {
        await using var session = await database.ReadAsync(stop);
        if (await session.OneOrNullAsync<PayoutFile.Row>(FileSql, new { database.Region, file }) is not { } row)
            return Refusals.PayoutFileNotFound.AsProblem();
        var rows = await session.ListAsync<Row>(TransfersSql, new { database.Region, file });
        var transfers = rows.Select(one => new Transfer(
            one.Id, BankAccount.Open(vault, one.DetailsSealed), new(one.AmountMinor, row.Currency),
            $"Payout {one.Id.ToString("N")[^8..]}")).ToList();

        var format = formats.Single(one => one.Name == row.Format);
        using var content = new MemoryStream();
        format.Write(content, row.File(), transfers);
        response.Headers.CacheControl = "no-store";
        return TypedResults.File(
            content.ToArray(), format.ContentType,
            $"payouts-{row.MadeAt:yyyy-MM-dd}-{row.Currency}.{format.Extension}");
    }

    sealed record Row(Guid Id, long AmountMinor, byte[] DetailsSealed);

    const string FileSql = $"""
        -- payments.get-payout-file.file
        select {PayoutFile.Columns} from payments.payout_file where region = @Region and id = @file
        """;

    const string TransfersSql = """
        -- payments.get-payout-file.transfers
        select id, amount_minor, details_sealed
        from payments.payout
        where region = @Region and file_id = @file
        order by id
        limit 1000
        """;
}

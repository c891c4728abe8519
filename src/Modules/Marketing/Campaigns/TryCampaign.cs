using System.ComponentModel.DataAnnotations;
using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Marketing;

/// <summary>Writes one of a campaign's letters to whoever asks, as it is for now; it counts nowhere.</summary>
public static class TryCampaign
{
    public static void Map(IEndpointRouteBuilder api) => api
        .MapPost("/admin/campaigns/{campaign:guid}/test", Handle)
        .WithName(nameof(TryCampaign))
        .RequireAccess(Permission.ManageCampaigns)
        .Allows(perMinute: 10, burst: 10)
        .Refuses(Refusals.CampaignNotFound)
        .WithExample(new Body(1, "en"));

    /// <param name="Variant">The first is 1.</param>
    /// <param name="Language">In which it is written.</param>
    public sealed record Body([Range(1, 4)] int Variant, [Required, Spoken] string Language);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid campaign, Body body, Caller caller, Database database, IAccountBook accounts, IMailings mailings,
        CancellationToken stop)
    {
        var reader = await accounts.ContactAsync(caller.Account!.Value, stop);
        await using var tx = await database.WriteAsync(stop);
        if (await CampaignBook.FindAsync(tx, campaign) is not { } found || found.Terms.Variants.Count < body.Variant)
            return Refusals.CampaignNotFound.AsProblem();
        var variant = found.Terms.Variants[body.Variant - 1];
        var text = variant.TextOf(body.Language).Filled(reader?.FullName ?? "", "TEST-CODE", ["…"]);
        await mailings.TryAsync(tx, caller.Account.Value, new(text.Subject, text.Body, variant.Link));
        tx.Audit("campaign", campaign, null, new { tried = body.Variant, body.Language });
        return await tx.CommitAsync(TypedResults.NoContent());
    }
}

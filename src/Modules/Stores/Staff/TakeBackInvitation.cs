using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Stores;

/// <summary>Takes an invitation back: its letter opens nothing any more.</summary>
public static class TakeBackInvitation
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/store/{store:guid}/invitations/{invitation:guid}", Handle)
        .WithName(nameof(TakeBackInvitation))
        .RequireAccount()
        .OnlyInPerson()
        .Refuses(Refusals.StoreNotFound, Refusals.RoleLacks, Refusals.InvitationNotFound);

    static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        Guid store, Guid invitation, Caller caller, Database database, CancellationToken stop)
    {
        await using var tx = await database.WriteAsync(stop);
        var (standing, refusal) = await Desk.LockAsync(tx, store, caller, StoreRight.ManagePeople);
        if (standing is null) return refusal!.AsProblem();
        if (await tx.ExecuteAsync(TakeBackSql, new { store, invitation }) == 0)
            return Refusals.InvitationNotFound.AsProblem();
        return await tx.CommitAsync(TypedResults.NoContent());
    }

    const string TakeBackSql = """
        -- stores.take-back-invitation.take-back
        delete from stores.invitation where store_id = @store and id = @invitation
        """;
}

using Feria.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Feria.Inventory;

/// <summary>One offer's stock for those who work in its store, and who changed it, newest first.</summary>
public static class GetStoreStock
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/store/{store:guid}/stock/{offer:guid}", Handle)
        .WithName(nameof(GetStoreStock))
        .RequireAccountOrKey()
        .Refuses(Refusals.StoreNotFound, Refusals.OfferNotFound, KernelRefusals.MalformedCursor);

    /// <param name="Who">
    /// Who counted or adjusted, or which key did; null where it was a sale, an import, or somebody who left.
    /// </param>
    public sealed record Movement(Guid Id, string Kind, long From, long To, string? Who, string? Why, DateTime At);

    public sealed record Answer(ListStoreStock.Line Stock, Page<Movement> Movements);

    static async Task<Results<Ok<Answer>, ProblemHttpResult>> Handle(
        Guid store, Guid offer, int? limit, string? cursor, Caller caller, Database database, IStoreDesk desk,
        IOfferBook offers, IAccountBook accounts, IKeyBook keys, CancellationToken stop)
    {
        if (!Cursor.TryReadBefore(cursor, out var before)) return KernelRefusals.MalformedCursor.AsProblem();
        OfferTerms? terms;
        Stock? stock;
        Page<GetStock.Movement> movements;
        Guid[] actors;
        IReadOnlyDictionary<Guid, string> programs;
        await using (var session = await database.ReadAsync(stop))
        {
            var (standing, refusal) = await desk.EnterAsync(session, store, caller, StoreRight.Serve);
            if (standing is null) return refusal!.AsProblem();
            terms = (await offers.TermsAsync(session, [offer])).SingleOrDefault(one => one.Store == store);
            if (terms is null) return Refusals.OfferNotFound.AsProblem();
            (stock, movements) = await GetStock.ReadAsync(
                session, database.Region, offer, before, Cursor.Limit(limit));
            actors = [.. movements.Items.Select(one => one.Actor).OfType<Guid>().Distinct()];
            programs = await keys.NamesAsync(session, actors);
        }

        var people = await accounts.ContactsAsync([.. actors.Except(programs.Keys)], stop);
        return TypedResults.Ok(new Answer(
            ListStoreStock.LineOf(terms, stock),
            new(
                [.. movements.Items.Select(one => new Movement(
                    one.Id, one.Kind, one.From, one.To,
                    one.Actor is { } actor
                        ? people.GetValueOrDefault(actor)?.FullName ?? programs.GetValueOrDefault(actor)
                        : null,
                    one.Why, one.At))],
                movements.Next)));
    }
}
